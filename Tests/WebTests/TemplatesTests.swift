import Foundation
import Testing

@testable import Web

@Suite struct TemplatesTests {
    private func templates(_ text: String) throws -> Templates {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try text.write(
            to: folder.appending(path: "page.mustache"), atomically: true, encoding: .utf8)
        return try Templates(folders: [folder])
    }

    @Test func `values are escaped`() throws {
        let html = try templates("<p title=\"{{a}}\">{{a}}</p>").html(
            "page", ["a": "<script>\"x\" & 'y'</script>"])
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;"))
    }

    @Test func `a missing value is an error and never a gap`() throws {
        let templates = try templates("{{#rows}}{{name}}{{price}}{{/rows}}")
        #expect(throws: WebError.incompletePage("page/price")) {
            try templates.html("page", ["rows": [["name": "a"]]])
        }
    }

    @Test func `a value of an outer level serves an inner one`() throws {
        let templates = try templates("{{#rows}}{{name}}{{unit}} {{/rows}}")
        let rows = [["name": "1"], ["name": "2"]]
        #expect(try templates.html("page", ["rows": rows, "unit": "元"]) == "1元 2元 ")
    }

    @Test func `a section given as false is left out`() throws {
        #expect(try templates("a{{#on}}b{{/on}}").html("page", ["on": false]) == "a")
    }

    @Test func `a template that does not exist is an error`() throws {
        #expect(throws: WebError.incompletePage("other")) {
            try templates("a").html("other", [:])
        }
    }
}
