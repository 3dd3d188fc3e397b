import Testing

@testable import CardReader

/// The tag-length-value reader under what a forged chip may send.
@Suite struct DataObjectTests {
    @Test func `tags and lengths of every size are read`() throws {
        let long = [UInt8](repeating: 7, count: 300)
        let bytes =
            [0x04, 0x01, 0xAA] + [0x5F, 0x1F, 0x00] + [0x7F, 0x81, 0x01, 0x81, 0x01, 0xBB]
            + [0x75, 0x82, 0x01, 0x2C] + long
        let objects = try DataObject.all(in: bytes[...])
        #expect(objects.map(\.tag) == [0x04, 0x5F1F, 0x7F8101, 0x75])
        #expect(objects.map { Array($0.value) } == [[0xAA], [], [0xBB], long])
    }

    @Test(arguments: [0, 1, 127, 128, 255, 256, 65_535, 65_536])
    func `what is encoded is read again`(length: Int) throws {
        let value = [UInt8](repeating: 0x5A, count: length)
        for tag in [0x04, 0x5F2E, 0x7F61] as [UInt32] {
            let objects = try DataObject.all(in: DataObject.encode(tag, value)[...])
            #expect(objects == [DataObject(tag: tag, value: value[...])])
        }
    }

    @Test func `an object cut anywhere is refused`() {
        let whole = DataObject.encode(0x7F61, [UInt8](repeating: 1, count: 200))
        for length in 1..<whole.count {
            #expect(throws: PassportError.unreadable(status: nil)) {
                try DataObject.all(in: whole.prefix(length))
            }
        }
    }

    @Test(
        arguments: [
            [0x30, 0x80, 0x00, 0x00], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x30, 0x83, 0x20, 0, 0],
            [0x1F, 0x80, 0x80, 0x80, 0x01, 0x00], [0x1F], [0x30, 0x82, 0x01], [0x30, 0x05, 0x00],
        ] as [[UInt8]])
    func `indefinite, enormous and endless ones are refused`(bytes: [UInt8]) {
        #expect(throws: PassportError.unreadable(status: nil)) {
            try DataObject.all(in: bytes[...])
        }
    }

    @Test func `a level has an end`() {
        let bytes = [UInt8](repeating: 0, count: 2 * (DataObject.countMax + 1))
        #expect(throws: PassportError.unreadable(status: nil)) {
            try DataObject.all(in: bytes[...])
        }
    }

    @Test func `random bytes are objects or refused, never a trap`() {
        var random = SeededGenerator(seed: 9_303)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...40, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let objects = (try? DataObject.all(in: bytes[...])) ?? []
            #expect(objects.allSatisfy { $0.value.count <= bytes.count })
        }
    }
}
