import Registry

/// What the clerk's pages need of the desk.
protocol ClerkCounter: Sendable {
    /// Throws ``WebError/wrongPassword`` alike for an unknown id and a wrong password, and takes
    /// the same time for both.
    func signIn(id: String, password: String) async throws -> Staff
    /// The check-in at the kiosk and when it came to where it is.
    func presentCheckIn() async -> (checkIn: CheckIn, since: Timestamp)
    /// Something on the page may have changed. The first element comes at once.
    func changes() async -> AsyncStream<Void>
    /// What waits for the clerk, oldest first.
    func exceptions() async throws -> [DeskException]
    /// Settles an exception. `reason` is for ``DeskException/Remedy/compareInPerson`` only and is
    /// recorded with it. Throws a ``UserFacing`` error when it is settled already.
    func resolve(
        _ id: Identifier<DeskException>, _ remedy: DeskException.Remedy, reason: String,
        by staff: Staff
    ) async throws
    /// The newest tenancies first.
    func tenancies() async throws -> [TenancyRow]
    /// Prints a tenancy's archived lease once more.
    func reprint(_ tenancy: Identifier<Tenancy>, by staff: Staff, reason: String) async throws
    /// Ends a tenancy in the clerk's name. Throws ``SettlementError`` for what the lease does
    /// not allow.
    func checkOut(
        _ tenancy: Identifier<Tenancy>, _ form: CheckOutForm, by staff: Staff
    ) async throws
    /// Waits at the tenant's door for a swipe of his card and takes the number it shows.
    func learnCard(_ tenancy: Identifier<Tenancy>, by staff: Staff) async throws
}

/// What a clerk fills in to end a tenancy.
struct CheckOutForm: Equatable, Sendable {
    let meters: MeterReadings
    /// What is kept back, by the place of its ground in the lease's list.
    let amounts: [Int: Money]
    let reason: String
}

/// A tenancy as the clerk's list shows it: no full name, no number.
struct TenancyRow: Equatable, Sendable {
    let tenancy: Identifier<Tenancy>
    /// As ``IdentityDocument/maskedName``.
    let maskedName: String
    let house: String
    let room: String
    let lease: String
    let from: CalendarDate
    let until: CalendarDate
    /// How far the lease's paper has come.
    let paper: Receipt.Paper
    /// Its insurance; `nil` when none was taken.
    var policy: PolicyNews?
    /// Its doors.
    var door = DoorNews.none
    /// The grounds on which something may be kept from the deposit; empty for a lease that is
    /// kept elsewhere.
    var deductionCases: [String] = []
    /// How it ended; `nil` while it lasts.
    var ended: Ended?

    /// The end of a tenancy.
    struct Ended: Equatable, Sendable {
        let at: Timestamp
        /// The settlement's number; `nil` where none was drawn up.
        let settlement: String?
        /// How far the settlement's paper has come.
        let paper: Receipt.Paper
        let policy: PolicyEndNews
        let door: DoorEndNews
    }
}
