/// The one table of rights, `action × role × scope`, for kiosk and platform.
public enum Access {
    /// Who may do what, inside his own scope. What is not written here is refused.
    public static func roles(for action: Action) -> Set<Role> {
        switch action {
        case .fetchAsset, .signIn: Set(Role.allCases)
        // Reached over the kiosk's own screen only.
        case .seeTenantScreen, .seeLivePicture, .seeLeaseDraft, .takeStep: [.anyone]
        case .signOut:
            [
                .clerk, .landlord, .gridOfficer, .villageOfficer, .streetOfficer, .countyOfficer,
            ]
        case .seeDesk, .followDesk, .seePrivacy, .settleException, .reprint, .endTenancy,
            .learnCard, .seeLookUp, .lookUp:
            [.clerk]
        case .seeOwnHouses, .learnOwnCard: [.landlord]
        case .seeOverview, .followOverview: [.villageOfficer, .streetOfficer, .countyOfficer]
        // Whoever has the one-time code.
        case .enrolKiosk: [.anyone, .kiosk]
        case .renewCertificate, .sendEvents, .askChanges, .storeDocument, .findDocument: [.kiosk]
        }
    }

    /// Whether the action concerns only what is the asker's own, wherever that is.
    public static func isOwn(_ action: Action) -> Bool {
        [.signOut, .seeOwnHouses, .learnOwnCard].contains(action)
    }

    /// Whether the action needs no sign-in.
    public static func isPublic(_ action: Action) -> Bool { roles(for: action).contains(.anyone) }

    /// Whether `role`, held for `scope`, may do `action` in `place`.
    public static func allows(
        _ action: Action, to role: Role, of scope: AccessScope, in place: AccessScope
    ) -> Bool {
        guard roles(for: action).contains(role) else { return false }
        return isPublic(action) || (scope.level >= role.level && scope.contains(place))
    }
}
