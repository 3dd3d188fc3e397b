import Foundation

/// A text file of the project.
struct ProjectFile {
    /// Path from the project's root.
    let path: String
    let text: String
    /// The lines of `text`, without their ends.
    let lines: [Substring]

    init(path: String, text: String) {
        (self.path, self.text) = (path, text)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    /// `CardReader` for `Sources/CardReader/APDU.swift`.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// A finding for each match of `pattern`, one a line at most.
    func findings(
        _ pattern: Regex<Substring>, _ message: String, unless: (Substring) -> Bool = { _ in false }
    ) -> [Finding] {
        zip(1..., lines).compactMap { number, line in
            guard let match = line.firstMatch(of: pattern), !unless(match.output) else {
                return nil
            }
            return Finding(file: path, line: number, message: "\(message): \(match.output)")
        }
    }
}

/// The files of this project, found from this file's own place.
enum Project {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Folders that hold nothing of ours.
    private static let skipped: Set = [".build", ".git", "var", ".swiftpm", "__pycache__"]

    /// Every text file below `folder`, sorted by path; files that are no UTF-8 are left out.
    static func files(below folder: String = "") throws -> [ProjectFile] {
        var files: [ProjectFile] = []
        try collect(folder, into: &files)
        return files.sorted { $0.path < $1.path }
    }

    static func swiftFiles(below folder: String) throws -> [ProjectFile] {
        try files(below: folder).filter(\.isSwift)
    }

    static func isFolder(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    private static func collect(_ folder: String, into files: inout [ProjectFile]) throws {
        let place = root.appending(path: folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            let url = place.appending(path: name)
            if skipped.contains(name) || name.hasPrefix(".build") { continue }
            if isFolder(url) {
                try collect(path, into: &files)
            } else if let text = try? String(contentsOf: url, encoding: .utf8) {
                files.append(ProjectFile(path: path, text: text))
            }
        }
    }
}
