import Registry
import Testing

@testable import CardReader
@testable import Lab

@Suite struct StorageCardTests {
    private static let factory = VirtualCard.factoryKey
    private static let block = (0..<16).map { UInt8($0 * 7) }

    /// A reader with the lab's door card, and every command that it was sent.
    private final class Bench {
        private var reader = VirtualReader(.doorCard)
        private(set) var commands: [[UInt8]] = []

        var access: StorageCardAccess {
            StorageCardAccess(type: .classic1K) { command in
                self.commands.append(command.bytes)
                return self.reader.answer(to: command.bytes)
            }
        }
    }
    private let bench = Bench()

    private func key(
        _ hex: String = Self.factory, _ letter: StorageCardKey.Letter = .a
    ) throws -> StorageCardKey {
        try StorageCardKey(letter, hex: hex)
    }

    @Test func `the commands are those of PC/SC part 3`() throws {
        _ = try bench.access.read(sector: 2, key())
        #expect(
            bench.commands.map(\.hex) == [
                "ff82000006ffffffffffff", "ff860000050100086000", "ffb0000810", "ffb0000910",
                "ffb0000a10",
            ])
    }

    @Test func `a block that is written is read back, with either key`() throws {
        try bench.access.write(Self.block, toBlock: 9, key(), allowsTrailer: false)
        let blocks = try bench.access.read(sector: 2, key(Self.factory, .b))
        let empty = [UInt8](repeating: 0, count: 16)
        #expect(blocks == [empty, Self.block, empty])
    }

    @Test func `a sector with keys of its own opens with them alone`() throws {
        #expect(throws: StorageCardError.wrongKey) { try bench.access.read(sector: 1, key()) }
        let keys = VirtualCard.doorKeys
        #expect(throws: StorageCardError.wrongKey) {
            try bench.access.read(sector: 1, key(keys.a, .b))
        }
        #expect(try bench.access.read(sector: 1, key(keys.a)).count == 3)
        #expect(try bench.access.read(sector: 1, key(keys.b, .b)).count == 3)
    }

    @Test(arguments: Array(stride(from: 3, to: 64, by: 4)) + [0], [false, true])
    func `block 0 is never written, a trailer only when it is asked for`(
        block: Int, allowed: Bool
    ) throws {
        guard !allowed || block == 0 else { return }
        #expect(throws: StorageCardError.protectedBlock) {
            try bench.access.write(Self.block, toBlock: block, key(), allowsTrailer: allowed)
        }
        #expect(bench.commands == [])
    }

    @Test func `a trailer that is asked for is written, and its keys hold`() throws {
        let trailer = [UInt8](hex: "a0a1a2a3a4a5ff078069b0b1b2b3b4b5") ?? []
        try bench.access.write(trailer, toBlock: 11, key(), allowsTrailer: true)
        #expect(throws: StorageCardError.wrongKey) { try bench.access.read(sector: 2, key()) }
        #expect(try bench.access.read(sector: 2, key("a0a1a2a3a4a5")).count == 3)
    }

    @Test(arguments: [-1, 64, 255, 1_000])
    func `a block that is not there is told before anything is sent`(block: Int) {
        #expect(throws: StorageCardError.noSuchBlock) {
            try bench.access.write(Self.block, toBlock: block, key(), allowsTrailer: true)
        }
        #expect(throws: StorageCardError.noSuchBlock) {
            try bench.access.read(sector: block, key())
        }
        #expect(bench.commands == [])
    }

    @Test(arguments: ["", "fffffffffff", "fffffffffffff0", "gggggggggggg"])
    func `a key of another form is none`(hex: String) {
        #expect(throws: StorageCardError.wrongText) { try key(hex) }
    }

    @Test func `a block of another length is refused`() {
        for count in [0, 15, 17] {
            #expect(throws: StorageCardError.wrongText) {
                try bench.access.write(
                    [UInt8](repeating: 1, count: count), toBlock: 8, key(), allowsTrailer: false)
            }
        }
    }

    @Test func `the identifier is the card's, and four zeros are none`() throws {
        #expect(try bench.access.identifier() == [0x04, 0xA2, 0xB3, 0xC4])
        let zeros = StorageCardAccess(type: .classic1K) { _ in [0, 0, 0, 0, 0x90, 0x00] }
        #expect(throws: CardReaderError.unreadable(status: 0x9000)) { try zeros.identifier() }
    }

    @Test func `the largest card has sixteen blocks in its last sectors`() throws {
        let type = StorageCardType.classic4K
        #expect(try type.blocks(ofSector: 31) == 124...127)
        #expect(try type.blocks(ofSector: 32) == 128...143)
        #expect(try type.blocks(ofSector: 39) == 240...255)
        for sector in 0..<40 {
            for block in try type.blocks(ofSector: sector) {
                #expect(try type.sector(ofBlock: Int(block)) == sector)
            }
        }
        #expect(throws: StorageCardError.noSuchBlock) { try type.blocks(ofSector: 40) }
        #expect(throws: StorageCardError.noSuchBlock) { try type.sector(ofBlock: 256) }
    }

    @Test func `a card that gives back something else was not written`() throws {
        let forgetful = StorageCardAccess(type: .classic1K) { command in
            command.ins == 0xB0 ? [UInt8](repeating: 9, count: 16) + [0x90, 0x00] : [0x90, 0x00]
        }
        #expect(throws: StorageCardError.notWritten) {
            try forgetful.write(Self.block, toBlock: 8, key(), allowsTrailer: false)
        }
    }

    @Test(
        arguments: [
            ([0x69, 0x82], StorageCardError.wrongKey), ([0x69, 0x86], .wrongKey),
            ([0x6A, 0x82], .noSuchBlock), ([0x63, 0x00], .wrongKey), ([0x6A, 0x81], .wrongKey),
        ] as [([UInt8], StorageCardError)])
    func `a status that refuses is told`(answer: [UInt8], wanted: StorageCardError) {
        let refusing = StorageCardAccess(type: .classic1K) { _ in answer }
        #expect(throws: wanted) { try refusing.read(sector: 0, key()) }
    }

    @Test func `a card pulled away in the middle is told as such`() {
        let gone = StorageCardAccess(type: .classic1K) { _ in [] }
        #expect(throws: CardReaderError.cardRemoved) { try gone.read(sector: 0, key()) }
    }

    @Test func `the kind of card is told by its answer to reset`() {
        var atr = VirtualCard.doorCard.atr
        #expect(AnswerToReset(bytes: atr).storageCardType == .classic1K)
        #expect(!AnswerToReset(bytes: atr).isIdentityCard)
        atr[14] = 2
        #expect(AnswerToReset(bytes: atr).storageCardType == .classic4K)
        atr[14] = 3  // Ultralight has no keys.
        #expect(AnswerToReset(bytes: atr).storageCardType == nil)
        for card in [VirtualCard(.tenant), .bankCard] {
            #expect(AnswerToReset(bytes: card.atr).storageCardType == nil)
        }
        for count in 0..<15 {
            let cut = Array(VirtualCard.doorCard.atr.prefix(count))
            #expect(AnswerToReset(bytes: cut).storageCardType == nil)
        }
    }
}

/// The same over pcscd and the vpcd driver.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LiveStorageCardTests {
    private func reader(with card: VirtualCard) async throws -> StorageCardReader {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(card)
        try await reader.wait(for: .present)
        return StorageCardReader(at: LiveReader.place)
    }

    @Test func `a block is written and read over the true protocol`() async throws {
        let reader = try await reader(with: .doorCard)
        let keys = VirtualCard.doorKeys
        let block = (0..<16).map { UInt8(255 - $0) }
        try await reader.write(block, toBlock: 5, StorageCardKey(.b, hex: keys.b))
        let sector = try await reader.read(sector: 1, StorageCardKey(.a, hex: keys.a))
        #expect(sector.type == .classic1K)
        #expect(sector.identifier == [0x04, 0xA2, 0xB3, 0xC4])
        #expect(sector.blocks[1] == block)
        await #expect(throws: StorageCardError.wrongKey) {
            try await reader.read(
                sector: 1, StorageCardKey(.a, hex: VirtualCard.factoryKey))
        }
    }

    @Test func `a door card is no document, and a document no door card`() async throws {
        let reader = try await reader(with: .doorCard)
        for profile in [CardReaderProfile.image, .frames] {
            await #expect(throws: CardReaderError.notIdentityCard) {
                try await profile.reader(at: LiveReader.place).read()
            }
        }
        _ = try await LiveReader.reader()
        await #expect(throws: CardReaderError.noCard) {
            try await reader.read(sector: 0, StorageCardKey(.a, hex: VirtualCard.factoryKey))
        }
        let other = try await self.reader(with: VirtualCard(.tenant))
        await #expect(throws: StorageCardError.notStorageCard) {
            try await other.read(sector: 0, StorageCardKey(.a, hex: VirtualCard.factoryKey))
        }
    }
}
