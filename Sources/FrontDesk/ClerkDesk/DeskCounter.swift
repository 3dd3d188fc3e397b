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
    let clock: @Sendable () -> Timestamp

    func signIn(id: String, password: String) async throws -> Staff {
        do {
            return try await data.staff.signIn(Identifier(id), password: password)
        } catch StorageError.signInRefused {
            throw WebError.wrongPassword
        }
    }

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

    /// About a paper.
    private func decide(
        _ id: Identifier<DeskException>, _ remedy: DeskException.Remedy, reason: String,
        by staff: Staff
    ) async throws {
        let settled = try await data.exceptions.resolve(
            id, by: staff.id, remedy: remedy, reason: reason, at: clock())
        guard case .paper(let tenancy, let copy) = settled.subject else { return }
        switch remedy {
        case .redo:
            let isUnknown = settled.remedies.contains(.paperCame)
            try await printQueue.answer(
                isUnknown ? .answered(sheetCameOut: false) : .printAgain, about: tenancy,
                copy: copy)
        case .paperCame:
            try await printQueue.answer(
                .answered(sheetCameOut: true), about: tenancy, copy: copy)
        case .cancel:
            try await printQueue.drop(tenancy, copy: copy)
        case .compareInPerson: break
        }
    }

    func tenancies() async throws -> [TenancyRow] {
        let prints = try await data.effects.newest(of: .printContract)
        let papers = await printQueue.papers
        return try await data.tenancies.list().filter { $0.documentSHA256 != nil }.map { record in
            let id = record.tenancy.id
            let paper = prints[id].map { Receipt.Paper($0, shown: papers[id]) } ?? .printed
            return TenancyRow(
                tenancy: id, maskedName: record.tenant.maskedName, house: record.address,
                room: record.roomNumber, lease: record.tenancy.lease, from: record.tenancy.from,
                until: record.tenancy.until, paper: paper)
        }
    }

    func reprint(_ tenancy: Identifier<Tenancy>, by staff: Staff, reason: String) async throws {
        let record = try await data.tenancies.tenancy(tenancy)
        guard let document = record.documentSHA256 else { throw StorageError.documentMissing }
        let now = clock()
        let copies = try await data.effects.all(of: tenancy).count
        let order = PrintOrder(lease: record.tenancy.lease, document: document, copy: copies + 1)
        try await data.journal.recordLook(
            by: staff.id, at: tenancy.rawValue, purpose: "补打：\(reason)", time: now)
        try await data.effects.add(try order.effect(at: now), for: tenancy, at: now)
        printQueue.nudge()
        await desk.touch()
    }
}

extension Fault {
    static let nobodyToCompare = Fault(
        "FD-06", .conflict, tenant: "请把身份证放在读卡区",
        clerk: "还没有读到这位租客的证件：请先让租客刷证，再当面核对。")
}

extension Receipt.Paper {
    /// What a row says, or while it waits for the printer what was last shown of it.
    fileprivate init(_ print: EffectStore.Standing, shown: Receipt.Paper?) {
        self =
            switch print.state {
            case .done: .printed
            case .dropped: .delayed(.printDropped)
            case .failed: .delayed(print.fault ?? .unexpected)
            case .pending: shown ?? .printing
            }
    }
}
