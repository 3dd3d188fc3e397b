import Foundation
import Registry
import Testing

@testable import CardReader

/// Programs and libraries built beside the tests.
enum Built {
    static func path(_ name: String) -> String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name)
            .path
    }
}

@Suite struct VendorPhotoDecoderTests {
    private func decoder(
        child: String = Built.path("PhotoDecoder"), library: String, symbol: String
    ) -> VendorPhotoDecoder {
        VendorPhotoDecoder(child: child, library: library, symbol: symbol)
    }
    private func lab(_ symbol: String = "lab_photo_decode") -> VendorPhotoDecoder {
        decoder(library: Built.path("libLabPhoto.so"), symbol: symbol)
    }

    @Test func `a photo comes out with its pixels where they belong`() async throws {
        let picture = try await lab().decode(LabPhotoFixture.field)
        #expect((picture.width, picture.height) == (102, 126))
        // The picture: left half blue, right half red, the lowest quarter green.
        func pixel(_ column: Int, _ row: Int) -> [UInt8] {
            Array(picture.pixels[(row * 102 + column) * 3..<(row * 102 + column) * 3 + 3])
        }
        for (found, wanted) in [
            (pixel(20, 30), [255, 0, 0]), (pixel(80, 30), [0, 0, 255]),
            (pixel(50, 120), [0, 255, 0]),
        ] {
            for (value, goal) in zip(found, wanted) { #expect(abs(Int(value) - goal) < 24) }
        }
    }

    @Test func `without a library the clerk compares`() async {
        let decoder = decoder(library: "", symbol: "")
        await #expect(throws: PhotoDecoderError.notConfigured) {
            try await decoder.decode(LabPhotoFixture.field)
        }
    }

    @Test func `a library that is not there, or has another symbol, is told`() async {
        let missing = decoder(library: "/nowhere/libvendor.so", symbol: "decode")
        await #expect(throws: PhotoDecoderError.libraryMissing) {
            try await missing.decode(LabPhotoFixture.field)
        }
        await #expect(throws: PhotoDecoderError.libraryMissing) {
            try await lab("another_symbol").decode(LabPhotoFixture.field)
        }
    }

    @Test func `a child that is not there is told`() async {
        let decoder = decoder(child: "/nowhere/PhotoDecoder", library: "/x.so", symbol: "x")
        await #expect(throws: PhotoDecoderError.childMissing) {
            try await decoder.decode(LabPhotoFixture.field)
        }
    }

    @Test(arguments: ["abort", "pause", "wait"])
    func `a library that crashes, hangs or answers nonsense takes nothing with it`(
        symbol: String
    ) async {
        // Functions of the C library, called as if they were a decoder.
        let decoder = decoder(library: "libc.so.6", symbol: symbol)
        let start = ContinuousClock.now
        await #expect(throws: PhotoDecoderError.self) {
            try await decoder.decode(LabPhotoFixture.field)
        }
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test(arguments: [("/bin/cat", "cat: the input"), ("/bin/yes", "more than a picture")])
    func `a child that writes something else is not believed`(
        child: String, reason: String
    ) async {
        let decoder = decoder(child: child, library: "-", symbol: "-")
        await #expect(throws: PhotoDecoderError.crashed, "\(reason)") {
            try await decoder.decode(LabPhotoFixture.field)
        }
    }

    @Test func `hostile photo fields are refused or decoded, never worse`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for count in [0, 1, 1_023, 1_025] {
            await #expect(throws: PhotoDecoderError.undecodable) {
                try await lab().decode([UInt8](repeating: 0, count: count))
            }
        }
        for _ in 0..<40 {
            var field = LabPhotoFixture.field
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let index = Int.random(in: 0..<200, using: &random)
                field[index] = .random(in: 0...255, using: &random)
            }
            do {
                let picture = try await lab().decode(field)
                #expect(picture.pixels.count == 38_556)
            } catch {
                #expect(error as? PhotoDecoderError == .undecodable, "seed \(seed)")
            }
        }
    }
}
