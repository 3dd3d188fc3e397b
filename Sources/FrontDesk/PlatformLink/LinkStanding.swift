import Registry

/// How kiosk and platform stand to each other, for the clerk's page and the log.
actor LinkStanding {
    /// Why nothing goes up; `nil` while it does.
    private(set) var uploadFault: Fault?
    /// Why nothing comes down; `nil` while it does.
    private(set) var mirrorFault: Fault?

    /// The last try to upload. Returns whether that is news.
    @discardableResult
    func uploaded(_ fault: Fault?) -> Bool {
        defer { uploadFault = fault }
        return uploadFault != fault
    }

    /// The last try to follow the village. Returns whether that is news.
    @discardableResult
    func mirrored(_ fault: Fault?) -> Bool {
        defer { mirrorFault = fault }
        return mirrorFault != fault
    }

    /// Why kiosk and platform do not come together; `nil` while they do.
    var fault: Fault? { uploadFault ?? mirrorFault }
}
