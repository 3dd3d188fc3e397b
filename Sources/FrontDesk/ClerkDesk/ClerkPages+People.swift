import Registry
import Web

extension ClerkPages {
    /// The page for looking people up; `found` is `nil` before the first search.
    func people(_ found: [FoundPerson]?, session: Session<Staff>) throws -> String {
        try page(
            "people", session: session,
            [
                "hasSearched": found != nil, "isEmpty": found?.isEmpty == true,
                "hasFound": found?.isEmpty == false, "people": (found ?? []).map(\.values),
            ])
    }

    /// A landlord's page: who lives in his houses, and which card still has to be learnt.
    func houses(_ rows: [TenancyRow], session: Session<Staff>) throws -> String {
        try page(
            "houses", session: session,
            [
                "tenancies": rows.filter { $0.ended == nil }.map(\.values),
                "hasTenancies": rows.contains { $0.ended == nil },
            ])
    }
}

extension FoundPerson {
    fileprivate var values: [String: Any] {
        [
            "name": name, "number": maskedNumber, "phone": phone.isEmpty ? "已到期删除" : phone,
            "house": house, "room": room, "lease": lease, "from": from.chinese,
            "until": until.chinese, "isElsewhere": isElsewhere,
            "standing": endedAt.map { "\($0.day.chinese)离房" } ?? "在住",
        ]
    }
}
