import Registry
import Specimens
import Storage

/// A data folder with a made-up village in it, and people to fill it with.
struct BenchVillage {
    static let now = Timestamp(milliseconds: 1_795_357_800_000)

    let data: DataFolder
    private let village = TrialVillage()

    init(path: String) async throws {
        data = try DataFolder(path: path, purpose: .trial, at: Self.now)
        try await data.village.apply(
            village.changes, position: 1, own: Identifier("bench"), at: Self.now)
    }

    /// Characters of made-up names; 40 of them, so that many people share initials.
    private static let characters = Array(
        "陈林王周吴徐郑叶潘蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏葛")

    /// Somebody made up; his number is plainly none.
    static func person(_ number: Int) -> (document: IdentityDocument, phone: String)? {
        guard let day = CalendarDate("19900101") else { return nil }
        let digits = String(1_000_000 + number).dropFirst()
        let count = characters.count
        let name = [number % count, number / count % count, number / count / count % count]
            .map { String(characters[$0]) }.joined()
        let document = IdentityDocument(
            kind: .resident, name: name, number: "YZ2026112755\(digits)", sex: .unstated,
            ethnicGroup: "汉族", birthDate: day, address: "样张省样张市样张路\(digits)号",
            issuer: "样张市公安局", validFrom: day, validUntil: nil, chipSerial: nil)
        return (document, "10073\(digits)")
    }

    /// Puts in tenancies as they come down from the platform, `count` in all, numbered.
    func fill(_ count: Int) async throws {
        let pageSize = 1_000
        for first in stride(from: 0, to: count, by: pageSize) {
            let changes = (first..<min(first + pageSize, count)).compactMap(Self.tenancy)
            try await data.village.apply(
                changes.map { change in
                    .tenancy(report(change, in: village.rooms), madeBy: Identifier("other"))
                }, position: 2 + first / pageSize, own: Identifier("bench"), at: Self.now)
        }
    }

    private static func tenancy(_ number: Int) -> (Int, IdentityDocument, String)? {
        person(number).map { (number, $0.document, $0.phone) }
    }

    private func report(
        _ entry: (number: Int, document: IdentityDocument, phone: String), in rooms: [Room]
    ) -> TenancyReport {
        let tenancy = Tenancy(
            id: .make(at: Self.now), room: rooms[entry.number % rooms.count].id,
            lease: "ZL-\(entry.number)", from: Self.now.day, until: Self.now.day,
            recordedAt: Self.now)
        return TenancyReport(
            tenancy: tenancy, tenant: entry.document, phone: entry.phone, documentSHA256: nil,
            endedAt: nil)
    }

    /// A signed lease of somebody for a room, which is made free by nobody living there for long.
    func lease(_ number: Int, _ offer: RoomOffer) async throws -> SignedLease? {
        guard let (document, phone) = Self.person(number) else { return nil }
        let landlord = try await data.village.landlord(offer.house.landlord)
        guard let authority = landlord.authority else { return nil }
        let today = Self.now.day
        let terms = try LeaseTerms(
            from: today, months: 6, phone: phone, authority: authority, today: today)
        let draft = LeaseDraft(
            number: try await data.leaseNumbers.next(on: today), tenancy: .make(at: Self.now),
            tenant: document, offer: offer, landlord: landlord, authority: authority,
            terms: terms, madeAt: Self.now)
        let points = (0..<120).map {
            Signature.Point(
                x: Double($0) / 120, y: Double($0 % 9) / 9, milliseconds: $0 * 12, pressure: 0.5)
        }
        let comparison = FaceComparison(
            score: 0.71, passAt: 0.45, refuseBelow: 0.36,
            models: ["detector": String(repeating: "ab", count: 32)])
        return SignedLease(
            draft: draft, signature: try Signature(strokes: [points]),
            identification: .face(comparison),
            consent: Consent(way: .face, notice: 1, at: Self.now), signedAt: Self.now)
    }
}
