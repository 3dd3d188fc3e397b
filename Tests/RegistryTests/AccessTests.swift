import Registry
import Testing

@Suite struct AccessTests {
    /// Written down a second time, by role, so that no right is given by a slip.
    private static let rights: [Role: Set<Action>] = [
        .anyone: [
            .enrolKiosk,
            .fetchAsset, .signIn, .seeTenantScreen, .seeLivePicture, .seeLeaseDraft, .takeStep,
        ],
        .clerk: [
            .fetchAsset, .signIn, .signOut, .seeDesk, .followDesk, .seePrivacy, .settleException,
            .reprint, .endTenancy, .learnCard, .seeLookUp, .lookUp,
        ],
        .landlord: [.fetchAsset, .signIn, .signOut, .seeOwnHouses, .learnOwnCard],
        .gridOfficer: [.fetchAsset, .signIn, .signOut],
        .villageOfficer: [.fetchAsset, .signIn, .signOut, .seeOverview, .followOverview],
        .streetOfficer: [.fetchAsset, .signIn, .signOut, .seeOverview, .followOverview],
        .countyOfficer: [.fetchAsset, .signIn, .signOut, .seeOverview, .followOverview],
        .kiosk: [
            .fetchAsset, .signIn, .enrolKiosk, .renewCertificate, .sendEvents, .askChanges,
            .storeDocument,
            .findDocument,
        ],
    ]

    /// A county of two streets, each with two villages, each with two grids of two houses, as
    /// paths from the county down.
    private static let paths: [[String]] = {
        var all: [[String]] = [[]]
        var ends: [[String]] = [[]]
        for level in ["s", "v", "g", "h"] {
            ends = ends.flatMap { end in ["1", "2"].map { end + [level + $0] } }
            all += ends
        }
        return all
    }()

    private static func scope(_ path: [String]) -> AccessScope {
        func name(_ place: Int) -> String? { path.count > place ? path[place] : nil }
        return AccessScope(street: name(0), village: name(1), grid: name(2), house: name(3))
    }

    private static let depths: [Role: Int] = [
        .anyone: 2, .clerk: 2, .landlord: 4, .gridOfficer: 3, .villageOfficer: 2,
        .streetOfficer: 1, .countyOfficer: 0, .kiosk: 2,
    ]

    @Test(arguments: Role.allCases)
    func `each action in each place is allowed exactly as written`(role: Role) throws {
        let depth = try #require(Self.depths[role]), rights = try #require(Self.rights[role])
        let open: Set<Action> = try #require(Self.rights[.anyone])
        for action in Action.allCases {
            for held in Self.paths {
                for place in Self.paths {
                    let fits = held.count >= depth && place.starts(with: held)
                    let expected = rights.contains(action) && (open.contains(action) || fits)
                    let answer = Access.allows(
                        action, to: role, of: Self.scope(held), in: Self.scope(place))
                    #expect(answer == expected, "\(action) \(held) \(place)")
                }
            }
        }
    }

    @Test(arguments: Action.allCases)
    func `each action has somebody who may do it`(action: Action) {
        #expect(!Access.roles(for: action).isEmpty)
    }

    @Test func `a scope has the size of the narrowest name`() {
        for path in Self.paths { #expect(Self.scope(path).level.rawValue == path.count) }
    }

    @Test func `a village whose street is not known here still holds its own houses only`() {
        let village = AccessScope(village: "v1")
        #expect(village.contains(AccessScope(village: "v1", house: "h1")))
        #expect(village.contains(AccessScope(street: "s1", village: "v1")))
        #expect(!village.contains(AccessScope(village: "v2", house: "h1")))
        #expect(!village.contains(AccessScope()) && !AccessScope(street: "s1").contains(village))
    }
}
