import LabPhoto
import Registry
import Testing

/// A photo field of lab cards: blue on the left, red on the right, green below.
enum LabPhotoFixture {
    /// WebP by libwebp 1.2.4 at quality 50.
    static let picture =
        [UInt8](
            hex: """
                52494646fc0000005745425056503820f0000000100b009d012a66007e003ed168ad50282724a2a7\
                7b1801001a09656edd5e6d36a4a9daafe2052b3fb00f7018241fa81ef55fc000348f57e3846e595b\
                c635ba88a9debe31ea0e2d629ffb0a12d5d1a542ebe619908e739494316c948de1656ca80000fef0\
                9bbfffa1270bb85dfba7eba50b1717fad79b5ceb8d0d1dd55b98c5c76e2bff834b7b7e55ce0d2ded\
                f9f650c4f377f8a46dd695a5455cb1b7a189af02fcfc37f247dafd3a9ff46f6457ea9e9d4ffa2ef8\
                b7fb5ce6222ad0c05d6c0a8e1b401e105afcaeb34a3f26cfea23ce506fe2b9946ff0dcb1748f18e4\
                0f1d71fa3a249b55ba1bfba65b50c40712000000
                """) ?? []
    static let field = field(length: picture.count)

    /// The field with another length in its head.
    static func field(length: Int) -> [UInt8] {
        let head = Array("LABP".utf8) + [UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)]
        let bytes = head + picture
        return bytes + [UInt8](repeating: 0, count: 1_024 - bytes.count)
    }
}

@Suite struct LabPhotoTests {
    /// 38,556 bytes and a guard behind them that must stay as it was.
    private func decode(_ field: [UInt8]) -> (status: Int32, guardStands: Bool) {
        var bgr = [UInt8](repeating: 0xA5, count: 38_556 + 4_096)
        let status = lab_photo_decode(field, &bgr)
        return (status, bgr[38_556...].allSatisfy { $0 == 0xA5 })
    }

    @Test func `a whole picture is decoded`() {
        #expect(decode(LabPhotoFixture.field) == (1, true))
    }

    @Test func `a picture cut at any length is refused`() {
        for length in 0..<LabPhotoFixture.picture.count - 8 {
            #expect(decode(LabPhotoFixture.field(length: length)) == (0, true), "\(length) bytes")
        }
    }

    @Test(arguments: [1_019, 2_000, 65_535])
    func `a length beyond the field is refused`(length: Int) {
        #expect(decode(LabPhotoFixture.field(length: length)) == (0, true))
    }

    @Test(arguments: 0..<4)
    func `another mark is refused`(index: Int) {
        var field = LabPhotoFixture.field
        field[index] ^= 0x20
        #expect(decode(field) == (0, true))
    }

    @Test(arguments: [30, 31, 32, 33])
    func `another size is refused before a pixel is written`(index: Int) {
        var field = LabPhotoFixture.field
        field[index + 2] ^= 0x01  // Width and height, 14 bits each, behind the frame's start code.
        #expect(decode(field).guardStands)
    }

    @Test func `random bytes never make it write past the picture`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var field = LabPhotoFixture.field
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let index = Int.random(in: 4..<270, using: &random)
                field[index] = .random(in: 0...255, using: &random)
            }
            #expect(decode(field).guardStands, "seed \(seed)")
        }
    }
}
