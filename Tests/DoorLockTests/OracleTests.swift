import DeviceSupport
import Foundation
import Registry
import Testing

@testable import DoorLock

/// The PyPI package `uhppoted`, which was written by other hands, as a child process.
private final class Oracle {
    private let child: ChildProcess

    init() throws {
        let python = Fixture.root + "/var/python/bin/python3"
        let script = Fixture.root + "/Tests/DoorLockTests/oracle.py"
        do {
            child = try ChildProcess(command: [python, "-I", script])
            guard try Self.line(of: child)["ready"] != nil else { throw ChildProcessError.ended }
        } catch {
            throw Unavailable(
                "var/python lacks the package uhppoted: run Scripts/setup. (\(error))")
        }
    }

    struct Unavailable: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    func encode(_ name: String, _ arguments: Any...) throws -> String {
        let answer = try ask(["encode": name + "_request", "arguments": arguments])
        return answer["hex"] as? String ?? ""
    }

    func decode(_ name: String, _ bytes: [UInt8]) throws -> [String: Any] {
        try ask(["decode": name + "_response", "hex": bytes.hex])
    }

    private func ask(_ question: [String: Any]) throws -> [String: Any] {
        try child.write(Array(try JSONSerialization.data(withJSONObject: question)) + [0x0A])
        return try Self.line(of: child)
    }

    private static func line(of child: ChildProcess) throws -> [String: Any] {
        let line = try child.readLine(within: .seconds(20), lengthMax: 10_000)
        return try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
    }
}

/// Random values, and the packets of replies that hold them.
private struct Source {
    var random: SeededGenerator

    mutating func number() -> UInt32 { .random(in: 1 ... .max - 1, using: &random) }
    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
    mutating func flag() -> Bool { .random(using: &random) }

    /// A day between 2000 and 2098.
    mutating func day() -> CalendarDate {
        Fixture.day("2000-01-01").adding(days: number(0...36_000))
    }

    /// A whole second on such a day.
    mutating func time() -> Timestamp {
        let day = Int64(day().daysSince1970) * 86_400_000
        return Timestamp(milliseconds: day + Int64(number(0...86_399)) * 1_000)
    }

    mutating func card() -> DoorCard {
        let doors = (1...4).filter { _ in flag() }
        return DoorCard(number: number(), from: day(), until: day(), doors: Set(doors))
    }

    func digits(_ text: String) -> [UInt8] {
        [UInt8](hex: text.filter { $0.isNumber }) ?? []
    }
}

extension Timestamp {
    /// `2026-11-22T22:30:00`: wall time of China.
    fileprivate var wall: String {
        String(Timestamp(milliseconds: milliseconds + 28_800_000).iso8601.prefix(19))
    }
}

@Suite struct OracleTests {
    private let oracle: Oracle
    private var source: Source
    private let seed: UInt64

    init() throws {
        oracle = try Oracle()
        seed = UInt64.random(in: .min ... .max)
        source = Source(random: SeededGenerator(seed: seed))
        print("comparison with uhppoted, seed \(seed)")
    }

    @Test mutating func `1,000 requests are byte for byte those of uhppoted`() throws {
        for _ in 0..<100 {
            let (serial, number) = (source.number(), source.number())
            let (card, time) = (source.card(), source.time())
            let door = source.number(1...4)
            let doors = (1...4).map { card.doors.contains($0) ? 1 : 0 }
            let expected = [
                try oracle.encode("get_controller", serial), try oracle.encode("get_time", serial),
                try oracle.encode("set_time", serial, time.wall),
                try oracle.encode("get_status", serial), try oracle.encode("get_cards", serial),
                try oracle.encode("get_card", serial, number),
                try oracle.encode("delete_card", serial, number),
                try oracle.encode("open_door", serial, door),
                try oracle.encode("get_event", serial, number),
                try oracle.encode(
                    "put_card", serial, card.number, card.from.iso8601, card.until.iso8601,
                    doors[0], doors[1], doors[2], doors[3], 0),
            ]
            let ours = [
                GetDevice().request(to: serial), GetClock().request(to: serial),
                SetClock(time: time).request(to: serial), GetStatus().request(to: serial),
                GetCardCount().request(to: serial), GetCard(number: number).request(to: serial),
                DeleteCard(number: number).request(to: serial),
                OpenDoor(door: UInt8(door)).request(to: serial),
                GetEvent(index: number).request(to: serial),
                PutCard(card: card).request(to: serial),
            ]
            #expect(ours.map(\.hex) == expected, "seed \(seed)")
        }
    }

    @Test mutating func `250 cards are read as uhppoted reads them`() throws {
        for _ in 0..<250 {
            let card = source.card()
            let doors = (1...4).map { card.doors.contains($0) ? UInt8(1) : 0 }
            let bytes = Fixture.packet(
                0x5A,
                [
                    8: card.number.littleEndianBytes, 12: source.digits(card.from.iso8601),
                    16: source.digits(card.until.iso8601), 20: doors,
                ])
            let theirs = try oracle.decode("get_card", bytes)
            let ours = try #require(
                try GetCard(number: card.number).reply(in: bytes, from: Fixture.serial))
            #expect(ours == card, "seed \(seed)")
            #expect(theirs["card_number"] as? UInt32 == ours.number, "seed \(seed)")
            #expect(theirs["start_date"] as? String == ours.from.iso8601, "seed \(seed)")
            #expect(theirs["end_date"] as? String == ours.until.iso8601, "seed \(seed)")
            let open = (1...4).filter { theirs["door_\($0)"] as? Int == 1 }
            #expect(Set(open) == ours.doors, "seed \(seed)")
        }
    }

    @Test mutating func `250 statuses are read as uhppoted reads them`() throws {
        for _ in 0..<250 {
            let (index, time) = (source.number(), source.time())
            let doors = (1...4).map { _ in source.flag() ? UInt8(1) : 0 }
            let digits = source.digits(time.wall)
            let bytes = Fixture.packet(
                0x20,
                [
                    8: index.littleEndianBytes, 12: [1, 1, 1, 1], 16: [1, 2, 3, 4],
                    20: source.digits(source.time().wall), 28: doors,
                    37: Array(digits[4...]), 51: Array(digits[1..<4]),
                ])
            let theirs = try oracle.decode("get_status", bytes)
            let ours = try GetStatus().reply(in: bytes, from: Fixture.serial)
            let clock = "\(theirs["system_date"] ?? "")T\(theirs["system_time"] ?? "")"
            #expect(clock == ours.clock?.wall && ours.clock == time, "seed \(seed)")
            #expect(theirs["event_index"] as? UInt32 == ours.newestEvent, "seed \(seed)")
            let open = (1...4).filter { theirs["door_\($0)_open"] as? Bool == true }
            #expect(Set(open) == ours.openDoors, "seed \(seed)")
        }
    }

    @Test mutating func `250 events are read as uhppoted reads them`() throws {
        for _ in 0..<250 {
            let (index, time) = (source.number(), source.time())
            let (door, reason) = (source.number(0...4), source.number(1...45))
            let (type, granted) = (source.number(1...3), source.flag())
            let bytes = Fixture.packet(
                0xB0,
                [
                    8: index.littleEndianBytes,
                    12: [UInt8(type), granted ? 1 : 0, UInt8(door), 1],
                    16: source.number().littleEndianBytes, 20: source.digits(time.wall),
                    27: [UInt8(reason)],
                ])
            let theirs = try oracle.decode("get_event", bytes)
            let ours = try #require(
                try GetEvent(index: index).reply(in: bytes, from: Fixture.serial))
            #expect(theirs["index"] as? UInt32 == ours.index, "seed \(seed)")
            #expect(theirs["door"] as? Int == ours.door, "seed \(seed)")
            #expect(theirs["reason"] as? Int == ours.reason, "seed \(seed)")
            #expect(theirs["timestamp"] as? String == ours.at?.wall, "seed \(seed)")
            switch ours.kind {
            case .swipe(let card, let isGranted):
                #expect(theirs["card"] as? UInt32 == card, "seed \(seed)")
                #expect(theirs["access_granted"] as? Bool == isGranted, "seed \(seed)")
            case .other(let ourType, _):
                #expect(theirs["event_type"] as? Int == ourType, "seed \(seed)")
            case .lost: Issue.record("no event is lost here, seed \(seed)")
            }
        }
    }

    @Test mutating func `300 short replies are read as uhppoted reads them`() throws {
        let serial = Fixture.serial
        for _ in 0..<50 {
            let (count, time, flag) = (source.number(), source.time(), source.flag())
            let clock = Fixture.packet(0x32, [8: source.digits(time.wall)])
            #expect(
                try oracle.decode("get_time", clock)["datetime"] as? String
                    == GetClock().reply(in: clock, from: serial)?.wall, "seed \(seed)")
            let cards = Fixture.packet(0x58, [8: count.littleEndianBytes])
            #expect(
                try oracle.decode("get_cards", cards)["cards"] as? UInt32
                    == GetCardCount().reply(in: cards, from: serial), "seed \(seed)")
            let done: [UInt8] = [flag ? 1 : 0]
            let put = Fixture.packet(0x50, [8: done])
            #expect(
                try oracle.decode("put_card", put)["stored"] as? Bool
                    == PutCard(card: Fixture.card).reply(in: put, from: serial), "seed \(seed)")
            let delete = Fixture.packet(0x52, [8: done])
            #expect(
                try oracle.decode("delete_card", delete)["deleted"] as? Bool
                    == DeleteCard(number: count).reply(in: delete, from: serial), "seed \(seed)")
            let open = Fixture.packet(0x40, [8: done])
            #expect(
                try oracle.decode("open_door", open)["opened"] as? Bool
                    == OpenDoor(door: 1).reply(in: open, from: serial), "seed \(seed)")
            let released = source.day()
            let device = Fixture.packet(
                0x94,
                [
                    8: count.littleEndianBytes, 26: [0x08, 0x92],
                    28: source.digits(released.iso8601),
                ])
            let (theirs, ours) = (
                try oracle.decode("get_controller", device),
                try GetDevice().reply(in: device, from: serial)
            )
            #expect(theirs["ip_address"] as? String == ours.networkAddress, "seed \(seed)")
            #expect(theirs["version"] as? String == "v" + ours.firmware, "seed \(seed)")
            #expect(theirs["date"] as? String == ours.released?.iso8601, "seed \(seed)")
        }
    }
}
