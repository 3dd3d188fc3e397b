import Testing

@testable import CardReader

@Suite struct APDUTests {
    @Test func `pages are asked for by offset, high byte first`() {
        #expect(CommandAPDU.readBinary(at: 0).bytes == [0xFF, 0xB0, 0x00, 0x00, 0x00])
        #expect(CommandAPDU.readBinary(at: 1_280).bytes == [0xFF, 0xB0, 0x05, 0x00, 0x00])
        #expect(CommandAPDU.readBinary(at: 1_281, le: 3).bytes == [0xFF, 0xB0, 0x05, 0x01, 3])
    }

    @Test func `the serial is asked for with get data`() {
        #expect(CommandAPDU.getSerial.bytes == [0xFF, 0xCA, 0x00, 0x00, 0x00])
    }

    @Test func `an answer ends with its status word`() throws {
        let response = try ResponseAPDU([0x01, 0x02, 0x6C, 0x04])
        #expect(response.status == 0x6C04)
        #expect(Array(response.data) == [0x01, 0x02])
    }

    @Test(arguments: [[], [0x90]] as [[UInt8]])
    func `an answer without a status word is a card pulled away`(bytes: [UInt8]) {
        #expect(throws: CardReaderError.cardRemoved) { try ResponseAPDU(bytes) }
    }

    @Test func `an eight-byte serial is kept`() throws {
        let answer = try ResponseAPDU(Fixture.serial + [0x90, 0x00])
        #expect(ChipSerial.serial(in: answer) == Fixture.serial)
    }

    private static let noSerials: [[UInt8]] = [
        [0, 0, 0, 0, 0x90, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0x90, 0], [0x6A, 0x81],
        [1, 2, 3, 4, 5, 6, 7, 8, 0x63, 0], [0x90, 0],
    ]

    @Test(arguments: noSerials)
    func `zeros, other lengths and refusals are nobody's serial`(bytes: [UInt8]) throws {
        #expect(try ChipSerial.serial(in: ResponseAPDU(bytes)) == nil)
    }
}

@Suite struct AnswerToResetTests {
    @Test func `the mark of a resident card is 90 00 behind the serial`() {
        let bytes: [UInt8] = [0x3B, 0x8B, 0x80, 0x01, 0x08] + Fixture.serial + [0x90, 0x00, 0x1E]
        #expect(AnswerToReset(bytes: bytes).isIdentityCard)
    }

    @Test(arguments: 0..<15)
    func `a shorter answer never has the mark`(count: Int) {
        let bytes: [UInt8] = [0x3B, 0x8B, 0x80, 0x01, 0x08] + Fixture.serial + [0x90, 0x00, 0x1E]
        #expect(!AnswerToReset(bytes: Array(bytes.prefix(count))).isIdentityCard)
    }

    @Test func `a storage card has another mark`() throws {
        // PC/SC part 3: MIFARE Classic 1K.
        let bytes: [UInt8] = [
            0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0, 0, 3, 6, 3, 0, 1, 0, 0, 0, 0, 0x6A,
        ]
        #expect(!AnswerToReset(bytes: bytes).isIdentityCard)
    }
}
