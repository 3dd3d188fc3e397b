import Foundation
import Registry
import Testing

@testable import Lab

@Suite struct CardTests {
    private let card = VirtualCard(.tenant)

    @Test func `the answer to reset has the shape of a resident card and closes to zero`() {
        #expect(card.atr.prefix(5) == [0x3B, 0x8B, 0x80, 0x01, 0x08])
        #expect(card.atr[5..<13].elementsEqual(CardSpecimen.tenant.serial))
        #expect(card.atr[13...14] == [0x90, 0x00])
        #expect(card.atr.count == 16)
        #expect(card.atr.dropFirst().reduce(0, ^) == 0)
        #expect(VirtualCard.bankCard.atr.dropFirst().reduce(0, ^) == 0)
    }

    @Test func `the image has its fields at the offsets of the layout's table`() {
        let image = CardSpecimen.tenant.with(photo: [7, 8]).image
        func text(_ offset: Int, _ count: Int) -> String {
            let bytes = image[(4 + offset)..<(4 + offset + count)]
            return String(decoding: bytes, as: UTF8.self).filter { $0 != "\0" }
        }
        #expect(image.count == 1_284)
        #expect(image.prefix(4) == [1, 0, 4, 0])
        #expect(image[4...9].elementsEqual([0x97, 0x67, 0x0F, 0x5C, 0xE1, 0x6E]))  // 林小满
        #expect(text(30, 2) == "2")
        #expect(text(32, 4) == "01")
        #expect(text(36, 16) == "19491231")
        #expect(text(122, 36) == "11010519491231002X")
        #expect(text(188, 16) == "20200101")
        #expect(text(204, 16) == "20400101")
        #expect(text(248, 2) == " ")
        #expect(image[260...261] == [7, 8])
        #expect(image[262...].allSatisfy { $0 == 0 })
    }

    @Test func `pages are served by offset, and nothing beyond the end`() {
        #expect(card.answer(to: [0xFF, 0xB0, 0, 0, 0]).count == 258)
        #expect(card.answer(to: [0xFF, 0xB0, 5, 0, 0]).count == 6)
        #expect(card.answer(to: [0xFF, 0xB0, 5, 0, 2]).count == 4)
        #expect(card.answer(to: [0xFF, 0xB0, 5, 4, 0]) == [0x6B, 0x00])
    }

    @Test func `a bank card knows no command`() {
        #expect(VirtualCard.bankCard.answer(to: [0xFF, 0xB0, 0, 0, 0]) == [0x6D, 0x00])
        #expect(VirtualCard.bankCard.answer(to: []) == [0x6D, 0x00])
    }

    @Test func `a note of an exchange holds no data of the card`() throws {
        let answer = card.answer(to: [0xFF, 0xB0, 0, 0, 0])
        let entry = APDUEntry(
            card: 1, command: [0xFF, 0xB0, 0, 0, 0], answer: answer,
            image: APDUEntry.digest(of: card.image))
        #expect((entry.command, entry.length, entry.status) == ("ffb0000000", 256, "9000"))
        #expect(entry.image.count == 64)
        let text = String(decoding: try JSONEncoder().encode(entry), as: UTF8.self)
        #expect(text.utf8.count < 250)
    }

    @Test func `a socket path that is too long is refused with a sentence`() async {
        let folder = URL(filePath: "/tmp/" + String(repeating: "x", count: 100))
        let twin = CardReaderTwin(folder: folder, program: ["/bin/false"])
        let error = await #expect(throws: CardTwinError.self) { try await twin.start() }
        #expect(error?.description.contains("107") == true)
    }
}
