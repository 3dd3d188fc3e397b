import Foundation
import Testing

/// A form is a folder `forms/<form>/<version>/` that is whole.
enum FormFolder {
    static let files: Set = [
        "form.typ", "schema.json", "specimen.json", "golden.png", "README.zh.md",
    ]

    static func check(_ path: String, contents: Set<String>) -> [Finding] {
        var messages = files.subtracting(contents).sorted().map { "\($0) is missing" }
        if path.split(separator: "/").last.flatMap({ Int($0) }) == nil {
            messages.append("a version is a number")
        }
        return messages.map { Finding(file: path, line: 1, message: $0) }
    }
}

@Suite struct FormFolderTests {
    @Test func `every form is whole`() throws {
        let forms = Project.root.appending(path: "forms")
        var count = 0
        for form in try folders(in: forms) {
            for version in try folders(in: form) {
                let names = try FileManager.default.contentsOfDirectory(atPath: version.path)
                let path = "forms/\(form.lastPathComponent)/\(version.lastPathComponent)"
                expectNone(FormFolder.check(path, contents: Set(names)))
                count += 1
            }
        }
        #expect(count > 0, "no form was found")
    }

    private func folders(in place: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(atPath: place.path)
            .filter { !$0.hasPrefix("_") && !$0.hasPrefix(".") }
            .map { place.appending(path: $0) }
            .filter(Project.isFolder)
    }

    @Test func `a missing file and a version that is no number are seen`() {
        #expect(FormFolder.check("forms/lease/1", contents: FormFolder.files).isEmpty)
        let findings = FormFolder.check(
            "forms/lease/new", contents: FormFolder.files.subtracting(["golden.png"]))
        #expect(findings.map(\.message) == ["golden.png is missing", "a version is a number"])
    }
}
