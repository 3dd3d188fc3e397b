import DeviceSupport
import Foundation
import Glibc
import Registry
import Testing

@testable import Printing

/// These run the real child with the project's own Python environment.
@Suite(.serialized) struct TypstRendererTests {
    private let folder = TemporaryFolder()

    @Test func `the same data gives the same bytes, in another process too`() async throws {
        let data = try Fixture.specimen()
        let first = try await Fixture.renderer().pdf(Fixture.lease, data: data, at: Fixture.time)
        let renderer = Fixture.renderer()
        try await renderer.start()
        for _ in 0..<2 {
            let again = try await renderer.pdf(Fixture.lease, data: data, at: Fixture.time)
            #expect(again == first)
        }
        let later = try await renderer.pdf(
            Fixture.lease, data: data, at: Fixture.time + .seconds(60))
        #expect(later != first, "the moment stands in the file")
    }

    @Test func `the specimen looks as it did when a person last looked at it`() async throws {
        let pages = try await Fixture.renderer().pictures(
            Fixture.lease, data: Fixture.specimen(), at: Fixture.time, ppi: 100)
        let golden = Fixture.root + "/forms/lease/1/golden.png"
        #expect(
            FileManager.default.contents(atPath: golden).map(Array.init) == pages.first,
            "after a wanted change: look at the new page, then store it as golden.png")
    }

    @Test func `every form's specimen renders`() async throws {
        let checks = await Fixture.renderer().check()
        #expect(!checks.isEmpty && checks.allSatisfy { $0.fault == nil && $0.pages > 0 })
    }

    @Test func `the lease is PDF/A on A4 with every font embedded`() async throws {
        let file = try await Fixture.renderer().pdf(
            Fixture.lease, data: Fixture.specimen(), at: Fixture.time)
        let facts = try Fixture.poppler("pdfinfo", file)
        #expect(facts.contains("(A4)") && facts.contains("Pages:           2"))
        #expect(facts.contains("居住房屋租赁合同 ZL20261122-0007"))
        let metadata = try Fixture.poppler("pdfinfo", file, "-meta").dense
        #expect(metadata.contains("<pdfaid:part>2</pdfaid:part>"))
        let fonts = try Fixture.poppler("pdffonts", file).split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty)
        #expect(fonts.allSatisfy { $0.contains("yes yes yes") && $0.contains("Noto") })
    }

    @Test func `every field stands on the paper`() async throws {
        let data = try Fixture.specimen()
        let file = try await Fixture.renderer().pdf(Fixture.lease, data: data, at: Fixture.time)
        let text = try Fixture.text(of: file)
        var expected = leaves(JSONValue(parsing: data) ?? .null, except: ["path", "land"])
        expected += ["集体土地", "样张", try FormData(data).sha256, "第1页/共2页"]
        for field in expected {
            let shown = CalendarDate(field)?.chinese ?? field
            #expect(text.contains(shown.dense), "\(shown)")
        }
    }

    @Test func `the unsigned draft says so, and only a trial is marked 样张`() async throws {
        let file = try await Fixture.renderer().pdf(
            Fixture.lease,
            data: Fixture.specimen { members in
                members["signature"] = nil
                members["trial"] = .bool(false)
                members["lessor"] = [
                    "name": "王某", "number": "440524188001010014", "phone": "13900000000",
                ]
                members["lessee"] = [
                    "name": "张某", "documentKind": "居民身份证", "number": "11010519491231002X",
                    "address": "某地", "phone": "13800000000",
                ]
            }, at: Fixture.time)
        let text = try Fixture.text(of: file)
        #expect(text.contains("待签") && !text.contains("样张"))
    }

    @Test func `rare characters are drawn, each with its own shape`() async throws {
        let renderer = Fixture.renderer()
        var pictures: Set<[UInt8]> = []
        let rare = ["㛃", "䶮", "𠮷", "𬱖", "·"]
        for character in rare {
            let data = try Fixture.draft(name: "样\(character)张").formData(Fixture.setting)
            let text = try Fixture.text(
                of: try await renderer.pdf(Fixture.lease, data: data, at: Fixture.time))
            #expect(text.contains("样\(character)张"))
            let pages = try await renderer.pictures(Fixture.lease, data: data, at: Fixture.time)
            pictures.insert(pages.first ?? [])
        }
        #expect(pictures.count == rare.count)
    }

    @Test(arguments: [
        "#read(\"/etc/passwd\")", "*粗*_斜_", "$x^2$", "<script>x</script>", "\\u{41}",
        "#{1+1}", "@preview/x", "`raw`", "= 标题", "\"; DROP TABLE", "%00../..", "[#panic()]",
    ])
    func `what looks like code prints as it is`(hostile: String) async throws {
        let data = try Fixture.specimen { $0["inventory"] = .array([.string(hostile)]) }
        let file = try await Fixture.renderer().pdf(Fixture.lease, data: data, at: Fixture.time)
        #expect(try Fixture.text(of: file).contains(hostile.dense))
    }

    @Test func `a signature that is more than strokes is refused`() async throws {
        let data = try Fixture.specimen {
            $0["signature"] = [
                "path": "M1 1'/><image href='file:///etc/passwd'/>", "signedAt": "x",
                "identification": "x",
            ]
        }
        await #expect(
            throws: PrintingError.dataInvalid(
                field: "signature.path", title: "签名笔画", .notAllowed)
        ) { try await Fixture.renderer().pdf(Fixture.lease, data: data, at: Fixture.time) }
    }

    @Test func `six occupants with long names and addresses stay on whole pages`() async throws {
        let long = "阿卜杜热西提·麦麦提艾力·买买提吐尔逊江样张"
        let data = try Fixture.draft(name: long).formData(
            Fixture.setting,
            coOccupants: (1...5).map {
                .init(document: Fixture.tenant(name: "\(long)\($0)"), relation: "其他共同居住人")
            })
        let file = try await Fixture.renderer().pdf(Fixture.lease, data: data, at: Fixture.time)
        let text = try Fixture.text(of: file)
        for index in 1...5 { #expect(text.contains("\(long)\(index)")) }
        #expect(text.contains("待签"))
    }

    @Test func `a crashed child is replaced within the same request`() async throws {
        let renderer = Fixture.renderer()
        let data = try Fixture.specimen()
        let before = try await renderer.pdf(Fixture.lease, data: data, at: Fixture.time)
        let pid = try #require(await renderer.childPID)
        kill(pid, SIGKILL)
        let after = try await renderer.pdf(Fixture.lease, data: data, at: Fixture.time)
        #expect(after == before)
        #expect(await renderer.childPID != pid)
    }

    @Test func `a child that hangs, talks nonsense or is not there is reported`() async throws {
        let data = try Fixture.specimen()
        for (program, limit) in [
            ("import time; time.sleep(60)", 0.2), ("print('{}', flush=True); input()", 5),
            ("print('x' * 10)", 5),
        ] {
            let script = try temporary("script.py", program)
            let renderer = Fixture.renderer(script: script, limit: .seconds(limit))
            await #expect(throws: PrintingError.rendererFailed) {
                try await renderer.pdf(Fixture.lease, data: data, at: Fixture.time)
            }
        }
        let missing = Fixture.renderer(python: "/nonexistent/python3")
        await #expect(throws: PrintingError.rendererMissing) {
            try await missing.pdf(Fixture.lease, data: data, at: Fixture.time)
        }
    }

    @Test(arguments: [
        ("第一行\n#let x = \n#unknown()\n", 2), ("\n\n#unknown\n", 3),
        ("#import \"@preview/cetz:0.1.0\": canvas\n", 1), ("#read(\"/../../etc/passwd\")\n", 1),
        ("#set text(font: \"No Such Font\")\nx\n", 1),
    ])
    func `a form with a mistake is refused with its line`(source: String, line: Int) async throws {
        let form = try temporary("forms/bad/1/form.typ", source)
        let folder = URL(filePath: form).deletingLastPathComponent()
        for (name, text) in [("schema.json", "{\"type\":\"object\"}"), ("specimen.json", "{}")] {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let root = folder.deletingLastPathComponent().deletingLastPathComponent().path
        let checks = await Fixture.renderer(forms: FormFolder(path: root)).check()
        #expect(checks.map(\.fault?.code) == ["PR-34"])
        #expect(checks.first?.fault?.clerk.contains("第 \(line) 行") == true)
        #expect(checks.first?.cause?.isEmpty == false)
    }

    @Test func `the newest version of a form is used, and an unknown form is a fault`() throws {
        let root = URL(filePath: try temporary("forms/x/2/form.typ", ""))
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        for version in ["1", "10", "old", "0", "-3"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: "x/" + version), withIntermediateDirectories: true)
        }
        let forms = FormFolder(path: root.path)
        #expect(try forms.newestVersion(of: "x") == FormVersion(form: "x", version: 10))
        for name in ["y", "", "..", "x/2", "/etc"] {
            #expect(throws: PrintingError.formMissing(name)) { try forms.newestVersion(of: name) }
        }
    }

    private func leaves(_ value: JSONValue, except names: Set<String>) -> [String] {
        switch value {
        case .string(let text): [text]
        case .integer(let number): [String(number)]
        case .array(let elements): elements.flatMap { leaves($0, except: names) }
        case .object(let members):
            members.filter { !names.contains($0.key) }.values.flatMap { leaves($0, except: names) }
        case .bool, .null: []
        }
    }

    /// Writes `text` to a file below a folder that goes with this test.
    private func temporary(_ name: String, _ text: String) throws -> String {
        let file = folder.url.appending(path: "\(UUID().uuidString)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}

/// A folder of one test, removed at its end.
private final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory
        .appending(path: "frontdesk-test-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: url) }
}
