import Foundation
import Synchronization

/// The first letters of a name's reading, as clerks type them: 曾国藩 is `ZGF`.
///
/// Readings are those of the system's Han–Latin table (ICU). Surnames that are read in another way
/// than the word are taken from a table of ours, compound ones first. What has no reading (a rare
/// character the table lacks) is left out; other letters stand for themselves, one a word.
public enum PinyinInitials {
    /// Longest text that is read, in characters; names on cards have at most 30.
    private static let lengthMax = 60

    /// The initials of `name`, upper case; empty when nothing in it can be read.
    public static func of(_ name: String) -> String {
        let characters = Array(name.prefix(lengthMax))
        let surname = initials(ofSurnameOf: characters)
        var result = surname.initials
        var isWordStart = true
        for character in characters.dropFirst(surname.length) {
            if character.isLetter, character.isASCII || !isHan(character) {
                if isWordStart, let letter = plain(character) { result.append(letter) }
                isWordStart = false
            } else {
                if isHan(character), let letter = reading(of: character) { result.append(letter) }
                isWordStart = true
            }
        }
        return result
    }

    /// Surnames whose readings are not those of the plain words (GB 11643's cards carry no
    /// reading; these are the customary ones).
    private static let compound = [
        "尉迟": "YC", "万俟": "MQ", "长孙": "ZS", "单于": "CY", "澹台": "TT", "宗政": "ZZ",
        "夹谷": "JG", "谷梁": "GL", "亓官": "QG", "仉督": "ZD", "乐正": "YZ", "濮阳": "PY",
    ]
    private static let single: [Character: Character] = [
        "单": "S", "曾": "Z", "解": "X", "仇": "Q", "区": "O", "朴": "P", "查": "Z", "盖": "G",
        "任": "R", "乐": "Y", "覃": "Q", "缪": "M", "翟": "Z", "秘": "B", "冼": "X", "员": "Y",
        "种": "C", "折": "S", "黑": "H", "繁": "P", "牟": "M", "召": "S", "晁": "C", "洗": "X",
        "谌": "C", "郗": "X", "隗": "W", "句": "G", "都": "D", "祭": "Z", "重": "C", "车": "C",
        "贾": "J", "沈": "S", "石": "S", "藏": "Z", "柏": "B", "卜": "B", "长": "C", "便": "P",
        "纪": "J", "葛": "G", "哈": "H", "华": "H", "洪": "H", "燕": "Y", "应": "Y", "於": "Y",
        "喻": "Y", "宓": "M", "尉": "W", "撒": "S", "佴": "N", "逄": "P", "呙": "G", "阚": "K",
        "佘": "S", "朝": "C", "弹": "T", "瞿": "Q", "臧": "Z", "适": "K", "系": "X", "行": "X",
    ]

    private static func initials(
        ofSurnameOf name: [Character]
    ) -> (initials: String, length: Int) {
        if name.count > 2, let found = compound[String(name.prefix(2))] { return (found, 2) }
        if let first = name.first, let found = single[first] { return (String(found), 1) }
        return ("", 0)
    }

    private static func isHan(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.properties.isIdeographic }
    }

    /// Readings that were looked up: the table takes 60 µs for each, and names repeat characters.
    private static let known = Mutex<[Character: Character?]>([:])
    /// More characters than names are written with.
    private static let knownMax = 10_000

    private static func reading(of character: Character) -> Character? {
        if let reading = known.withLock({ $0[character] }) { return reading }
        let reading = String(character).applyingTransform(.mandarinToLatin, reverse: false)?.first
            .flatMap(plain)
        known.withLock { if $0.count < knownMax { $0[character] = .some(reading) } }
        return reading
    }

    /// A letter without its marks, upper case; `nil` for what is no Latin letter.
    private static func plain(_ character: Character) -> Character? {
        if character.isASCII { return character.isLetter ? character.uppercased().first : nil }
        let text = String(character).applyingTransform(.toLatin, reverse: false)?
            .applyingTransform(.stripDiacritics, reverse: false)?.uppercased()
        guard let letter = text?.first, letter.isASCII, letter.isLetter else { return nil }
        return letter
    }
}
