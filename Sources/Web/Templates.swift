public import Foundation
import Mustache

/// The pages' templates, read once at start.
public struct Templates: Sendable {
    private let library: MustacheLibrary

    /// Reads every `*.mustache` of `folders`; a later folder's file wins over an earlier one's.
    public init(folders: [URL]) throws {
        var templates: [String: MustacheTemplate] = [:]
        for file in try folders.flatMap(Self.files) where file.pathExtension == "mustache" {
            let text = try String(contentsOf: file, encoding: .utf8)
            templates[file.deletingPathExtension().lastPathComponent] =
                try MustacheTemplate(string: text)
        }
        library = MustacheLibrary(templates: templates)
    }

    /// Fills the template `name`. A section that is to stay empty is given as `false`.
    ///
    /// - Throws: ``WebError/incompletePage(_:)`` for a template or a value that does not exist,
    ///   so that a mistyped name is found by the first test and never leaves a gap on a page.
    public func html(_ name: String, _ values: [String: Any]) throws -> String {
        let root = Root(values)
        guard let text = library.render(root, withTemplate: name) else {
            throw WebError.incompletePage(name)
        }
        guard let missing = root.missing.first else { return text }
        throw WebError.incompletePage("\(name)/\(missing)")
    }

    private static func files(_ folder: URL) throws -> [URL] {
        // By a URL, a folder that is a link would be taken for an empty one.
        try FileManager.default.contentsOfDirectory(
            at: folder.resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
    }

    /// The outermost values. Names are looked up from the inside out, so that one which is not
    /// found here is nowhere.
    private final class Root: MustacheParent {
        private let values: [String: Any]
        private(set) var missing: [String] = []

        init(_ values: [String: Any]) { self.values = values }

        func child(named name: String) -> Any? {
            if values[name] == nil { missing.append(name) }
            return values[name]
        }
    }
}

/// The files this target brings along: stylesheet, page of a fault.
public enum WebFiles {
    /// Their folder.
    public static var folder: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "WebFiles")
    }
}
