import Registry

/// What the clerk's pages need of the desk.
protocol ClerkCounter: Sendable {
    /// Throws ``WebError/wrongPassword`` alike for an unknown id, a wrong password and a wrong
    /// code, and takes the same time for all.
    func signIn(_ form: SignInForm, from place: AddressKind) async throws -> Staff
    /// Waits for an ID card on the kiosk's reader, for a few seconds and only while nobody stands
    /// there. Throws ``WebError/wrongPIN`` alike for a card nobody entered and a wrong PIN.
    func signIn(pin: String, from place: AddressKind) async throws -> Staff
    /// The check-in at the kiosk and when it came to where it is.
    func presentCheckIn() async -> (checkIn: CheckIn, since: Timestamp)
    /// Something on the page may have changed. The first element comes at once.
    func changes() async -> AsyncStream<Void>
    /// How far the platform has what was recorded here; `nil` where the kiosk stands alone.
    func upload() async throws -> UploadStanding?
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
    /// What is kept of people, in numbers.
    func privacy() async throws -> PrivacyFigures
    /// Waits at the tenant's door for a swipe of his card and takes the number it shows.
    func learnCard(_ tenancy: Identifier<Tenancy>, by staff: Staff) async throws
    /// People with their tenancies, at most twenty; the look and its reason are recorded.
    func find(_ query: PersonQuery, reason: String, by staff: Staff) async throws -> [FoundPerson]
    /// As ``tenancies()``, in a landlord's own houses only.
    func tenancies(of landlord: Staff) async throws -> [TenancyRow]
    /// As ``learnCard(_:by:)``, refused at a house that is not the landlord's.
    func learnCard(_ tenancy: Identifier<Tenancy>, byLandlord landlord: Staff) async throws
}

/// What somebody fills in to sign in.
struct SignInForm: Equatable, Sendable {
    let id: String
    let password: String
    /// One-time code, as typed.
    let code: String
}

/// What a clerk fills in to end a tenancy.
struct CheckOutForm: Equatable, Sendable {
    let meters: MeterReadings
    /// What is kept back, by the place of its ground in the lease's list.
    let amounts: [Int: Money]
    let reason: String
}

/// What the clerk is told of the way to the platform: never "done" while anything waits.
struct UploadStanding: Equatable, Sendable {
    /// Entries of the journal that the platform does not have.
    let waiting: Int
    /// Why nothing goes up or comes down; `nil` while all is well.
    let fault: Fault?

    /// One short line.
    var chinese: String {
        switch (fault, waiting) {
        case (nil, 0): "已全部上传"
        case (nil, _): "正在上传 \(waiting) 条"
        case (let fault?, 0): "未连上，没有待上传的（\(fault.code)）"
        case (let fault?, _): "未连上，\(waiting) 条待上传（\(fault.code)）"
        }
    }
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
