import Registry

/// Reads and writes the storage card on a PC/SC reader.
public struct StorageCardReader: Sendable {
    /// A card and the data blocks of one of its sectors.
    public struct Sector: Equatable, Sendable {
        /// Which card it is.
        public let type: StorageCardType
        /// The card's unique identifier, 4, 7 or 10 bytes.
        public let identifier: [UInt8]
        /// 16 bytes each, without the trailer.
        public let blocks: [[UInt8]]
    }

    private let prefix: String
    private let layer: any PCSCLayer
    private let calls = AbandonableCalls(label: "card-storage")
    private static let limit = Duration.seconds(10)

    /// A reader at `place`; nothing is asked of it yet. Serial readers have no storage cards.
    public init(at place: CardReaderPlace) {
        self.init(named: place.name, SystemPCSC(socket: place.pcscdSocket))
    }

    init(named prefix: String, _ layer: any PCSCLayer) {
        (self.prefix, self.layer) = (prefix, layer)
    }

    /// Reads a sector's data blocks.
    ///
    /// - Throws: ``StorageCardError`` or ``CardReaderError``.
    public func read(sector: Int, _ key: StorageCardKey) async throws -> Sector {
        try await withCard { card in
            let identifier = try card.identifier()
            let blocks = try card.read(sector: sector, key)
            return Sector(type: card.type, identifier: identifier, blocks: blocks)
        }
    }

    /// Writes 16 bytes to a block and reads them back; a trailer only when `allowsTrailer`, block 0
    /// never.
    ///
    /// - Throws: ``StorageCardError`` or ``CardReaderError``.
    public func write(
        _ bytes: [UInt8], toBlock block: Int, _ key: StorageCardKey, allowsTrailer: Bool = false
    ) async throws {
        try await withCard { card in
            try card.write(bytes, toBlock: block, key, allowsTrailer: allowsTrailer)
        }
    }

    private func withCard<Value: Sendable>(
        _ body: @escaping @Sendable (StorageCardAccess) throws -> Value
    ) async throws -> Value {
        let (prefix, layer) = (prefix, layer)
        return try await calls.result(within: Self.limit) {
            let context = try PCSCContext(layer)
            let reader = try context.reader(named: prefix)
            let slot = try context.slot(of: reader)
            guard slot.isPresent else { throw CardReaderError.noCard }
            guard let type = slot.answerToReset.storageCardType else {
                throw StorageCardError.notStorageCard
            }
            return try context.withCard(in: reader) { (card) throws(CardReaderError) in
                // What a card refuses is no failure of the connection: it is told outside.
                let access = StorageCardAccess(type: type, transmit: card.transmit)
                return Result { try body(access) }
            }.get()
        }
    }
}
