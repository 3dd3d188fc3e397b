import Registry

/// Which fields a document's text holds, by its type letter. One file a layout.
enum CardLayout: UInt16, CaseIterable {
    /// 居民身份证: a space.
    case resident = 0x20

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
        }
    }
}

extension CardImage {
    /// The document in this image.
    func document(chipSerial: [UInt8]?) throws -> IdentityDocument {
        try CardLayout(text).document(text, chipSerial: chipSerial)
    }
}
