import Registry

/// Which fields a document's text holds, by its type letter. One file a layout.
enum CardLayout: UInt16, CaseIterable {
    /// 居民身份证: a space.
    case resident = 0x20
    /// 港澳台居民居住证: `J`.
    case hmt = 0x4A
    /// 外国人永久居留身份证 of 2017: `I`.
    case foreigner2017 = 0x49
    /// 外国人永久居留身份证 of 2023: `Y`.
    case foreigner2023 = 0x59

    /// - Throws: ``CardReaderError/unknownType`` for the letter of another family.
    init(_ text: CardText) throws(CardReaderError) {
        guard let layout = CardLayout(rawValue: text.typeLetter) else { throw .unknownType }
        self = layout
    }

    /// The document that `text` describes.
    ///
    /// - Throws: ``CardReaderError`` when a field is not readable, ``DocumentError`` when fields
    ///   contradict one another.
    func document(_ text: CardText, chipSerial: [UInt8]?) throws -> IdentityDocument {
        switch self {
        case .resident: try IdentityDocument(resident: text, chipSerial: chipSerial)
        case .hmt: try IdentityDocument(hmt: text, chipSerial: chipSerial)
        case .foreigner2017: try IdentityDocument(foreigner2017: text, chipSerial: chipSerial)
        case .foreigner2023: try IdentityDocument(foreigner2023: text, chipSerial: chipSerial)
        }
    }
}

extension CardImage {
    /// The document in this image.
    func document(chipSerial: [UInt8]?) throws -> IdentityDocument {
        try CardLayout(text).document(text, chipSerial: chipSerial)
    }
}
