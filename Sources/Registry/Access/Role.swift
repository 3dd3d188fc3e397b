/// Who asks for something, as the table of rights sees him.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Anybody, without sign-in: a visitor before the kiosk's screen.
    case anyone
    /// 前台 / 办事员, of one village.
    case clerk
    /// 房东, of his houses.
    case landlord
    /// 网格员, of one grid.
    case gridOfficer
    /// 村 / 社区 officer, of one village.
    case villageOfficer
    /// 街道审核 / 工作站, of one street.
    case streetOfficer
    /// 区县 / 指挥中心, of the county.
    case countyOfficer
    /// A village's kiosk, which asks by itself.
    case kiosk

    /// The widest scope in which the role means anything: a clerk entered for a whole county by
    /// mistake may do nothing.
    public var level: AccessScope.Level {
        switch self {
        case .anyone, .clerk, .villageOfficer, .kiosk: .village
        case .landlord: .house
        case .gridOfficer: .grid
        case .streetOfficer: .street
        case .countyOfficer: .county
        }
    }
}

/// From where somebody signs in, as it is recorded: never the address itself.
public enum AddressKind: String, Sendable, Codable, CaseIterable {
    /// The machine itself.
    case loopback
    /// Another machine, over the desk's network.
    case network
}
