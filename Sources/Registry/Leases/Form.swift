/// A printed form: a folder below `forms/` and one of its versions.
public struct FormVersion: Hashable, Sendable, Codable {
    /// Folder name, such as `lease`.
    public let form: String
    /// Version, 1 or more; the newest is used, old ones stay for reprints.
    public let version: Int

    /// Creates a form version.
    public init(form: String, version: Int) { (self.form, self.version) = (form, version) }
}

/// Fills forms. Same form, same data, same bytes.
public protocol FormRenderer: Sendable {
    /// The newest version of `form`. Throws a ``UserFacing`` error when there is none.
    func newestVersion(of form: String) async throws -> FormVersion
    /// A PDF/A-2b file. `data` is the form's JSON; `at` becomes the file's own date.
    func pdf(_ form: FormVersion, data: [UInt8], at: Timestamp) async throws -> [UInt8]
    /// One PNG a page, from the same source: what is read on the screen is what is signed.
    func pictures(_ form: FormVersion, data: [UInt8], at: Timestamp) async throws -> [[UInt8]]
}
