import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct StaffTests {
    private let place = TemporaryFolder()
    private let clerk = Staff(id: Identifier("101"), name: "样张职员", role: .clerk)
    private let number = "11010519491231002X"

    private func code(_ codes: OneTimePassword, after steps: Int64 = 0) -> String {
        codes.code(step: OneTimePassword.step(at: now) + steps)
    }

    @Test func `staff sign in with their own password and a fresh code only`() async throws {
        let folder = try place.open()
        let staff = folder.staff
        let codes = try await staff.create(clerk, password: "样张密码一", at: now)
        #expect(try await staff.staff(clerk.id) == clerk)
        #expect(try await staff.staff(Identifier("102")) == nil)
        let right = code(codes)
        for (id, password, code) in [
            ("101", "样张密码二", right), ("102", "样张密码一", right), ("", "", ""),
            ("101", "样张密码一", code(codes, after: 2)), ("101", "样张密码一", ""),
        ] {
            await #expect(throws: StorageError.signInRefused) {
                try await staff.signIn(
                    Identifier(id), password: password, code: code, from: .network, at: now)
            }
        }
        #expect(
            try await staff.signIn(
                clerk.id, password: "样张密码一", code: right, from: .loopback, at: now) == clerk)
        await #expect(throws: StorageError.signInRefused, "a code is taken once") {
            try await staff.signIn(
                clerk.id, password: "样张密码一", code: right, from: .loopback, at: now)
        }
    }

    @Test func `of two who come with one code at once one gets in`() async throws {
        let staff = try place.open().staff
        let codes = try await staff.create(clerk, password: "样张密码一", at: now)
        let right = code(codes), id = clerk.id
        let entered = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...4 {
                group.addTask {
                    let entered = try? await staff.signIn(
                        id, password: "样张密码一", code: right, from: .network, at: now)
                    return entered != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(entered == 1)
    }

    @Test func `a new password or secret ends the old one, and so does the end of access`()
        async throws
    {
        let staff = try place.open().staff
        let old = try await staff.create(clerk, password: "样张密码一", at: now)
        await #expect(throws: StorageError.staffExists) {
            try await staff.create(clerk, password: "样张密码三", at: now)
        }
        try await staff.changePassword(of: clerk.id, to: "样张密码二", at: now)
        let new = try await staff.renewCodes(of: clerk.id, at: now)
        for (password, code) in [("样张密码一", code(new)), ("样张密码二", code(old))] {
            await #expect(throws: StorageError.signInRefused) {
                try await staff.signIn(
                    clerk.id, password: password, code: code, from: .network, at: now)
            }
        }
        #expect(
            try await staff.signIn(
                clerk.id, password: "样张密码二", code: code(new), from: .network, at: now) == clerk)
        try await staff.remove(clerk.id, at: now)
        await #expect(throws: StorageError.signInRefused) {
            try await staff.signIn(
                clerk.id, password: "样张密码二", code: code(new, after: 1), from: .network, at: now)
        }
        await #expect(throws: StorageError.unknownRecord) {
            try await staff.changePassword(of: clerk.id, to: "样张密码二", at: now)
        }
        await #expect(throws: StorageError.unknownRecord) {
            try await staff.remove(clerk.id, at: now)
        }
    }

    @Test func `an ID card signs in with its PIN, and belongs to one of the staff`() async throws {
        let staff = try place.open().staff
        let other = Staff(id: Identifier("102"), name: "样张房东", role: .landlord)
        _ = try await staff.create(clerk, password: "样张密码一", at: now)
        _ = try await staff.create(other, password: "样张密码二", at: now)
        for pin in ["12345", "123456789", "12345x", "１２３４５６", ""] {
            await #expect(throws: StorageError.pinLength) {
                try await staff.setCard(of: clerk.id, number: number, pin: pin, at: now)
            }
        }
        try await staff.setCard(of: clerk.id, number: number, pin: "240681", at: now)
        await #expect(throws: StorageError.staffCardTaken) {
            try await staff.setCard(of: other.id, number: number, pin: "135791", at: now)
        }
        #expect(
            try await staff.signIn(
                cardNumber: number.lowercased(), pin: "240681", from: .loopback, at: now) == clerk)
        for (card, pin) in [(number, "240682"), ("440524188001010014", "240681"), ("", "")] {
            await #expect(throws: StorageError.signInRefused) {
                try await staff.signIn(cardNumber: card, pin: pin, from: .loopback, at: now)
            }
        }
    }

    @Test func `every change, sign-in and refusal is in the journal, without what was typed`()
        async throws
    {
        let folder = try place.open()
        let codes = try await folder.staff.create(clerk, password: "样张密码一", at: now)
        try await folder.staff.setCard(of: clerk.id, number: number, pin: "240681", at: now)
        _ = try await folder.staff.signIn(
            clerk.id, password: "样张密码一", code: code(codes), from: .network, at: now)
        for id in [clerk.id, Identifier("样张职员")] {
            _ = try? await folder.staff.signIn(
                id, password: "falsch-falsch", code: "000000", from: .loopback, at: now)
        }
        let entries = try await folder.journal.entries()
        #expect(entries.map(\.kind) == Array(repeating: .staff, count: 5))
        #expect(entries.map(\.subject) == ["101", "101", "101", "101", "unknown"])
        let bodies = entries.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies[2] == #"{"from":"network","signedIn":"yes","way":"password"}"#)
        #expect(bodies[3] == #"{"from":"loopback","signedIn":"no","way":"password"}"#)
        for body in bodies {
            for value in ["样张", number, "240681", "falsch"] { #expect(!body.contains(value)) }
        }
    }
}
