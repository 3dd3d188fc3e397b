/// What somebody types to find a person. People are looked up whole, never by part: what is kept
/// for it are keyed hashes.
public enum PersonQuery: Hashable, Sendable {
    /// The document's whole number.
    case number(String)
    /// Its last four characters.
    case lastFour(String)
    /// The whole phone number.
    case phone(String)
    /// The whole name.
    case name(String)
    /// The name's ``PinyinInitials``.
    case initials(String)

    /// Longest text that is taken, in characters.
    public static let lengthMax = 60

    /// Tells by its form what `text` is; `nil` for what can be none of these.
    ///
    /// Spaces do not matter. Four digits, the last perhaps an X, are a number's end; eleven digits
    /// that begin with 1 a mobile phone; two to six Latin letters initials.
    public init?(_ text: String) {
        let typed = String(text.filter { !$0.isWhitespace })
        guard !typed.isEmpty, typed.count <= Self.lengthMax else { return nil }
        let upper = typed.uppercased()
        let isNumeric = upper.dropLast().allSatisfy { $0.isASCII && $0.isNumber }
        let endsAsNumber = upper.last.map { $0.isASCII && ($0.isNumber || $0 == "X") } ?? false
        if typed.contains(where: { !$0.isASCII }) {
            self = .name(typed)
        } else if isNumeric, endsAsNumber, upper.count == 4 {
            self = .lastFour(upper)
        } else if upper.count == 11, upper.first == "1", upper.allSatisfy(\.isNumber) {
            self = .phone(upper)
        } else if upper.allSatisfy(\.isLetter) {
            self = upper.count <= 6 ? .initials(upper) : .name(typed)
        } else if upper.count >= 5, upper.contains(where: \.isNumber) {
            self = .number(upper)
        } else {
            return nil
        }
    }
}
