/// Someone who works at the desk.
public struct Staff: Equatable, Sendable, Codable, Identifiable {
    /// What a person may do.
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// 前台 / 办事员.
        case clerk
        /// 房东.
        case landlord

        /// The role in the table of rights.
        public var access: Registry.Role {
            switch self {
            case .clerk: .clerk
            case .landlord: .landlord
            }
        }
    }
    public let id: Identifier<Staff>
    /// Name shown beside decisions.
    public let name: String
    /// Role.
    public let role: Role

    /// Creates a member of staff.
    public init(id: Identifier<Staff>, name: String, role: Role) {
        (self.id, self.name, self.role) = (id, name, role)
    }
}
