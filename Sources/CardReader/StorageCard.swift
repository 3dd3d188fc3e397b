import Registry

/// A contactless storage card with sectors that keys open (MIFARE Classic).
///
/// ```
/// 1K: 16 sectors of 4 blocks · 4K: 32 sectors of 4 blocks, then 8 of 16 · block: 16 bytes
/// ```
///
/// A sector's last block is its trailer: key A, access rights, key B.
public enum StorageCardType: UInt16, Sendable, CaseIterable {
    case classic1K = 0x0001
    case classic4K = 0x0002

    /// How many sectors it has.
    public var sectorCount: Int { self == .classic1K ? 16 : 40 }

    /// The blocks of a sector, its trailer the last.
    ///
    /// - Throws: ``StorageCardError/noSuchBlock``.
    func blocks(ofSector sector: Int) throws(StorageCardError) -> ClosedRange<UInt8> {
        guard (0..<sectorCount).contains(sector) else { throw .noSuchBlock }
        let (first, count) = sector < 32 ? (sector * 4, 4) : (128 + (sector - 32) * 16, 16)
        // The last block of the largest card is number 255.
        return UInt8(first)...UInt8(first + count - 1)
    }

    /// The sector that holds a block.
    ///
    /// - Throws: ``StorageCardError/noSuchBlock``.
    func sector(ofBlock block: Int) throws(StorageCardError) -> Int {
        let sector = block < 128 ? block / 4 : 32 + (block - 128) / 16
        guard block >= 0, sector < sectorCount else { throw .noSuchBlock }
        return sector
    }
}

extension AnswerToReset {
    /// What a storage card's answer begins with (PC/SC part 3): the application of the PC/SC
    /// workgroup, then the standard, 03 for ISO 14443-3 type A, then the card's name.
    private static let storageCard: [UInt8] = [
        0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03,
    ]

    /// The kind of storage card; `nil` for another card.
    var storageCardType: StorageCardType? {
        guard bytes.count >= 15, bytes.starts(with: Self.storageCard) else { return nil }
        return StorageCardType(rawValue: UInt16(bytes[13]) << 8 | UInt16(bytes[14]))
    }
}

/// One of the two keys of a sector.
public struct StorageCardKey: Equatable, Sendable {
    /// Which of the two.
    public enum Letter: String, Sendable, CaseIterable {
        /// The key that usually reads.
        case a
        /// The key that usually writes.
        case b
    }

    let letter: Letter
    let bytes: [UInt8]

    /// Takes a key of twelve hexadecimal digits.
    ///
    /// - Throws: ``StorageCardError/wrongText``.
    public init(_ letter: Letter, hex: String) throws(StorageCardError) {
        guard let bytes = [UInt8](hex: hex), bytes.count == 6 else { throw .wrongText }
        (self.letter, self.bytes) = (letter, bytes)
    }
}
