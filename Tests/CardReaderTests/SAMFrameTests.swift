import Registry
import Testing

@testable import CardReader

/// Frames as the module sends them, made byte by byte.
enum SAMFixture {
    static func frame(_ code: UInt8, _ data: [UInt8] = []) -> [UInt8] {
        let length = data.count + 4
        let body = [UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, code] + data
        return [0xAA, 0xAA, 0xAA, 0x96, 0x69] + body + [body.reduce(0, ^)]
    }

    static let image: [UInt8] = Fixture.image()
}

@Suite struct SAMFrameTests {
    private func parse(_ bytes: [UInt8]) -> [Result<SAMAnswer, SAMFrameParser.Damage>] {
        var parser = SAMFrameParser()
        return parser.take(bytes)
    }

    @Test(arguments: [
        (SAMCommand.findCard, "aaaaaa96690003200122"), (.selectCard, "aaaaaa96690003200221"),
        (.readTextAndPhoto, "aaaaaa96690003300132"), (.moduleNumber, "aaaaaa9669000312ffee"),
    ])
    func `commands are those of the protocol's own examples`(command: SAMCommand, hex: String) {
        #expect(command.bytes == [UInt8](hex: hex))
    }

    @Test func `the answer to find has four bytes behind its status`() {
        let bytes = [UInt8](hex: "aaaaaa9669000800009f0000000097") ?? []
        #expect(parse(bytes) == [.success(SAMAnswer(code: 0x9F, data: [0, 0, 0, 0]))])
    }

    @Test func `a text and photo answer says 0508 and is found whole`() {
        let frame = SAMFixture.frame(0x90, SAMFixture.image)
        #expect(frame[5...6] == [0x05, 0x08])
        #expect(parse(frame) == [.success(SAMAnswer(code: 0x90, data: SAMFixture.image))])
    }

    @Test func `a frame is found wherever the stream begins and however it is cut`() {
        let frame = SAMFixture.frame(0x90, SAMFixture.image)
        let noise: [UInt8] = [0x00, 0xAA, 0xAA, 0x96, 0x69, 0xAA, 0xAA]
        for size in [1, 2, 3, 7, 64, 500, 1_299] {
            var parser = SAMFrameParser()
            var found: [Result<SAMAnswer, SAMFrameParser.Damage>] = []
            let stream = noise + frame + noise + frame
            for start in stride(from: 0, to: stream.count, by: size) {
                found += parser.take(stream[start..<min(start + size, stream.count)])
            }
            #expect(found.count == 2, "pieces of \(size)")
            #expect(
                found.allSatisfy {
                    $0 == .success(SAMAnswer(code: 0x90, data: SAMFixture.image))
                })
        }
    }

    @Test func `a frame cut at any length is awaited, not believed`() {
        let frame = SAMFixture.frame(0x90, SAMFixture.image)
        for count in 0..<frame.count { #expect(parse(Array(frame.prefix(count))).isEmpty) }
    }

    @Test func `one flipped bit anywhere gives no answer`() {
        let frame = SAMFixture.frame(0x9F, [0, 0, 0, 0])
        for index in frame.indices {
            for bit in 0..<8 {
                var flipped = frame
                flipped[index] ^= 1 << bit
                let answers = parse(flipped).compactMap { try? $0.get() }
                #expect(answers.isEmpty, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `a damaged frame is told, and the true one behind or inside it is found`() {
        let good = SAMFixture.frame(0x80)
        var damaged = SAMFixture.frame(0x9F, [0, 0, 0, 0])
        damaged[12] ^= 1
        #expect(
            parse(damaged + good)
                == [.failure(.check), .success(SAMAnswer(code: 0x80, data: []))])
        // A beginning whose length reaches into the true frame.
        let beginning: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08]
        #expect(
            parse(beginning + good)
                == [.failure(.check), .success(SAMAnswer(code: 0x80, data: []))])
    }

    @Test(arguments: [[0x00, 0x00], [0x00, 0x03], [0x10, 0x01], [0xFF, 0xFF]] as [[UInt8]])
    func `a length that cannot be is told at once`(length: [UInt8]) {
        #expect(parse(SAMCommand.preamble + length) == [.failure(.length)])
    }

    @Test func `random streams never crash the parser and never make it grow without end`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let letters: [UInt8] = [0xAA, 0x96, 0x69, 0x00, 0x04, 0x90]
        for _ in 0..<300 {
            var parser = SAMFrameParser()
            for _ in 0..<20 {
                let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                    letters.randomElement(using: &random) ?? 0
                }
                _ = parser.take(bytes)
            }
            // A check of eight bits lets one false frame in 256 pass, and with it what it reaches
            // into; behind the longest there may be, a true one is found again.
            _ = parser.take([UInt8](repeating: 0, count: 5_000))
            let last = parser.take(SAMFixture.frame(0x80))
            #expect(last == [.success(SAMAnswer(code: 0x80, data: []))], "seed \(seed)")
        }
    }
}
