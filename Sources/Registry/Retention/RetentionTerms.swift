/// How long what is kept for whom: days, set by the county in kiosk.conf.
public struct RetentionTerms: Equatable, Sendable, Codable {
    /// Tenancy, lease, settlement and their filed documents, after the tenancy's end.
    public var leaseDays = 1_825
    /// The tenant's phone number in the record of his tenancy, after its end; the signed lease
    /// keeps the one it was signed with.
    public var phoneDays = 90
    /// The document's photo, where kiosk.conf keeps it, after the tenancy's end.
    public var photoDays = 30
    /// Work that is done: effects, print jobs, bookings, grants that ended, answered requests,
    /// settled exceptions, print-outs of a person's own data; and ended tenancies that other
    /// kiosks own.
    public var workDays = 90
    /// What the journal's entries say; the entries themselves and their chain stay.
    ///
    /// Security logs are kept for at least six months (Cybersecurity Law): 200 days are enough for
    /// any six.
    public var journalDays = 200

    /// The county's usual terms.
    public init() {}
}

/// What reached the end of its time in one run.
public struct RetentionReport: Equatable, Sendable, Codable {
    /// When.
    public let at: Timestamp
    /// The terms it went by.
    public let terms: RetentionTerms
    /// How many of each kind were deleted; kinds of which there were none are left out.
    public var deleted: [String: Int] = [:]
    /// Data keys destroyed: what they sealed is gone from every copy.
    public var keysDestroyed: [UInt32] = []

    /// A report in which nothing has been deleted yet.
    public init(at time: Timestamp, terms: RetentionTerms) { (at, self.terms) = (time, terms) }

    /// Whether nothing had reached its end.
    public var isEmpty: Bool { deleted.isEmpty && keysDestroyed.isEmpty }

    /// The kinds in Chinese, in the order in which they are shown.
    public static let kinds = [
        ("tenancy", "租住登记"), ("lease", "合同"), ("settlement", "结算"), ("document", "存档文件"),
        ("phone", "电话号码"), ("photo", "证件照片"), ("paper", "回执和凭据"), ("effect", "待办"),
        ("print_job", "打印任务"), ("policy", "保险办理"),
        ("door_grant", "门禁授权"), ("request", "申请"), ("exception", "前台事项"),
        ("foreign_tenancy", "他机登记"),
    ]
}
