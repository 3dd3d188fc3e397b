/// DG2: the holder's picture within its biometric block.
///
/// ```
/// 75 { 7F61 { 02 count, 7F60 { A1 header, 5F2E or 7F2E: block } … } }
/// block (ISO 19794-5): "FAC\0" "010\0" length count: 14 | facial information: 20
///                      | feature points: 8 each | picture information: 12 | picture
/// ```
///
/// Blocks of the newer ISO 39794-5 are data objects themselves; in them the picture is the first
/// value that begins as a picture does.
struct PictureFile: Equatable {
    /// Coding of the picture.
    enum Format: Equatable, CaseIterable {
        case jpeg
        /// JPEG 2000 in its file format.
        case jp2
        /// JPEG 2000 as a bare codestream.
        case codestream

        /// First bytes.
        var signature: [UInt8] {
            switch self {
            case .jpeg: [0xFF, 0xD8]
            case .jp2: [0, 0, 0, 0x0C, 0x6A, 0x50]
            case .codestream: [0xFF, 0x4F, 0xFF, 0x51]
            }
        }
    }

    let format: Format
    let picture: [UInt8]

    init(format: Format, picture: [UInt8]) {
        (self.format, self.picture) = (format, picture)
    }

    init(_ file: [UInt8]) throws(PassportError) {
        let group = try DataObject.first(0x75, in: file[...]).child(0x7F61)
        let template = try group.child(0x7F60)
        guard
            let block = try template.children().first(where: { [0x5F2E, 0x7F2E].contains($0.tag) })
        else { throw .unreadable(status: nil) }
        let found =
            block.value.starts(with: Self.magic)
            ? try Self.picture(inRecord: block.value)
            : try Self.picture(within: block.value, depth: 0)
        guard let found, let format = Self.format(of: found) else {
            throw .unreadable(status: nil)
        }
        (self.format, picture) = (format, Array(found))
    }

    private static let magic: [UInt8] = Array("FAC\0".utf8)
    private static let depthMax = 12

    private static func format(of bytes: ArraySlice<UInt8>) -> Format? {
        Format.allCases.first { bytes.starts(with: $0.signature) }
    }

    private static func picture(
        inRecord record: ArraySlice<UInt8>
    ) throws(PassportError) -> ArraySlice<UInt8>? {
        let (head, facial, pictureHead) = (14, 20, 12)
        let bytes = record.dropFirst(head)
        guard bytes.count > facial + pictureHead else { return nil }
        let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let points = bytes.dropFirst(4).prefix(2).reduce(0) { $0 << 8 | Int($1) }
        let start = facial + points * 8 + pictureHead
        // Some issuers count the block's length wrongly: what is there bounds it.
        let end = length > start ? min(length, bytes.count) : bytes.count
        guard start < end else { return nil }
        return bytes.prefix(end).dropFirst(start)
    }

    private static func picture(
        within bytes: ArraySlice<UInt8>, depth: Int
    ) throws(PassportError) -> ArraySlice<UInt8>? {
        if format(of: bytes) != nil { return bytes }
        guard depth < depthMax else { return nil }
        for object in try DataObject.all(in: bytes) {
            if format(of: object.value) != nil { return object.value }
            // Bit 6 of the first tag byte: the value is made of objects.
            let first = DataObject.bytes(of: object.tag)[0]
            guard first & 0x20 != 0 else { continue }
            if let found = try picture(within: object.value, depth: depth + 1) { return found }
        }
        return nil
    }
}
