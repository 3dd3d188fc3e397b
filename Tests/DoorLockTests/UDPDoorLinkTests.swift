import Glibc
import Registry
import Synchronization
import Testing

@testable import DoorLock

@Suite struct UDPDoorLinkTests {
    @Test func `a card is put, read and removed`() async throws {
        let table = Mutex(CardTable())
        let board = Responder { request in [table.withLock { $0.answer(request) }] }
        defer { board.stop() }
        let link = Fixture.link(port: board.port)
        #expect(try await link.card(10_058_400) == nil)
        try await link.put(Fixture.card)
        #expect(try await link.card(10_058_400) == Fixture.card)
        try await link.remove(10_058_400)
        try await link.remove(10_058_400)
        #expect(try await link.card(10_058_400) == nil)
    }

    @Test func `a silent board is asked as often as set, each time from another port`() async {
        let ports = Mutex<[UInt16]>([])
        let board = Responder { request in
            ports.withLock { $0.append(request.port) }
            return []
        }
        let link = Fixture.link(port: board.port, tries: 4, wait: .milliseconds(20))
        await #expect(throws: DoorLockError.silent) { try await link.status() }
        board.stop()
        let seen = ports.withLock { $0 }
        #expect(seen.count == 4)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 != $1 }, "\(seen)")
    }

    @Test func `the late yes to a put that timed out is not taken for the next one's`() async {
        let first = Mutex<UInt16>(0)
        let board = Responder { request in
            if request.count == 1 {
                first.withLock { $0 = request.port }
                return []
            }
            let late = Responder.Packet(
                bytes: Fixture.packet(0x50, [8: [1]]), port: first.withLock { $0 })
            return [late, request.reply([8: [0]])]
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port, tries: 1)
        await #expect(throws: DoorLockError.silent) { try await link.put(Fixture.card(1)) }
        await #expect(throws: DoorLockError.cardRefused) { try await link.put(Fixture.card(2)) }
    }

    @Test func `the second copy of a reply is not taken for the next one's`() async throws {
        let board = Responder { request in
            request.count == 1
                ? [request.reply([8: [1]]), request.reply([8: [1]])] : [request.reply([8: [0]])]
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port)
        try await link.put(Fixture.card(1))
        await #expect(throws: DoorLockError.cardRefused) { try await link.put(Fixture.card(2)) }
    }

    @Test func `what a stranger sends is never read`() async {
        let board = Responder { request in
            var forged = request.reply([8: [1]])
            forged.isForeign = true
            return [forged]
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port, tries: 2, wait: .milliseconds(30))
        await #expect(throws: DoorLockError.silent) { try await link.put(Fixture.card) }
    }

    @Test func `garbage before the reply is passed over`() async throws {
        let board = Responder { request in
            let good = Fixture.packet(0x58, [8: [7, 0, 0, 0]])
            var other = good
            other[4] ^= 1
            let garbage = [[], Array(good.dropLast()), good + [0], Fixture.packet(0x5A), other]
            return (garbage + [good]).map { Responder.Packet(bytes: $0, port: request.port) }
        }
        defer { board.stop() }
        #expect(try await Fixture.link(port: board.port, tries: 1).cardCount() == 7)
    }

    @Test func `garbage alone, and another board, are told from silence`() async {
        let isOther = Mutex(false)
        let board = Responder { request in
            var bytes = Fixture.packet(0x20)
            if isOther.withLock({ $0 }) { bytes[4] ^= 1 } else { bytes[0] = 0x19 }
            return [Responder.Packet(bytes: bytes, port: request.port)]
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port, tries: 2, wait: .milliseconds(30))
        await #expect(throws: DoorLockError.badAnswer) { try await link.status() }
        isOther.withLock { $0 = true }
        await #expect(throws: DoorLockError.otherController) { try await link.status() }
    }

    @Test func `an opening is sent once, and without an answer its outcome is unknown`() async {
        let count = Mutex(0)
        let board = Responder { request in
            count.withLock { $0 += 1 }
            return []
        }
        let link = Fixture.link(port: board.port, tries: 6)
        await #expect(throws: DoorLockError.openingUnknown) { try await link.open(door: 2) }
        board.stop()
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `a door opens, or the board refuses`() async throws {
        let board = Responder { [$0.reply([8: [$0.bytes[8] == 2 ? 1 : 0]])] }
        defer { board.stop() }
        let link = Fixture.link(port: board.port)
        try await link.open(door: 2)
        await #expect(throws: DoorLockError.doorRefused) { try await link.open(door: 1) }
        await #expect(throws: DoorLockError.wrongDoors) { try await link.open(door: 3) }
    }

    @Test func `impossible cards are refused before anything is sent`() async {
        let board = Responder { request in
            Issue.record("sent: \(request.bytes.hex)")
            return []
        }
        let link = Fixture.link(port: board.port, tries: 1)
        for number in CardNumberRule.refused {
            await #expect(throws: DoorLockError.wrongCardNumber) {
                try await link.put(Fixture.card(number))
            }
        }
        let lateStart = Fixture.card(1, until: "2026-10-31")
        await #expect(throws: DoorLockError.wrongDays) { try await link.put(lateStart) }
        for doors in [[], [0], [3], [1, 4]] as [Set<Int>] {
            await #expect(throws: DoorLockError.wrongDoors) {
                try await link.put(Fixture.card(1, doors: doors))
            }
        }
        board.stop()
    }

    @Test func `a deletion that is refused although the card is there is an error`() async {
        let board = Responder { request in
            request.function == 0x5A
                ? [Responder.Packet(bytes: Fixture.cardReply, port: request.port)]
                : [request.reply()]
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port)
        await #expect(throws: DoorLockError.removalRefused) { try await link.remove(10_058_400) }
    }

    @Test func `the clock is set, and a board that shows another time is noticed`() async throws {
        let isStuck = Mutex(false)
        let board = Responder { request in
            let stuck = isStuck.withLock { $0 }
            return [request.reply([8: stuck ? [0x20, 0x26, 1, 1] : Array(request.bytes[8..<15])])]
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port, tries: 2)
        try await link.setClock(to: Fixture.time)
        isStuck.withLock { $0 = true }
        await #expect(throws: DoorLockError.clockRefused) {
            try await link.setClock(to: Fixture.time)
        }
        let far = Timestamp(milliseconds: 5_000_000_000_000)  // 2128
        await #expect(throws: DoorLockError.clockRefused) { try await link.setClock(to: far) }
    }

    @Test(arguments: [
        "", "door", "door:", ":60000", "door:0", "door:65536", "door:x", "::1:60000",
        // Too long for a name, so that no resolver is asked.
        String(repeating: "a", count: 300) + ":60000",
    ])
    func `an address that leads nowhere is an error`(address: String) async {
        let controller = DoorController(
            id: Identifier("c"), house: Identifier("h"), serial: Fixture.serial, address: address,
            cardNumber: CardNumberRule(source: .first4, order: .bigEndian, format: .w34))
        let link = UDPDoorLink(to: controller)
        await #expect(throws: DoorLockError.badAddress) { try await link.status() }
    }

    @Test func `a name is an address, too`() throws {
        let address = try ControllerAddress("localhost:60000")
        #expect(try address.resolve().sin_port == UInt16(60_000).bigEndian)
    }

    @Test func `nobody at the port is silence`() async {
        let board = Responder { _ in [] }
        board.stop()
        let link = Fixture.link(port: board.port, tries: 2, wait: .milliseconds(20))
        await #expect(throws: DoorLockError.silent) { try await link.status() }
    }

    @Test func `a call that is cancelled while it waits ends soon`() async {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let board = Responder { _ in
            ask.yield()
            return []
        }
        defer { board.stop() }
        let link = Fixture.link(port: board.port, tries: 2, wait: .seconds(30))
        let call = Task { try await link.status() }
        for await _ in asked { break }
        let start = ContinuousClock.now
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `a call's waits double up to their longest and stay below nine seconds`() {
        let waits = DoorLinkSettings().waits()
        for (wait, base) in zip(waits, [300, 600, 1_200, 2_000, 2_000, 2_000]) {
            #expect(wait >= .milliseconds(base) && wait <= .milliseconds(base * 11 / 10))
        }
        #expect(waits.count == 6 && waits.reduce(.zero, +) < .seconds(9))
    }

    @Test func `a controller has one line until its address changes`() async throws {
        let links = UDPDoorLinks()
        let first = try #require(
            links.link(to: Fixture.controller(port: 60_000)) as? UDPDoorLink)
        let again = try #require(
            links.link(to: Fixture.controller(port: 60_000)) as? UDPDoorLink)
        #expect(first === again)
        let moved = try #require(
            links.link(to: Fixture.controller(port: 60_001)) as? UDPDoorLink)
        #expect(first !== moved)
    }
}
