/// One line of kiosk.conf.
///
/// ```
/// # a comment takes the whole line
/// section.key = bare value to the end of the line
/// section.key = "quoted, to keep spaces at its ends or a #; \" and \\ inside"
/// ```
enum ConfigurationLine: Equatable {
    case blank
    case setting(key: String, value: String)
    /// No line of this form.
    case malformed

    /// Reads `line`, which has no line break.
    init(_ line: Substring) {
        let line = line.trimming { $0.isWhitespace }
        guard let first = line.first, first != "#" else {
            self = .blank
            return
        }
        guard let equals = line.firstIndex(of: "=") else {
            self = .malformed
            return
        }
        let key = line[..<equals].trimming { $0.isWhitespace }
        let text = line[line.index(after: equals)...].trimming { $0.isWhitespace }
        guard key.wholeMatch(of: /[a-z][a-z0-9_.]{0,63}/) != nil, let value = Self.value(text)
        else {
            self = .malformed
            return
        }
        self = .setting(key: String(key), value: value)
    }

    private static func value(_ text: Substring) -> String? {
        guard text.first == "\"" else {
            // A comment behind a value would silently become a part of it.
            return text.contains(" #") || text.first == "#" ? nil : String(text)
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                return rest.isEmpty ? value : nil
            case "\\":
                guard let next = rest.popFirst(), next == "\"" || next == "\\" else { return nil }
                value.append(next)
            default:
                value.append(character)
            }
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = drop(while: isTrimmed)
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
