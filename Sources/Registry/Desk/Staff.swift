/// Someone who works at the desk.
public struct Staff: Equatable, Sendable, Codable, Identifiable {
    /// What a person may do.
    public enum Role: String, Sendable, Codable {
        /// 前台 / 办事员.
        case clerk
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
