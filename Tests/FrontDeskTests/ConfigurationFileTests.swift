import Foundation
import Testing

@testable import FrontDesk

/// kiosk.conf as shipped is the operator's manual: it must say what the table of keys says.
@Suite struct ConfigurationFileTests {
    /// A setting of the file with the comment lines right above it.
    private struct Entry {
        let key: String
        let value: String
        let comment: String
    }

    private func entries() throws -> [Entry] {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "kiosk.conf"), encoding: .utf8)
        var entries: [Entry] = []
        var comment = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            switch ConfigurationLine(line) {
            case .blank:
                comment = line.isEmpty ? "" : comment + line + "\n"
            case .setting(let key, let value):
                entries.append(Entry(key: key, value: value, comment: comment))
            case .malformed:
                Issue.record("kiosk.conf: \(line)")
            }
        }
        return entries
    }

    @Test func `kiosk conf has exactly the known keys, in their order`() throws {
        #expect(try entries().map(\.key) == ConfigurationKey.all.map(\.name))
    }

    @Test func `each key stands with its default, unit and range`() throws {
        for (entry, key) in zip(try entries(), ConfigurationKey.all) {
            #expect(entry.value == key.standard, "\(key.name)")
            let standard = key.standard.isEmpty ? "空" : key.standard
            let promise = key.isRequired && key.standard.isEmpty ? "必填" : "默认：\(standard)　"
            #expect(entry.comment.contains(promise), "\(key.name)")
            #expect(entry.comment.contains("范围：\(key.range)\n"), "\(key.name)")
            if let unit = key.unit {
                #expect(entry.comment.contains("单位：\(unit)　"), "\(key.name)")
            }
        }
    }

    @Test func `names and variables are unique, and every default is accepted`() {
        #expect(Set(ConfigurationKey.all.map(\.name)).count == ConfigurationKey.all.count)
        #expect(Set(ConfigurationKey.all.map(\.variable)).count == ConfigurationKey.all.count)
        var configuration = KioskConfiguration()
        for key in ConfigurationKey.all where !(key.isRequired && key.standard.isEmpty) {
            #expect(key.read(key.standard, "/", &configuration), "\(key.name)")
        }
    }
}
