/// Swift text in which comments and the contents of string literals are spaces, so that a search
/// finds code only. Line breaks stay where they are.
///
/// Good enough for formatted code: nested interpolation is masked as a part of its literal, regex
/// literals are taken as code.
struct SwiftMask {
    private let source: [UInt8]
    private var masked: [UInt8]
    private var index = 0

    static func apply(to text: String) -> String {
        var mask = SwiftMask(text)
        mask.run()
        return String(decoding: mask.masked, as: UTF8.self)
    }

    private init(_ text: String) {
        source = Array(text.utf8)
        masked = source
    }

    private func has(_ token: String, at place: Int) -> Bool {
        source[min(place, source.count)...].starts(with: token.utf8)
    }

    private mutating func blank(_ count: Int) {
        for place in index..<min(index + count, source.count) where source[place] != 0x0A {
            masked[place] = 0x20
        }
        index += count
    }

    private mutating func run() {
        while index < source.count {
            if has("//", at: index) {
                while index < source.count, source[index] != 0x0A { blank(1) }
            } else if has("/*", at: index) {
                while index < source.count, !has("*/", at: index) { blank(1) }
                blank(2)
            } else if source[index] == 0x22 || source[index] == 0x23 {
                skipLiteral()
            } else {
                index += 1
            }
        }
    }

    /// At a quote, or at number signs that may begin a raw literal.
    private mutating func skipLiteral() {
        var signs = 0
        while has("#", at: index + signs) { signs += 1 }
        guard has("\"", at: index + signs) else {
            index += max(signs, 1)
            return
        }
        let fence = String(repeating: "#", count: signs)
        let quote = has("\"\"\"", at: index + signs) ? "\"\"\"" : "\""
        blank(signs + quote.count)
        while index < source.count, !has(quote + fence, at: index) {
            if quote.count == 1, source[index] == 0x0A { return }
            if has("\\" + fence + "(", at: index) {
                blank(2 + signs)
                skipInterpolation()
            } else {
                blank(has("\\" + fence, at: index) ? 2 + signs : 1)
            }
        }
        blank(quote.count + signs)
    }

    /// After `\(`: to its closing parenthesis, over literals inside.
    private mutating func skipInterpolation() {
        var depth = 1
        while index < source.count, depth > 0 {
            switch source[index] {
            case 0x22: skipLiteral()
            case 0x28:
                depth += 1
                blank(1)
            case 0x29:
                depth -= 1
                blank(1)
            default: blank(1)
            }
        }
    }
}
