/// What a visitor agreed to on the notice screen, before a document is read or a camera starts.
public struct Consent: Equatable, Sendable, Codable {
    /// How he wants to be compared with his document; both ways lead to the same tenancy.
    public enum Way: String, Sendable, Codable {
        /// By the camera.
        case face
        /// By the clerk.
        case inPerson
    }

    /// The way he chose.
    public let way: Way
    /// Version of the notice he read.
    public let notice: Int
    /// When.
    public let at: Timestamp
    /// When he withdrew it; `nil` while it stands.
    public var withdrawnAt: Timestamp?

    /// Creates a consent.
    public init(way: Way, notice: Int, at: Timestamp) {
        (self.way, self.notice, self.at) = (way, notice, at)
    }
}
