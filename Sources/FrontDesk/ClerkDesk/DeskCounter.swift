import Foundation
import Printing
import Registry
import Storage
import Web

/// What the clerk's pages see of the running desk.
struct DeskCounter: ClerkCounter {
    let desk: CheckInDesk
    let data: DataFolder
    let printQueue: PrintQueue
    let settler: Settler
    /// What is known of each tenancy's insurance and doors.
    var standing = Standing()
    /// The grounds for deductions of the leases listed.
    let grounds = LeaseGrounds()
    /// Waits for a swipe at the tenant's door and takes the number it shows.
    var learning: @Sendable (Identifier<Tenancy>, Staff) async throws -> Void = { _, _ in
        throw FaultError(fault: .noDoorToLearn)
    }
    let clock: @Sendable () -> Timestamp
    /// `nil` where the village offers no insurance.
    var insuranceQueue: InsuranceQueue?
    /// `nil` where the kiosk stands alone.
    var link: LinkStanding?

    func presentCheckIn() async -> (checkIn: CheckIn, since: Timestamp) {
        (await desk.checkIn, await desk.since)
    }

    func changes() async -> AsyncStream<Void> {
        let changes = await desk.changes()
        return AsyncStream { continuation in
            let following = Task {
                for await _ in changes { continuation.yield() }
                continuation.finish()
            }
            continuation.onTermination = { _ in following.cancel() }
        }
    }

    func upload() async throws -> UploadStanding? {
        guard let link else { return nil }
        let newest = try await data.journal.newest()
        let next = try await data.journal.uploadNext()
        return UploadStanding(waiting: max(0, newest - next + 1), fault: await link.fault)
    }

    func exceptions() async throws -> [DeskException] { try await data.exceptions.open() }

    func resolve(
        _ id: Identifier<DeskException>, _ remedy: DeskException.Remedy, reason: String,
        by staff: Staff
    ) async throws {
        let exception = try await data.exceptions.open().first { $0.id == id }
        if case .checkIn(let session)? = exception?.subject {
            try await decide(session, id, remedy, reason: reason, by: staff)
        } else {
            try await decide(id, remedy, reason: reason, by: staff)
        }
        await desk.touch()
    }

    /// About the visitor at the kiosk. The clerk vouches only for one whose document was read.
    private func decide(
        _ session: Identifier<CheckInSession>, _ id: Identifier<DeskException>,
        _ remedy: DeskException.Remedy, reason: String, by staff: Staff
    ) async throws {
        if remedy == .compareInPerson {
            let checkIn = await desk.checkIn
            guard checkIn.session == session, case .withClerk(.some, _) = checkIn.state else {
                throw FaultError(fault: .nobodyToCompare)
            }
        }
        try await data.exceptions.resolve(
            id, by: staff.id, remedy: remedy, reason: reason, at: clock())
        let event: CheckIn.Event =
            remedy == .compareInPerson
            ? .comparedInPerson(staff: staff.id, reason: reason) : .cancelled
        await desk.deliver(event, for: session)
    }

    /// About what followed from a tenancy, or a matter the platform laid before the clerk.
    private func decide(
        _ id: Identifier<DeskException>, _ remedy: DeskException.Remedy, reason: String,
        by staff: Staff
    ) async throws {
        let settled = try await data.exceptions.resolve(
            id, by: staff.id, remedy: remedy, reason: reason, at: clock())
        switch settled.subject {
        case .paper(let tenancy, let number, let copy):
            try await decide(
                remedy, on: tenancy, number: number, copy: copy, offered: settled.remedies)
        case .policy(let tenancy):
            try await insuranceQueue?.answer(remedy, to: settled.fault, about: tenancy)
        case .door(let tenancy):
            if remedy == .redo { try await learning(tenancy, staff) }
        case .checkIn, .room: break
        }
    }

    private func decide(
        _ remedy: DeskException.Remedy, on tenancy: Identifier<Tenancy>, number: String,
        copy: Int, offered: [DeskException.Remedy]
    ) async throws {
        switch remedy {
        case .redo:
            let isUnknown = offered.contains(.paperCame)
            try await printQueue.answer(
                isUnknown ? .answered(sheetCameOut: false) : .printAgain, about: tenancy,
                number: number, copy: copy)
        case .paperCame:
            try await printQueue.answer(
                .answered(sheetCameOut: true), about: tenancy, number: number, copy: copy)
        case .cancel:
            try await printQueue.drop(tenancy, number: number, copy: copy)
        case .compareInPerson, .seen: break
        }
    }
}

extension Fault {
    static let nobodyToCompare = Fault(
        "FD-06", .conflict, tenant: "请把身份证放在读卡区",
        clerk: "还没有读到这位租客的证件：请先让租客刷证，再当面核对。")
    static let noDoorToLearn = Fault(
        "FD-11", .notFound, tenant: "请找房东领钥匙",
        clerk: "这处房屋没有接入门禁控制器，不能刷卡开通：请房东交付钥匙。")
}
