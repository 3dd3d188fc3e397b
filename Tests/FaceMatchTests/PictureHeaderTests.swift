import Testing

@testable import FaceMatch

@Suite struct PictureHeaderTests {
    /// A PNG's first 24 bytes, which state the size.
    private func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        func bytes(_ number: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        }
        let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        return start + Array("IHDR".utf8) + bytes(width) + bytes(height)
    }

    @Test func `the portraits' sizes are read from their headers`() throws {
        let tenant = try PictureHeader(Files.tenant())
        #expect(tenant.width == 512 && tenant.height == 512)
        let other = try PictureHeader(Files.other())
        #expect(other.width == 512 && other.height == 600)
    }

    @Test(
        arguments: [
            [], [0xFF], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF], Array("GIF89a".utf8), Array("BM".utf8),
            [0xFF, 0xD8, 0xFF, 0xE0, 0, 1], [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0],
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A],
        ] as [[UInt8]])
    func `bytes that are no whole header are no picture`(file: [UInt8]) {
        #expect(throws: FaceMatchError.notAPicture) { try PictureHeader(file) }
        #expect(throws: FaceMatchError.notAPicture) { try NativePicture(file: file) }
    }

    @Test(arguments: [(UInt32(40_000), UInt32(40_000)), (.max, .max), (40_000_001, 1)])
    func `a picture that claims too many pixels is refused unread`(size: (UInt32, UInt32)) {
        #expect(throws: FaceMatchError.pictureTooLarge) { try PictureHeader(png(size.0, size.1)) }
    }

    @Test func `a picture of no pixels is no picture`() {
        #expect(throws: FaceMatchError.notAPicture) { try PictureHeader(png(0, 5)) }
        #expect(throws: FaceMatchError.notAPicture) { try PictureHeader(png(5, 0)) }
    }

    @Test(arguments: [2, 30, 400, 5_000, 40_000])
    func `a JPEG cut off anywhere never crashes`(count: Int) throws {
        let file = Array(try Files.other().prefix(count))
        // OpenCV fills up what is missing with grey once the header is whole; both is allowed.
        do { _ = try NativePicture(file: file) } catch { #expect(error == .notAPicture) }
    }

    @Test func `random bytes behind a right beginning never crash`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let starts = [png(30, 20), Array(try Files.other().prefix(200))]
        for round in 0..<400 {
            var file = starts[round % 2]
            let index = Int.random(in: 8..<file.count, using: &numbers)
            file[index] = .random(in: 0...255, using: &numbers)
            file += (0..<Int.random(in: 0...300, using: &numbers)).map { _ in
                UInt8.random(in: 0...255, using: &numbers)
            }
            do {
                let picture = try NativePicture(file: file)
                #expect(picture.width * picture.height <= PictureHeader.pixelsMax, "seed \(seed)")
            } catch {
                #expect(error == .notAPicture || error == .pictureTooLarge, "seed \(seed)")
            }
        }
    }
}
