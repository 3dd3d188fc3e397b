/// The 256 bytes of text of a document: fields at fixed byte offsets, UTF-16LE, padded with
/// spaces.
struct CardText: Equatable, Sendable {
    private let units: [UInt16]

    /// Takes exactly 256 bytes.
    init(_ bytes: ArraySlice<UInt8>) throws(CardReaderError) {
        guard bytes.count == CardImage.textSize else { throw .unreadable(status: nil) }
        let bytes = Array(bytes)
        units = stride(from: 0, to: bytes.count, by: 2)
            .map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    }

    /// The letter at byte 248 that says which layout the other fields have.
    var typeLetter: UInt16 { units[124] }

    /// The text of the field at `range` of bytes, and of its second piece where it has one,
    /// without its padding.
    ///
    /// - Throws: ``CardReaderError/unreadable(status:)`` for half characters and for control
    ///   characters, which no field has: the chip or the radio link is damaged.
    func field(
        _ range: Range<Int>, continuedAt rest: Range<Int> = 0..<0
    ) throws(CardReaderError) -> String {
        let field =
            units[range.lowerBound / 2..<range.upperBound / 2]
            + units[rest.lowerBound / 2..<rest.upperBound / 2]
        let padding: Set<UInt16> = [0x0000, 0x0020, 0x3000]
        let end = field.lastIndex { !padding.contains($0) }.map { $0 + 1 } ?? field.startIndex
        guard let text = String(validating: field[..<end], as: UTF16.self),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .unreadable(status: nil) }
        return text
    }
}
