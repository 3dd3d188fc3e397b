import Foundation
import Registry

@testable import DoorLock

/// Values the tests of this folder share, and packets put together by hand from the protocol's
/// table, not by the codec.
enum Fixture {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    /// A board with two doors.
    static let serial: UInt32 = 223_169_031
    static let serialBytes: [UInt8] = [0x07, 0x4A, 0x4D, 0x0D]
    static let card = DoorCard(
        number: 10_058_400, from: day("2026-11-01"), until: day("2027-11-30"), doors: [1, 2])
    /// 2026-11-22 22:30 in China.
    static let time = Timestamp(milliseconds: 1_795_357_800_000)

    static func day(_ text: String) -> CalendarDate {
        CalendarDate(text) ?? Timestamp(milliseconds: 0).day
    }

    static func card(_ number: UInt32, until: String = "2027-11-30", doors: Set<Int> = [1])
        -> DoorCard
    {
        DoorCard(number: number, from: day("2026-11-01"), until: day(until), doors: doors)
    }

    /// A packet of the test's board: function, then fields by offset.
    static func packet(_ function: UInt8, _ fields: [Int: [UInt8]] = [:]) -> [UInt8] {
        var bytes: [UInt8] = [0x17, function, 0, 0] + serialBytes
        bytes += [UInt8](repeating: 0, count: 56)
        for (offset, field) in fields {
            bytes.replaceSubrange(offset..<offset + field.count, with: field)
        }
        return bytes
    }

    /// The reply to get-card that holds ``card``.
    static let cardReply = packet(
        0x5A,
        [
            8: [0xA0, 0x7A, 0x99, 0x00], 12: [0x20, 0x26, 0x11, 0x01],
            16: [0x20, 0x27, 0x11, 0x30], 20: [1, 1],
        ])

    static func controller(port: UInt16, serial: UInt32 = serial) -> DoorController {
        DoorController(
            id: Identifier("c"), house: Identifier("h"), serial: serial,
            address: "127.0.0.1:\(port)",
            cardNumber: CardNumberRule(source: .first4, order: .bigEndian, format: .w34))
    }

    static func link(
        port: UInt16, tries: Int = 3, wait: Duration = .milliseconds(60)
    ) -> UDPDoorLink {
        var settings = DoorLinkSettings()
        (settings.tries, settings.firstWait) = (tries, wait)
        (settings.longestWait, settings.openingWait) = (wait * 4, wait)
        return UDPDoorLink(to: controller(port: port), settings: settings)
    }
}

extension UInt32 {
    /// Four bytes, lowest first.
    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(self >> (8 * $0) & 0xFF) } }
}

/// The same numbers for the same seed (SplitMix64), so that a failure can be replayed.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
