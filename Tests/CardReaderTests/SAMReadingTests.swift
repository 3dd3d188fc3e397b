import Registry
import Testing

@testable import CardReader

@Suite struct SAMReadingTests {
    /// A module that answers from a list, and goes on well when the list is over.
    private final class Module {
        var answers: [SAMAnswer]
        private(set) var commands: [SAMCommand] = []

        init(_ answers: [SAMAnswer]) { self.answers = answers }

        func exchange(_ command: SAMCommand) -> SAMAnswer {
            commands.append(command)
            if !answers.isEmpty { return answers.removeFirst() }
            switch command {
            case .findCard: return SAMAnswer(code: 0x9F, data: [0, 0, 0, 0])
            case .readTextAndPhoto: return SAMAnswer(code: 0x90, data: SAMFixture.image)
            default: return SAMAnswer(code: 0x90, data: [])
            }
        }
    }
    private static let found = SAMAnswer(code: 0x9F, data: [])
    private static let done = SAMAnswer(code: 0x90, data: [])
    private static func code(_ code: UInt8) -> SAMAnswer { SAMAnswer(code: code, data: []) }

    @Test func `find, select, read gives text and photo`() throws {
        let module = Module([])
        #expect(try SAMReading.read(module.exchange) == CardImage(SAMFixture.image))
        #expect(module.commands == [.findCard, .selectCard, .readTextAndPhoto])
    }

    @Test func `a card the module has found already is not sought again`() throws {
        let module = Module([])
        _ = try SAMReading.read(isFound: true, module.exchange)
        #expect(module.commands == [.selectCard, .readTextAndPhoto])
    }

    @Test(arguments: [0x80, 0x81, 0x41, 0x10, 0x11, 0x24, 0x47] as [UInt8])
    func `what fails twice and then works is read`(code: UInt8) throws {
        let module = Module([Self.code(code), Self.code(code)])
        #expect(try SAMReading.read(module.exchange) == CardImage(SAMFixture.image))
        #expect(module.commands.count == 5)
    }

    @Test(
        arguments: [
            (0x80, CardReaderError.noCard), (0x10, .unreadable(status: 0x10)),
            (0x11, .unreadable(status: 0x11)), (0x21, .unreadable(status: 0x21)),
            (0x99, .unreadable(status: 0x99)),
        ] as [(UInt8, CardReaderError)])
    func `what fails three times is told, after nine commands at most`(
        code: UInt8, wanted: CardReaderError
    ) {
        let module = Module(Array(repeating: Self.code(code), count: 20))
        #expect(throws: wanted) { try SAMReading.read(module.exchange) }
        #expect(module.commands == [.findCard, .findCard, .findCard])
    }

    @Test func `a card that cannot be selected or read says so, though it is found no more`() {
        let select = Module(
            [Self.found, Self.code(0x81)] + Array(repeating: Self.code(0x80), count: 9))
        #expect(throws: CardReaderError.unreadable(status: 0x81)) {
            try SAMReading.read(select.exchange)
        }
        let read = Module(
            Array(repeating: [Self.found, Self.done, Self.code(0x41)], count: 3).flatMap(\.self))
        #expect(throws: CardReaderError.unreadable(status: 0x41)) {
            try SAMReading.read(read.exchange)
        }
        #expect(read.commands.count == 9)
    }

    @Test(
        arguments: [
            (0x31, CardReaderError.cardRefused), (0x32, .cardRefused), (0x33, .cardRefused),
            (0x40, .notIdentityCard), (0x60, .moduleFailed), (0x66, .moduleNotAuthorised),
        ] as [(UInt8, CardReaderError)])
    func `what no repetition mends is told at once`(code: UInt8, wanted: CardReaderError) {
        let module = Module([Self.found, Self.code(code)])
        #expect(throws: wanted) { try SAMReading.read(module.exchange) }
        #expect(module.commands.count == 2)
    }

    @Test func `every status of the protocol has its code`() {
        #expect(SAMStatus.allCases.count == 17)
        #expect(
            SAMStatus.allCases.allSatisfy { SAMStatus(rawValue: $0.rawValue) == $0 })
    }

    @Test func `an image cut anywhere is unreadable after two repetitions`() {
        for count in stride(from: 0, to: SAMFixture.image.count, by: 13) {
            let cut = SAMAnswer(code: 0x90, data: Array(SAMFixture.image.prefix(count)))
            let module = Module(
                Array(repeating: [Self.found, Self.done, cut], count: 3).flatMap(\.self))
            #expect(throws: CardReaderError.unreadable(status: nil)) {
                try SAMReading.read(module.exchange)
            }
        }
    }

    @Test func `the module's number reads as on its label`() throws {
        let number: [UInt8] = [
            0x05, 0x00, 0x01, 0x00, 0xC3, 0x3A, 0x34, 0x01, 0x01, 0, 0, 0, 0x02, 0, 0, 0,
        ]
        let text = try SAMReading.moduleNumber { _ in SAMAnswer(code: 0x90, data: number) }
        #expect(text == "05.01-20200131-0000000001-0000000002")
        #expect(throws: CardReaderError.unreadable(status: nil)) {
            try SAMReading.moduleNumber { _ in SAMAnswer(code: 0x90, data: [1]) }
        }
    }
}

@Suite struct SAMOverAPDUTests {
    @Test func `an answer in one piece is taken`() throws {
        let answer = try SAMOverAPDU.exchange(.findCard) {
            #expect($0.bytes == [0xFF, 0, 0, 0, 10] + SAMCommand.findCard.bytes)
            return SAMFixture.frame(0x9F, [0, 0, 0, 0]) + [0x90, 0x00]
        }
        #expect(answer == SAMAnswer(code: 0x9F, data: [0, 0, 0, 0]))
    }

    @Test(arguments: [32, 255, 256])
    func `an answer in pieces is followed to its end`(size: Int) throws {
        var rest = SAMFixture.frame(0x90, SAMFixture.image)
        let answer = try SAMOverAPDU.exchange(.readTextAndPhoto) { command in
            if command.ins == 0xC0 { #expect(command.bytes.prefix(4) == [0xFF, 0xC0, 0, 0]) }
            let wanted = command.le.map { $0 == 0 ? 256 : Int($0) } ?? size
            let piece = Array(rest.prefix(min(wanted, size)))
            rest.removeFirst(piece.count)
            let left = UInt8(truncatingIfNeeded: min(rest.count, size))
            return piece + (rest.isEmpty ? [0x90, 0x00] : [0x61, left])
        }
        #expect(answer.data == SAMFixture.image)
    }

    @Test func `an answer without end is given up`() {
        var count = 0
        #expect(throws: CardReaderError.unreadable(status: 0x6100)) {
            try SAMOverAPDU.exchange(.findCard) { _ in
                count += 1
                return [UInt8](repeating: 0, count: 256) + [0x61, 0x00]
            }
        }
        #expect(count < 20)
        #expect(throws: CardReaderError.unreadable(status: 0x6105)) {
            try SAMOverAPDU.exchange(.findCard) { _ in [0x61, 0x05] }
        }
    }

    @Test(
        arguments: [
            ([0x6D, 0x00], CardReaderError.notIdentityCard), ([0x6A, 0x81], .notIdentityCard),
            ([0x63, 0x00], .unreadable(status: 0x6300)), ([0x90, 0x00], .unreadable(status: 0x10)),
            ([], .cardRemoved), ([0xAA, 0x90, 0x00], .unreadable(status: 0x10)),
        ] as [([UInt8], CardReaderError)])
    func `what is no frame is told`(answer: [UInt8], wanted: CardReaderError) {
        #expect(throws: wanted) { try SAMOverAPDU.exchange(.findCard) { _ in answer } }
    }
}
