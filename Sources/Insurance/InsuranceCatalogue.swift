import Foundation
public import Registry

/// A place in the catalogue's file and what is wrong there.
public struct CatalogueFault: Equatable, Sendable {
    /// From 1; of a product, the line it begins on.
    public let line: Int
    /// For the operator; quotes names of fields, no values.
    public let reason: String

    /// `第 3 行：缺少 name`.
    public var chinese: String { "第 \(line) 行：\(reason)" }
}

/// The insurances a desk offers: a JSON array of products, `premiumPerMonth` in fen.
public enum InsuranceCatalogue {
    static let sizeMax = 1 << 20
    static let productsMax = 20
    private static let premiums = 1...100_000

    /// Reads and checks the file at `path`.
    public static func read(_ path: String) throws(InsuranceError) -> [InsuranceProduct] {
        guard let file = FileHandle(forReadingAtPath: path),
            let bytes = try? file.read(upToCount: sizeMax + 1)
        else {
            throw .catalogueFaulty([.init(line: 1, reason: "文件不存在、不能读或为空")])
        }
        return try products(in: Array(bytes))
    }

    /// Reads and checks `text`; every fault is reported, each with its line.
    public static func products(in text: [UInt8]) throws(InsuranceError) -> [InsuranceProduct] {
        guard text.count <= sizeMax else {
            throw .catalogueFaulty([.init(line: 1, reason: "文件超过 1 MB")])
        }
        let elements: [JSONElement]
        do {
            elements = try JSONElement.split(text)
        } catch {
            throw .catalogueFaulty([error])
        }
        guard (1...productsMax).contains(elements.count) else {
            throw .catalogueFaulty([.init(line: 1, reason: "产品应有 1 到 \(productsMax) 种")])
        }
        var (products, faults): ([InsuranceProduct], [CatalogueFault]) = ([], [])
        for element in elements {
            do {
                let product = try JSONDecoder().decode(
                    InsuranceProduct.self, from: Data(element.text))
                let isKnown = products.contains { $0.id == product.id }
                let reasons = reasons(against: product) + (isKnown ? ["id 与前面的产品重复"] : [])
                faults += reasons.map { .init(line: element.line, reason: $0) }
                products.append(product)
            } catch {
                faults.append(.init(line: element.line, reason: reason(of: error)))
            }
        }
        guard faults.isEmpty else { throw .catalogueFaulty(faults) }
        return products
    }

    private static func reasons(against product: InsuranceProduct) -> [String] {
        var reasons: [String] = []
        if product.id.rawValue.wholeMatch(of: /[a-z0-9][a-z0-9\-]{0,39}/) == nil {
            reasons.append("id 只能是小写字母、数字和短横，最多 40 个")
        }
        if !isText(product.name, lengthMax: 30) { reasons.append("name 为空、过长或含控制字符") }
        if !isText(product.carrier, lengthMax: 30) {
            reasons.append("carrier 为空、过长或含控制字符")
        }
        if !premiums.contains(product.premiumPerMonth.fen) {
            reasons.append("premiumPerMonth 应在 \(premiums.lowerBound) 到 \(premiums.upperBound) 分之间")
        }
        if !(1...10).contains(product.covers.count)
            || !product.covers.allSatisfy({ isText($0, lengthMax: 200) })
        {
            reasons.append("covers 应有 1 到 10 条，每条 1 到 200 字")
        }
        return reasons
    }

    private static func isText(_ text: String, lengthMax: Int) -> Bool {
        (1...lengthMax).contains(text.count) && !text.allSatisfy(\.isWhitespace)
            && text.unicodeScalars.allSatisfy {
                ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
            }
    }

    private static func reason(of error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "缺少 \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.first.map { "\($0.stringValue) 的类型不符" } ?? "不是一个产品"
        default: "不是正确的 JSON"
        }
    }
}

/// One element of a JSON array and the line it begins on, so that a fault can name its place;
/// the system's decoder tells it for syntax only.
struct JSONElement: Equatable {
    let line: Int
    let text: ArraySlice<UInt8>

    /// Splits a JSON array at the commas of its outermost level. What the elements are is left
    /// to the decoder.
    static func split(_ bytes: [UInt8]) throws(CatalogueFault) -> [JSONElement] {
        var scan = JSONScan()
        var elements: [JSONElement] = []
        var start: (index: Int, line: Int)?
        for (index, byte) in bytes.enumerated() {
            let before = scan.depth
            try scan.take(byte)
            let isEnd = before == 1 && (scan.depth == 0 || scan.isAt(comma: byte))
            if isEnd, let first = start {
                elements.append(JSONElement(line: first.line, text: bytes[first.index..<index]))
                start = nil
            } else if isEnd, byte == 0x2C || !elements.isEmpty {
                throw CatalogueFault(line: scan.line, reason: "多出逗号")
            } else if before >= 1, start == nil, !JSONScan.isBlank(byte) {
                start = (index, scan.line)
            }
        }
        guard scan.isWhole else {
            throw CatalogueFault(line: scan.line, reason: "文件不完整：缺少引号或括号")
        }
        return elements
    }
}

extension CatalogueFault: Error {}

/// Follows strings and brackets of a JSON text byte by byte.
private struct JSONScan {
    private(set) var depth = 0
    private(set) var line = 1
    private var isInString = false
    private var isEscaped = false
    private var hasEnded = false

    var isWhole: Bool { hasEnded && !isInString }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    func isAt(comma byte: UInt8) -> Bool { byte == 0x2C && !isInString }

    mutating func take(_ byte: UInt8) throws(CatalogueFault) {
        if byte == 0x0A { line += 1 }
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x22 {
                isInString = false
            }
            return
        }
        if depth == 0, !Self.isBlank(byte), hasEnded || byte != 0x5B {
            throw CatalogueFault(line: line, reason: hasEnded ? "产品列表之后还有内容" : "应以 [ 开头")
        }
        switch byte {
        case 0x22: isInString = true
        case 0x5B, 0x7B: depth += 1
        case 0x5D, 0x7D:
            depth -= 1
            hasEnded = depth == 0
        default: break
        }
    }
}
