/// What a reader of the `image` profile has read from a document: text and photo.
///
/// ```
/// 01 00 04 00       | text: 256 | photo: 1024
/// 01 00 04 00 04 00 | text: 256 | photo: 1024 | fingerprints: 1024
/// ```
///
/// The head names the sizes, UInt16 big-endian each. Fingerprints are never asked for.
/// Source: public reader code that takes the image in pages of 256 bytes with `FF B0`.
struct CardImage: Equatable, Sendable {
    static let pageSize = 256
    static let textSize = 256
    static let photoSize = 1_024
    private static let head: [UInt8] = [1, 0, 4, 0]
    private static let headWithFingerprints: [UInt8] = [1, 0, 4, 0, 4, 0]

    /// 256 bytes of text fields.
    let text: CardText
    /// 1,024 bytes that only a vendor's library decodes.
    let photo: [UInt8]

    /// Takes an image apart.
    ///
    /// - Throws: ``CardReaderError/unreadable(status:)`` when the head is another one or bytes
    ///   are missing.
    init(_ image: [UInt8]) throws(CardReaderError) {
        guard let length = Self.length(firstPage: image), image.count >= length else {
            throw .unreadable(status: nil)
        }
        let photoStart = length - Self.photoSize
        text = try CardText(image[photoStart - Self.textSize..<photoStart])
        photo = Array(image[photoStart..<length])
    }

    /// Takes the image page by page off the reader; `transmit` sends one command and gives the
    /// answer's bytes.
    static func read(
        _ transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]
    ) throws(CardReaderError) -> CardImage {
        var image = try page(at: 0, transmit)
        guard let length = length(firstPage: image) else { throw .unreadable(status: nil) }
        while image.count < length {
            // `length` is below 64 KiB, and so is every offset before it.
            image += try page(at: UInt16(truncatingIfNeeded: image.count), transmit)
        }
        return try CardImage(image)
    }

    /// Bytes to read, fingerprints left out; `nil` when `page` does not begin with a head.
    private static func length(firstPage page: [UInt8]) -> Int? {
        guard page.starts(with: head) else { return nil }
        // A name never begins with U+0004, so these two bytes are the third size.
        let head = page.starts(with: headWithFingerprints) ? headWithFingerprints : head
        return head.count + textSize + photoSize
    }

    private static func page(
        at offset: UInt16, _ transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]
    ) throws(CardReaderError) -> [UInt8] {
        let command = CommandAPDU.readBinary(at: offset)
        var response = try ResponseAPDU(transmit(command))
        if response.status >> 8 == 0x6C {
            // Some readers insist on the exact length of the last page and name it.
            let exact = UInt8(response.status & 0xFF)
            response = try ResponseAPDU(transmit(command.asking(for: exact)))
        }
        switch response.status {
        // 6282: the image ended before the page was full.
        case 0x9000 where !response.data.isEmpty, 0x6282 where !response.data.isEmpty:
            return Array(response.data.prefix(pageSize))
        case 0x6D00, 0x6E00, 0x6A81: throw .notIdentityCard
        case let status: throw .unreadable(status: status)
        }
    }
}
