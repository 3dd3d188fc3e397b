import Foundation
import Registry
import Testing

@testable import Printing

@Suite(.serialized) struct PersonFormTests {
    private let lists = [
        "consent": ["consent", "kept"], "own-data": ["records"],
        "withdrawal": ["deleted", "stays"],
    ]

    private func sheet(_ names: [String]) -> PersonSheet {
        let section = PaperSection("样张段", [PaperRow("项目", "内容"), PaperRow("空项", "")])
        return PersonSheet(
            number: "TY20261122-0003", person: Fixture.tenant(name: "张样·㛃䶮"),
            madeAt: Fixture.time,
            lists: Dictionary(uniqueKeysWithValues: names.map { ($0, [section]) }))
    }

    @Test func `every paper satisfies its schema and masks the number`() throws {
        for (name, lists) in lists {
            let data = try sheet(lists).formData(Fixture.setting)
            let form = FormVersion(form: name, version: 1)
            #expect(try Fixture.forms.checked(data, for: form).canonical == data)
            #expect(!String(decoding: data, as: UTF8.self).contains("11010519491231002X"))
            for member in try #require(JSONValue(parsing: data)?.object).keys {
                var less = try #require(JSONValue(parsing: data)?.object)
                less[member] = nil
                let text = try JSONValue.object(less).canonicalText()
                #expect(throws: PrintingError.self, "\(name) without \(member)") {
                    try Fixture.forms.checked(text, for: form)
                }
            }
        }
    }

    @Test func `the specimens look as they did when a person last looked at them`() async throws {
        let renderer = Fixture.renderer()
        for name in lists.keys {
            let form = FormVersion(form: name, version: 1)
            let data = try Fixture.forms.checked(Fixture.forms.specimen(of: form), for: form)
            let pages = try await renderer.pictures(
                form, data: data.canonical, at: Fixture.time, ppi: 100)
            let golden = Fixture.root + "/forms/\(name)/1/golden.png"
            #expect(
                FileManager.default.contents(atPath: golden).map(Array.init) == pages.first,
                "\(name): look at the new page, then store it as golden.png")
        }
    }

    @Test func `every line stands on the paper, and code in it prints as it is`() async throws {
        let hostile = "#read(\"/etc/passwd\")"
        let section = PaperSection("样张段", [PaperRow("项目甲", hostile), PaperRow("空项", "")])
        for (name, lists) in lists {
            let sheet = PersonSheet(
                number: "TY20261122-0003", person: Fixture.tenant(name: "张样·㛃䶮"),
                madeAt: Fixture.time,
                lists: Dictionary(uniqueKeysWithValues: lists.map { ($0, [section]) }))
            let file = try await Fixture.renderer().pdf(
                FormVersion(form: name, version: 1), data: try sheet.formData(Fixture.setting),
                at: Fixture.time)
            let text = try Fixture.text(of: file)
            for part in [
                "TY20261122-0003", "张样·㛃䶮", "110105********002X", hostile, "项目甲", "—",
                "样张段", "样张·不具有效力",
            ] {
                #expect(text.contains(part.dense), "\(name): \(part)")
            }
        }
    }
}
