import Registry

/// What is known at this moment of what follows from a tenancy: for a screen that comes after
/// the news, and for the clerk's list.
struct Standing: Sendable {
    /// The tenancy's insurance; `nil` when none was taken.
    var policies: @Sendable (Identifier<Tenancy>) async -> PolicyNews? = { _ in nil }
    /// The tenancy's doors.
    var doors: @Sendable (Identifier<Tenancy>) async -> DoorNews = { _ in .none }
    /// How far the end of its insurance has come; `nil` when nothing is known yet.
    var policyEnds: @Sendable (Identifier<Tenancy>) async -> PolicyEndNews? = { _ in nil }
    /// How far the end of its right to open doors has come.
    var doorEnds: @Sendable (Identifier<Tenancy>) async -> DoorEndNews = { _ in .none }
}
