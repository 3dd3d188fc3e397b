import Foundation
import Testing

/// Values planted on purpose are found; else that nothing is found would prove nothing.
@Suite struct LeakSearchTests {
    private static let values = ["样张甲乙", "11010519491231002X", "样张路 1 号", "短"]
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "leak-search-\(UUID().uuidString)")

    private func found(_ bytes: Data) throws -> Set<String> {
        let place = folder.appending(path: "a/b")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try bytes.write(to: place.appending(path: "file"))
        let result = try LeakSearch(values: Self.values).search([folder])
        #expect(result.files == 1)
        #expect(result.bytes == bytes.count)
        return Set(result.hits.map { "\($0.value) \($0.form)" })
    }

    @Test(arguments: 0..<3)
    func `a value is found in each of its forms, wherever it stands`(value: Int) throws {
        let forms = LeakSearch.forms(of: Self.values[value])
        #expect(forms.allSatisfy { $0.1.count >= LeakSearch.lengthMin })
        for (form, bytes) in forms {
            let noise = Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7) | 0x80 })
            let hits = try found(noise + Data(bytes) + Data([0xFF]))
            #expect(!hits.isEmpty, "\(form) is not found")
            // Plain digits are alike in several forms; the first of them is named.
            if value != 1 { #expect(hits.contains("\(value) \(form)")) }
        }
    }

    @Test(arguments: 0..<6)
    func `base64 of a longer text is found at every place`(before: Int) throws {
        let text = String(repeating: "x", count: before) + Self.values[0] + "tail"
        #expect(try found(Data(Data(text.utf8).base64EncodedString().utf8)) == ["0 base64"])
    }

    @Test func `GB 18030 is written as the standard has it`() throws {
        let form = try #require(LeakSearch.forms(of: "样张").first { $0.0 == "GB 18030" })
        #expect(form.1 == [0xD1, 0xF9, 0xD5, 0xC5])
    }

    @Test func `a packed log is opened`() throws {
        // Made by gzip of the number and a line's end.
        let packed = "H4sIAAAAAAAAAzM0NDA0MDW0NLE0NDI2NDAwiuACAIOvrDITAAAA"
        let bytes = try #require(Data(base64Encoded: packed))
        #expect(try found(bytes) == ["1 gzip, UTF-8"])
    }

    @Test func `a document's text is read though its bytes do not show it`() throws {
        let drawn = "BT /F1 12 Tf 72 700 Td [(110105)-1(19491231)1(002X)] TJ ET"
        let document = """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
            /Resources<</Font<</F1 5 0 R>>>>>>endobj
            4 0 obj<</Length \(drawn.utf8.count)>>stream
            \(drawn)
            endstream endobj
            5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
            trailer<</Root 1 0 R>>
            %%EOF
            """
        #expect(try found(Data(document.utf8)) == ["1 PDF text, UTF-8"])
    }

    @Test func `what holds no value has no hit, and short values are named as not searched`()
        throws
    {
        #expect(LeakSearch(values: Self.values).skipped == [3])
        #expect(try found(Data("短 11010519491231".utf8)).isEmpty)
    }
}
