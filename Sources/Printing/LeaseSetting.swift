/// What a village adds to every lease: its names, and the figures of its rules from kiosk.conf.
public struct LeaseSetting: Equatable, Sendable {
    /// The village, such as 桂花村.
    public let village: String
    /// The desk that signs under the landlord's authority, such as 桂花村租房总台.
    public let desk: String
    /// The desk's telephone.
    public let phone: String
    /// Prints 样张 across every page.
    public let isTrial: Bool
    /// Days within which a landlord reports who has moved in.
    public let registerWithinDays: Int
    /// Hours of notice before a landlord enters a room.
    public let entryNoticeHours: Int
    /// Days of notice before a lease is ended early.
    public let earlyEndDays: Int

    /// Takes the village's values; without figures those most counties use.
    public init(
        village: String, desk: String? = nil, phone: String, isTrial: Bool,
        registerWithinDays: Int = 3, entryNoticeHours: Int = 24, earlyEndDays: Int = 15
    ) {
        (self.village, self.desk) = (village, desk ?? village + "租房总台")
        (self.phone, self.isTrial) = (phone, isTrial)
        (self.registerWithinDays, self.entryNoticeHours) = (registerWithinDays, entryNoticeHours)
        self.earlyEndDays = earlyEndDays
    }
}
