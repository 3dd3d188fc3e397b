import Foundation
import Registry
import Testing

@testable import Insurance

@Suite struct InsuranceCatalogueTests {
    private static let good = #"""
        {"id":"a","name":"险","carrier":"样张","premiumPerMonth":500,\#
        "covers":["火灾, ] } \" 水"],"endsAtCheckOut":true}
        """#

    private func faults(_ text: String) -> [CatalogueFault] {
        do {
            _ = try InsuranceCatalogue.products(in: Array(text.utf8))
            return []
        } catch .catalogueFaulty(let faults) {
            return faults
        } catch {
            return []
        }
    }

    @Test func `the project's catalogue has two products, both marked`() throws {
        let path = Sample.root.appending(path: "insurance/products.json").path
        let products = try InsuranceCatalogue.read(path)
        #expect(products.map(\.premiumPerMonth.fen) == [500, 800])
        #expect(products.map(\.endsAtCheckOut) == [true, false])
        #expect(products.allSatisfy { $0.name.contains("样张") && $0.carrier.contains("样张") })
    }

    @Test func `a product is read with brackets and commas in its words`() throws {
        let products = try InsuranceCatalogue.products(in: Array("[\n\(Self.good)\n]\n".utf8))
        #expect(products.map(\.covers) == [["火灾, ] } \" 水"]])
    }

    @Test(arguments: [
        ("", 1, "不完整"), ("{}", 1, "开头"), ("\n\nx", 3, "开头"), ("[\n\(good)", 2, "不完整"),
        ("[]", 1, "1 到 20"), ("[\(good)]\n[]", 2, "还有内容"), ("[\n\(good),\n]", 3, "逗号"),
        ("[\n,\(good)]", 2, "逗号"), ("[\n\(good.dropLast())\n]", 3, "不完整"),
        ("[\n\n1]", 3, "不是"), ("[\n\(good)\n\(good)]", 2, "JSON"),
    ])
    func `a broken file is told with its line`(text: String, line: Int, reason: String) {
        let faults = faults(text)
        #expect(faults.map(\.line) == [line], "\(faults)")
        #expect(faults.first?.reason.contains(reason) == true, "\(faults)")
    }

    @Test(arguments: [
        (#""id":"a""#, #""id":"A b""#, "id 只能"), (#""id":"a""#, #""od":"a""#, "缺少 id"),
        (#""name":"险""#, #""name":" ""#, "name"), (#""name":"险""#, #""name":3"#, "name 的类型"),
        (#""name":"险""#, #""name":"险\u202E""#, "name"), (":500", ":0", "premiumPerMonth"),
        (":500", ":100001", "premiumPerMonth"), (":500", ":5.5", "JSON"),
        (#""carrier":"样张""#, #""carrier":"""#, "carrier"), ("true", "null", "endsAtCheckOut"),
    ])
    func `a wrong field is named, on the line where its product begins`(
        old: String, new: String, reason: String
    ) {
        let wrong = Self.good.replacing(old, with: new)
        let second = Self.good.replacing(#""id":"a""#, with: #""id":"b""#)
        let faults = faults("[\n\(second),\n\n\(wrong)\n]")
        #expect(faults.map(\.line) == [4], "\(faults)")
        #expect(faults.first?.reason.contains(reason) == true, "\(faults)")
    }

    @Test func `every fault is told at once, a repeated id too`() {
        let cheap = Self.good.replacing(":500", with: ":0")
        let found = faults("[\(Self.good),\n\(Self.good),\n\(cheap)]")
        #expect(found.map(\.line) == [2, 3, 3])
        #expect(InsuranceError.catalogueFaulty(found).fault.clerk.contains("第 2 行：id"))
    }

    @Test func `random bytes are refused without a trap`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let text = Array("[\(Self.good)]".utf8)
        for _ in 0..<2_000 {
            var broken = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<broken.count, using: &random)
                broken[index] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? InsuranceCatalogue.products(in: broken.dropLast(Int(random.next() % 9)))
        }
    }
}
