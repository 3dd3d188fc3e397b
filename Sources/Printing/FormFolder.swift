import Foundation
public import Registry

/// The printed forms on disk: `<form>/<version>/` with `form.typ`, `schema.json` and
/// `specimen.json`. Files are read at each use, so that a form may be edited while the kiosk runs.
public struct FormFolder: Sendable {
    /// Absolute path of the folder that holds the forms.
    public let path: String

    /// Takes the folder at `path`; relative paths count from the working directory.
    public init(path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path
    }

    /// Every form and version there is, by name and version.
    public func versions() -> [FormVersion] {
        folders(in: path).flatMap { form in
            folders(in: "\(path)/\(form)").compactMap(Int.init).filter { $0 > 0 }.sorted()
                .map { FormVersion(form: form, version: $0) }
        }
    }

    /// The highest version of `form`.
    public func newestVersion(of form: String) throws(PrintingError) -> FormVersion {
        guard let newest = versions().last(where: { $0.form == form }) else {
            throw .formMissing(form)
        }
        return newest
    }

    /// The form's specimen data, marked 样张.
    public func specimen(of version: FormVersion) throws(PrintingError) -> [UInt8] {
        try read("specimen.json", of: version)
    }

    /// Checks `data` against the form's schema and brings it into its canonical form.
    ///
    /// `schema` is kept between calls and read anew when the file has changed.
    func checked(
        _ data: [UInt8], for version: FormVersion, keeping schema: inout FormSchema?
    ) throws(PrintingError) -> FormData {
        let text = try read("schema.json", of: version)
        if schema?.text != text { schema = FormSchema(parsing: text) }
        guard let schema else { throw .formIncomplete(version.name, file: "schema.json") }
        guard let value = JSONValue(parsing: data) else { throw .dataUnreadable }
        try schema.check(value)
        return try FormData(value)
    }

    /// The same for one call.
    func checked(_ data: [UInt8], for version: FormVersion) throws(PrintingError) -> FormData {
        var schema: FormSchema?
        return try checked(data, for: version, keeping: &schema)
    }

    private func read(_ file: String, of version: FormVersion) throws(PrintingError) -> [UInt8] {
        guard versions().contains(version) else { throw .formMissing(version.name) }
        guard let data = FileManager.default.contents(atPath: "\(path)/\(version.name)/\(file)")
        else { throw .formIncomplete(version.name, file: file) }
        return Array(data)
    }

    private func folders(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().filter { name in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: "\(path)/\(name)", isDirectory: &isFolder)
            return exists && isFolder.boolValue && !name.hasPrefix(".")
        }
    }
}

extension FormVersion {
    /// `lease/1`, as the folder is called.
    var name: String { "\(form)/\(version)" }
}
