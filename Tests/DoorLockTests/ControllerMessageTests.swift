import Registry
import Testing

@testable import DoorLock

@Suite struct ControllerMessageTests {
    private let serial = Fixture.serial

    @Test func `put-card is encoded as in the reference frame, without its PIN`() throws {
        let head = try #require(
            [UInt8](hex: "17500000074a4d0da07a9900202611012027113001010000" + "000000" + "00"))
        let bytes = PutCard(card: Fixture.card).request(to: serial)
        #expect(bytes == head + [UInt8](repeating: 0, count: 36))
    }

    @Test func `requests without fields are head and zeros`() {
        #expect(GetStatus().request(to: serial) == Fixture.packet(0x20))
        #expect(GetDevice().request(to: serial) == Fixture.packet(0x94))
        #expect(GetClock().request(to: serial) == Fixture.packet(0x32))
        #expect(GetCardCount().request(to: serial) == Fixture.packet(0x58))
    }

    @Test func `requests with fields have them at their offsets`() {
        #expect(
            SetClock(time: Fixture.time).request(to: serial)
                == Fixture.packet(0x30, [8: [0x20, 0x26, 0x11, 0x22, 0x22, 0x30, 0x00]]))
        #expect(OpenDoor(door: 2).request(to: serial) == Fixture.packet(0x40, [8: [2]]))
        for (bytes, function) in [
            (GetCard(number: 0x1234_5678).request(to: serial), UInt8(0x5A)),
            (DeleteCard(number: 0x1234_5678).request(to: serial), 0x52),
            (GetEvent(index: 0x1234_5678).request(to: serial), 0xB0),
        ] {
            #expect(bytes == Fixture.packet(function, [8: [0x78, 0x56, 0x34, 0x12]]))
        }
    }

    @Test func `a card is read as it was stored`() throws {
        let card = try GetCard(number: 10_058_400).reply(in: Fixture.cardReply, from: serial)
        #expect(card == Fixture.card)
    }

    @Test(arguments: [[UInt8](repeating: 0, count: 4), [0xFF, 0xFF, 0xFF, 0xFF]])
    func `no card and a deleted slot are nothing`(number: [UInt8]) throws {
        let reply = Fixture.packet(0x5A, [8: number])
        #expect(try GetCard(number: 10_058_400).reply(in: reply, from: serial) == nil)
    }

    @Test(arguments: [(20, 29), (24, 1), (26, 1), (27, 1), (12, 0), (16, 0)])
    func `a profile, a PIN, a first-card right and missing days agree with no grant`(
        offset: Int, value: UInt8
    ) throws {
        var reply = Fixture.cardReply
        reply[offset] = value
        if value == 0 { reply.replaceSubrange(offset..<offset + 4, with: [0, 0, 0, 0]) }
        let card = try GetCard(number: 10_058_400).reply(in: reply, from: serial)
        #expect(card?.hasOtherTerms == true && card != Fixture.card)
    }

    @Test func `every prefix, and a byte too many, is refused`() {
        for count in 0..<64 {
            let part = Array(Fixture.cardReply.prefix(count))
            #expect(throws: DoorLockError.badAnswer) {
                try GetCard(number: 10_058_400).reply(in: part, from: serial)
            }
        }
        #expect(throws: DoorLockError.badAnswer) {
            try GetCard(number: 10_058_400).reply(in: Fixture.cardReply + [0], from: serial)
        }
    }

    @Test(arguments: [0, 1, 4, 5, 6, 7])
    func `a flipped byte in the head is refused`(index: Int) {
        var reply = Fixture.cardReply
        reply[index] ^= 0xFF
        let expected = index < 4 ? DoorLockError.badAnswer : .otherController
        #expect(throws: expected) {
            try GetCard(number: 10_058_400).reply(in: reply, from: serial)
        }
    }

    @Test(arguments: 8..<28)
    func `a flipped byte in the fields never gives the same card`(index: Int) {
        for mask in [0x01, 0x10, 0xFF] as [UInt8] {
            var reply = Fixture.cardReply
            reply[index] ^= mask
            if index == 27, mask == 0x10 { continue }  // No right of any door.
            let card = try? GetCard(number: 10_058_400).reply(in: reply, from: serial)
            #expect(card != Fixture.card, "byte \(index) ^ \(mask)")
        }
    }

    @Test func `a pushed event's first byte is no reply's`() {
        var reply = Fixture.packet(0x20)
        reply[0] = 0x19
        #expect(throws: DoorLockError.badAnswer) { try GetStatus().reply(in: reply, from: serial) }
    }

    @Test(arguments: [
        "2026112222300A", "20261122223060", "20261122226000", "20261122240000", "20260230000000",
        "20261322000000", "202611F2000000", "00000100000000",
    ])
    func `what is no time is refused`(text: String) throws {
        let reply = Fixture.packet(0x32, [8: try #require([UInt8](hex: text))])
        #expect(throws: DoorLockError.badAnswer) { try GetClock().reply(in: reply, from: serial) }
    }

    @Test(arguments: ["00000000000000", "00010101000000"])
    func `zeros and the year 1 are no time`(text: String) throws {
        let reply = Fixture.packet(0x32, [8: try #require([UInt8](hex: text))])
        #expect(try GetClock().reply(in: reply, from: serial) == nil)
    }

    @Test func `wall time is China's, also after midnight`() throws {
        let time = Timestamp(milliseconds: 1_795_366_800_999)  // 2026-11-23 01:00:00.999
        let bytes = SetClock(time: time).request(to: serial)
        #expect(bytes[8..<15].hex == "20261123010000")
        #expect(try SetClock(time: time).reply(in: bytes, from: serial))
        let reply = Fixture.packet(0x32, [8: Array(bytes[8..<15])])
        #expect(
            try GetClock().reply(in: reply, from: serial)
                == Timestamp(milliseconds: 1_795_366_800_000))
        #expect(try !SetClock(time: time + .seconds(1)).reply(in: bytes, from: serial))
    }

    @Test func `a status tells clock, newest event and open doors`() throws {
        let reply = Fixture.packet(
            0x20,
            [
                8: [0x39, 0x05, 0, 0], 20: [0x20, 0x26, 0x11, 0x22, 0x08, 0x00, 0x00],
                28: [0, 1, 0, 1], 37: [0x22, 0x30, 0x00], 51: [0x26, 0x11, 0x22],
            ])
        let status = try GetStatus().reply(in: reply, from: serial)
        #expect(
            status
                == ControllerStatus(
                    serial: serial, newestEvent: 1_337, clock: Fixture.time, openDoors: [2, 4]))
        var odd = reply
        odd[28] = 2
        #expect(throws: DoorLockError.badAnswer) { try GetStatus().reply(in: odd, from: serial) }
    }

    @Test func `a board introduces itself`() throws {
        let reply = Fixture.packet(
            0x94,
            [
                8: [192, 0, 2, 10], 20: [0x00, 0x66, 0x19, 0x39, 0x55, 0x2D], 26: [0x08, 0x92],
                28: [0x20, 0x18, 0x11, 0x05],
            ])
        let identity = try GetDevice().reply(in: reply, from: serial)
        #expect(identity.networkAddress == "192.0.2.10" && identity.firmware == "8.92")
        #expect(identity.hardwareAddress == "00661939552d")
        #expect(identity.released == Fixture.day("2018-11-05"))
    }

    @Test func `random bytes never crash a decoder, and random fields pass or throw`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        print("random packets, seed \(seed)")
        for round in 0..<20_000 {
            let count = round % 4 == 0 ? Int.random(in: 0...70, using: &random) : 64
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let functions: [UInt8] = [0x94, 0x30, 0x32, 0x20, 0x40, 0x50, 0x52, 0x5A, 0x58, 0xB0]
            if count == 64, let function = functions.randomElement(using: &random) {
                bytes.replaceSubrange(0..<8, with: [0x17, function, 0, 0] + Fixture.serialBytes)
            }
            decodeAll(bytes)
        }
    }

    private func decodeAll(_ bytes: [UInt8]) {
        _ = try? GetDevice().reply(in: bytes, from: serial)
        _ = try? GetClock().reply(in: bytes, from: serial)
        _ = try? SetClock(time: Fixture.time).reply(in: bytes, from: serial)
        _ = try? GetStatus().reply(in: bytes, from: serial)
        _ = try? OpenDoor(door: 1).reply(in: bytes, from: serial)
        _ = try? PutCard(card: Fixture.card).reply(in: bytes, from: serial)
        _ = try? GetCard(number: 10_058_400).reply(in: bytes, from: serial)
        _ = try? DeleteCard(number: 10_058_400).reply(in: bytes, from: serial)
        _ = try? GetCardCount().reply(in: bytes, from: serial)
        _ = try? GetEvent(index: .max).reply(in: bytes, from: serial)
    }
}

@Suite struct DoorEventReplyTests {
    private func event(
        _ index: UInt32 = 7, type: UInt8 = 1, granted: UInt8 = 0, door: UInt8 = 1,
        reason: UInt8 = 18, asking: UInt32 = 7
    ) throws -> DoorEvent? {
        let reply = Fixture.packet(
            0xB0,
            [
                8: index.littleEndianBytes, 12: [type, granted, door, 1],
                16: [0xA0, 0x7A, 0x99, 0x00], 20: [0x20, 0x26, 0x11, 0x22, 0x22, 0x30, 0x00],
                27: [reason],
            ])
        return try GetEvent(index: asking).reply(in: reply, from: Fixture.serial)
    }

    @Test func `a swipe names its card, anything else does not`() throws {
        #expect(
            try event()
                == DoorEvent(
                    index: 7, kind: .swipe(card: 10_058_400, granted: false), door: 1, reason: 18,
                    at: Fixture.time))
        #expect(try event(type: 2, reason: 44)?.kind == .other(type: 2, reason: 44))
    }

    @Test func `none and overwritten are told apart`() throws {
        #expect(try event(0, type: 0) == nil)
        let lost = DoorEvent(index: 7, kind: .lost, door: 0, reason: 0, at: nil)
        #expect(try event(0, type: 0xFF) == lost)
        #expect(try event(7, type: 0xFF) == lost)
    }

    @Test func `oldest and newest come under their own index`() throws {
        #expect(try event(57, asking: 0)?.index == 57)
        #expect(try event(311, asking: .max)?.index == 311)
    }

    @Test func `another index, door or flag is refused`() {
        #expect(throws: DoorLockError.badAnswer) { try event(8) }
        #expect(throws: DoorLockError.badAnswer) { try event(0, type: 1) }
        #expect(throws: DoorLockError.badAnswer) { try event(8, type: 0xFF) }
        #expect(throws: DoorLockError.badAnswer) { try event(door: 5) }
        #expect(throws: DoorLockError.badAnswer) { try event(granted: 2) }
    }
}
