/// Reads and writes blocks of a storage card (PC/SC part 3), one command after the other.
///
/// ```
/// FF CA 00 00 00                          → UID
/// FF 82 00 slot 06 key                    load a key into the reader
/// FF 86 00 00 05 01 00 block 60|61 slot   open the block's sector
/// FF B0 00 block 10                       → 16 bytes
/// FF D6 00 block 10 data                  write them
/// ```
struct StorageCardAccess {
    /// The reader's volatile places for keys begin at 0.
    private static let slot: UInt8 = 0
    private static let blockSize = 16

    let type: StorageCardType
    /// Sends one command and gives the answer's bytes.
    let transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]

    /// The card's unique identifier, 4, 7 or 10 bytes; four zeros are none.
    func identifier() throws -> [UInt8] {
        let response = try ResponseAPDU(transmit(.getSerial))
        guard response.status == 0x9000, [4, 7, 10].contains(response.data.count),
            response.data.contains(where: { $0 != 0 })
        else { throw CardReaderError.unreadable(status: response.status) }
        return Array(response.data)
    }

    /// The data blocks of a sector, without its trailer.
    func read(sector: Int, _ key: StorageCardKey) throws -> [[UInt8]] {
        let blocks = try type.blocks(ofSector: sector)
        try open(blocks.lowerBound, key)
        return try blocks.dropLast().map(read)
    }

    /// Writes one block and reads it back.
    ///
    /// - Throws: ``StorageCardError/protectedBlock`` for block 0, always, and for a trailer unless
    ///   `allowsTrailer`.
    func write(
        _ bytes: [UInt8], toBlock number: Int, _ key: StorageCardKey, allowsTrailer: Bool
    ) throws {
        let blocks = try type.blocks(ofSector: type.sector(ofBlock: number))
        let block = UInt8(truncatingIfNeeded: number)
        let isTrailer = block == blocks.upperBound
        guard block != 0, !isTrailer || allowsTrailer else { throw StorageCardError.protectedBlock }
        guard bytes.count == Self.blockSize else { throw StorageCardError.wrongText }
        try open(block, key)
        let response = try ResponseAPDU(
            transmit(CommandAPDU(cla: 0xFF, ins: 0xD6, p1: 0, p2: block, data: bytes)))
        try Self.check(response, otherwise: .notWritten)
        // Keys are never given back, and the new ones may hold already.
        if isTrailer { return }
        guard try read(block) == bytes else { throw StorageCardError.notWritten }
    }

    private func open(_ block: UInt8, _ key: StorageCardKey) throws {
        let load = CommandAPDU(cla: 0xFF, ins: 0x82, p1: 0, p2: Self.slot, data: key.bytes)
        try Self.check(ResponseAPDU(transmit(load)), otherwise: .wrongKey)
        let letter: UInt8 = key.letter == .a ? 0x60 : 0x61
        let response = try ResponseAPDU(
            transmit(
                CommandAPDU(
                    cla: 0xFF, ins: 0x86, p1: 0, p2: 0,
                    data: [0x01, 0x00, block, letter, Self.slot])))
        try Self.check(response, otherwise: .wrongKey)
    }

    private func read(_ block: UInt8) throws -> [UInt8] {
        let response = try ResponseAPDU(
            transmit(CommandAPDU(cla: 0xFF, ins: 0xB0, p1: 0, p2: block, le: 16)))
        try Self.check(response, otherwise: nil)
        guard response.data.count == Self.blockSize else {
            throw CardReaderError.unreadable(status: response.status)
        }
        return Array(response.data)
    }

    /// Throws what a status other than success means; `failure` for one that says no more.
    private static func check(
        _ response: ResponseAPDU, otherwise failure: StorageCardError?
    ) throws {
        switch response.status {
        case 0x9000: return
        case 0x6982, 0x6986: throw StorageCardError.wrongKey
        case 0x6A82: throw StorageCardError.noSuchBlock
        case let status:
            if let failure { throw failure }
            throw CardReaderError.unreadable(status: status)
        }
    }
}
