import Foundation
import Registry

@testable import Insurance
@testable import Lab

/// Made-up applications; the number is a published specimen.
enum Sample {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let key = Identifier<PolicyApplication>("0193f0a0-0000-7000-8000-000000000001")
    static let lastDay = day("2027-02-01")

    static func day(_ text: String) -> CalendarDate {
        CalendarDate(text) ?? Timestamp(milliseconds: 0).day
    }

    static func application(
        key: Identifier<PolicyApplication> = key, premiumFen: Int = 6_000,
        product: String = "home-contents", endsAtCheckOut: Bool = true
    ) -> PolicyApplication {
        PolicyApplication(
            key: key, tenancy: Identifier("t-1"),
            product: InsuranceProduct(
                id: Identifier(product), name: "家财险（样张）", carrier: "样张",
                premiumPerMonth: Money(fen: 500), covers: ["火灾"], endsAtCheckOut: endsAtCheckOut),
            name: "样张某某", number: "11010519491231002X", phone: "10000000099",
            place: "桂花巷 12 号 301", from: day("2026-11-22"), until: day("2027-11-21"),
            premium: Money(fen: premiumFen))
    }

    static func policy(
        _ status: Policy.Status = .booked, fen: Int = 6_000
    ) -> Policy {
        Policy(number: "YZ-000001", key: key, premium: Money(fen: fen), status: status)
    }
}

/// xorshift64*: the same walk for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed | 1 }
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
