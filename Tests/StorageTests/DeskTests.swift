import GRDB
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct DeskTests {
    private let place = TemporaryFolder()
    private let session = Identifier<CheckInSession>("c-1")

    @Test func `the running check-in survives a restart and is forgotten when told`() async throws {
        var folder = try place.open()
        #expect(try await folder.checkIns.load([String].self) == nil)
        try await folder.checkIns.save(["one"], id: Identifier("c-0"), at: now)
        try await folder.checkIns.save(["two"], id: session, at: now)
        folder.close()
        folder = try place.open()
        let saved = try #require(try await folder.checkIns.load([String].self))
        #expect(saved.id == session)
        #expect(saved.state == ["two"])
        await #expect(throws: SealingError.notOpened) {
            try await folder.checkIns.load([Int].self)
        }
        try await folder.checkIns.clear()
        #expect(try await folder.checkIns.load([String].self) == nil)
    }

    @Test func `print jobs survive a restart until they are finished`() async throws {
        var folder = try place.open()
        try await folder.printJobs.save("queued", key: "ZL-1/1/1", isFinished: false, at: now)
        try await folder.printJobs.save("queued", key: "ZL-2/1/1", isFinished: false, at: now)
        try await folder.printJobs.save("printed", key: "ZL-1/1/1", isFinished: true, at: now)
        folder.close()
        folder = try place.open()
        let open = try await folder.printJobs.unfinished(String.self)
        #expect(open.map(\.key) == ["ZL-2/1/1"])
        #expect(open.map(\.state) == ["queued"])
        #expect(try await folder.printJobs.load(String.self, key: "ZL-1/1/1") == "printed")
        #expect(try await folder.printJobs.load(String.self, key: "ZL-3/1/1") == nil)
    }

    @Test func `an effect waits, is tried, put off, failed, done again and done`() async throws {
        var folder = try await place.openVillage()
        let tenancy = try await Fixture.register(
            folder, try await Fixture.lease(folder, try await Fixture.room(folder)))
        let id = Identifier<EffectRecord>("e-1")
        let fault = Fault.unexpected
        #expect(try await folder.effects.due(at: now).map(\.id) == [id])
        #expect(try await folder.effects.due(at: now + .milliseconds(-1)).isEmpty)
        try await folder.effects.begin(id, at: now)
        try await folder.effects.postpone(id, until: now + .seconds(5), fault: fault, at: now)
        #expect(try await folder.effects.due(at: now).isEmpty)
        #expect(try await folder.effects.nextDue() == now + .seconds(5))
        folder.close()

        folder = try place.open()
        let waiting = try #require(try await folder.effects.due(at: now + .seconds(5)).first)
        #expect(waiting.attempts == 1)
        #expect(waiting.fault == fault)
        #expect(waiting.payload == Fixture.effect().payload)
        #expect(waiting.tenancy == tenancy.id)
        try await folder.effects.fail(id, fault: fault, at: now)
        #expect(try await folder.effects.nextDue() == nil)
        #expect(try await folder.effects.unfinished().map(\.state) == [.failed])
        try await folder.effects.redo(id, at: now)
        try await folder.effects.finish(id, at: now)
        try await folder.effects.finish(id, at: now)
        #expect(try await folder.effects.unfinished().isEmpty)
        #expect(try await folder.effects.all(of: tenancy.id).map(\.state) == [.done])
        await #expect(throws: StorageError.movedOn) {
            try await folder.effects.redo(id, at: now)
        }
        await #expect(throws: StorageError.unknownRecord) {
            try await folder.effects.finish(Identifier("e-9"), at: now)
        }
    }

    @Test func `a reprint is an effect of its own, asked for twice it is one`() async throws {
        let folder = try await place.openVillage()
        let tenancy = try await Fixture.register(
            folder, try await Fixture.lease(folder, try await Fixture.room(folder)))
        for _ in 1...2 {
            try await folder.effects.add(Fixture.effect("e-2"), for: tenancy.id, at: now)
        }
        #expect(try await folder.effects.all(of: tenancy.id).count == 2)
        try await folder.effects.drop(Identifier("e-2"), at: now)
        #expect(try await folder.effects.due(at: now).map(\.id) == [Identifier("e-1")])
    }

    private func exception(_ id: String, _ code: String = "FM-03") -> DeskException {
        DeskException(
            id: Identifier(id), subject: .checkIn(session),
            fault: Fault(code, .forbidden, tenant: "请稍候", clerk: "样张"),
            remedies: [.compareInPerson, .cancel], raisedAt: now)
    }

    @Test func `the same matter raised twice waits once, and again after it is settled`()
        async throws
    {
        let folder = try place.open()
        let staff = Identifier<Staff>("101")
        #expect(try await folder.exceptions.raise(exception("x-1")).id == Identifier("x-1"))
        #expect(try await folder.exceptions.raise(exception("x-2")).id == Identifier("x-1"))
        try await folder.exceptions.raise(exception("x-3", "CR-05"))
        let waiting = [exception("x-1"), exception("x-3", "CR-05")]
        #expect(try await folder.exceptions.open() == waiting)

        let settled = try await folder.exceptions.resolve(
            Identifier("x-1"), by: staff, remedy: .compareInPerson, reason: "本人到场", at: now)
        #expect(settled == exception("x-1"))
        let entry = try #require(try await folder.journal.entries().last)
        #expect(entry.kind == .decision)
        #expect(entry.subject == "x-1")
        #expect(String(decoding: entry.body, as: UTF8.self).contains("本人到场"))
        await #expect(throws: StorageError.movedOn) {
            try await folder.exceptions.resolve(
                Identifier("x-1"), by: staff, remedy: .cancel, reason: "", at: now)
        }
        #expect(try await folder.exceptions.raise(exception("x-4")).id == Identifier("x-4"))
        #expect(try await folder.exceptions.withdraw(about: .checkIn(session), at: now) == 2)
        #expect(try await folder.exceptions.open().isEmpty)
        #expect(try await folder.journal.verify() == .intact(count: 3))
    }

    @Test func `a remedy that is not offered and a blank reason are refused`() async throws {
        let exceptions = try place.open().exceptions
        try await exceptions.raise(exception("x-1"))
        let staff = Identifier<Staff>("101")
        await #expect(throws: StorageError.remedyNotOffered) {
            try await exceptions.resolve(
                Identifier("x-1"), by: staff, remedy: .redo, reason: "", at: now)
        }
        await #expect(throws: StorageError.reasonMissing) {
            try await exceptions.resolve(
                Identifier("x-1"), by: staff, remedy: .compareInPerson, reason: " \n", at: now)
        }
        await #expect(throws: StorageError.unknownRecord) {
            try await exceptions.resolve(
                Identifier("x-9"), by: staff, remedy: .cancel, reason: "", at: now)
        }
        #expect(try await exceptions.open().count == 1)
    }
}
