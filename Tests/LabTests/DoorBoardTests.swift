import Registry
import Testing

@testable import Lab

/// A board as a value, told the time: frames byte by byte and what it decides.
@Suite struct DoorBoardTests {
    private let serial: UInt32 = 223_169_031
    private let head = "0000074a4d0d"

    @Test func `a put-card of another program is stored as it says`() throws {
        let bench = Bench(serial: serial)
        #expect(bench.answer(goldenPut) == packet("1750\(head)01"))
        let card = try #require(bench.board.cards.card(10_058_400))
        #expect(card.from == CalendarDate("20261101") && card.until == CalendarDate("20271130"))
        #expect(card.rights == [1, 1, 0, 0] && card.pin == [0x40, 0xE2, 0x01])
        let get = packet("175a\(head)a07a9900")
        #expect(bench.answer(get) == packet("175a\(goldenPut[2..<28].hex)"))
        #expect(bench.answer(packet("175c\(head)01")) == packet("175c\(goldenPut[2..<28].hex)"))
        #expect(bench.answer(packet("1758\(head)")) == packet("1758\(head)01"))
    }

    @Test func `a deleted card's place is marked, and the end of the table is zero`() {
        let bench = Bench(serial: serial)
        _ = bench.answer(goldenPut)
        #expect(bench.answer(packet("1752\(head)a07a9900")) == packet("1752\(head)01"))
        #expect(bench.answer(packet("1752\(head)a07a9900")) == packet("1752\(head)"))
        #expect(bench.answer(packet("175c\(head)01")) == packet("175c\(head)ffffffff"))
        #expect(bench.answer(packet("175c\(head)02")) == packet("175c\(head)"))
        #expect(bench.answer(packet("175a\(head)a07a9900")) == packet("175a\(head)"))
        _ = bench.answer(putCard(7, at: serial))
        #expect(bench.board.cards.place(1) != .deleted)
    }

    @Test func `only the magic word deletes all cards`() {
        let bench = Bench(serial: serial)
        _ = bench.answer(goldenPut)
        #expect(bench.answer(packet("1754\(head)aa55aa55")) == packet("1754\(head)"))
        #expect(bench.board.cards.count == 1)
        #expect(bench.answer(packet("1754\(head)55aaaa55")) == packet("1754\(head)01"))
        #expect(bench.board.cards.count == 0)
    }

    @Test func `a status has clock, event and doors in their places`() {
        let bench = Bench(serial: serial)
        let idle = "1720\(head)" + String(repeating: "00", count: 29) + "120000"
        #expect(bench.answer(packet("1720\(head)")) == at(51, "261122", in: packet(idle)))
        _ = bench.answer(goldenPut)
        #expect(bench.swipe(card: 10_058_400, door: 2, at: noon + .seconds(1)))
        let busy =
            "1720\(head)" + "01000000" + "01010201" + "a07a9900" + "20261122120001" + "01"
            + "00010000" + "0000000000" + "120002"
        let expected = at(49, "02", in: at(51, "261122", in: packet(busy)))
        #expect(bench.answer(packet("1720\(head)"), at: noon + .seconds(2)) == expected)
        let later = bench.answer(packet("1720\(head)"), at: noon + .seconds(4))
        #expect(later?[29] == 0 && later?[49] == 0)
    }

    @Test func `an event is found by its number, the oldest and the newest by theirs`() {
        let bench = Bench(serial: serial, eventsKept: 2)
        for card: UInt32 in 1...3 { _ = bench.swipe(card: card, door: 1, at: noon) }
        let third = "17b0\(head)" + "03000000" + "01000101" + "03000000" + "20261122120000" + "06"
        #expect(bench.answer(packet("17b0\(head)03")) == packet(third))
        #expect(bench.answer(packet("17b0\(head)ffffffff")) == packet(third))
        #expect(bench.answer(packet("17b0\(head)"))?[8] == 2)
        #expect(bench.answer(packet("17b0\(head)01")) == packet("17b0\(head)00000000ff"))
        #expect(bench.answer(packet("17b0\(head)04")) == packet("17b0\(head)"))
    }

    @Test func `its clock is set and goes on from there`() {
        let bench = Bench(serial: serial)
        let time = "20280229235959"
        #expect(bench.answer(packet("1730\(head)\(time)")) == packet("1730\(head)\(time)"))
        #expect(
            bench.answer(packet("1732\(head)"), at: noon + .seconds(1))
                == packet("1732\(head)20280301000000"))
        for bad in ["20270229235959", "20280229245959", "2028022923595a", "00000000000000"] {
            #expect(bench.answer(packet("1730\(head)\(bad)")) == nil, "\(bad)")
        }
        #expect(bench.board.clock(at: noon).text == "2028-02-29 23:59:59")
    }

    @Test func `a board tells of itself, also when all are asked`() {
        let bench = Bench(serial: serial)
        let itself =
            "1794\(head)" + "7f000001" + "ff000000" + "00000000" + "02000d4d4a07" + "0892"
            + "20210801"
        #expect(bench.answer(packet("1794\(head)")) == packet(itself))
        #expect(bench.answer(packet("1794000000000000")) == packet(itself))
        #expect(bench.answer(packet("1720000000000000")) == nil)
        #expect(bench.answer(packet("1794000001000000")) == nil)
    }

    @Test func `doors, listener, event index and special events are kept`() {
        let bench = Bench(serial: serial)
        #expect(bench.answer(packet("1782\(head)01")) == packet("1782\(head)010303"))
        #expect(bench.answer(packet("1780\(head)010205")) == packet("1780\(head)010205"))
        #expect(bench.answer(packet("1780\(head)010905")) == packet("1780\(head)010205"))
        #expect(bench.answer(packet("1782\(head)05")) == nil)
        #expect(bench.answer(packet("1790\(head)7f00000161ea0f")) == packet("1790\(head)01"))
        #expect(bench.answer(packet("1792\(head)")) == packet("1792\(head)7f00000161ea0f"))
        #expect(DoorPeer(bench.board.listener) == DoorPeer(address: 0x7F00_0001, port: 60_001))
        let index = "17b2\(head)05000000"
        #expect(bench.answer(packet(index)) == packet("17b2\(head)"))
        #expect(bench.answer(packet(index + "55aaaa55")) == packet("17b2\(head)01"))
        #expect(bench.answer(packet("17b4\(head)")) == packet("17b4\(head)05"))
        #expect(bench.answer(packet("178e\(head)01")) == packet("178e\(head)01"))
        #expect(bench.board.recordsDoors)
    }

    @Test func `no event is sent beyond loopback`() {
        let listener = DoorBoard.Listener(address: [192, 168, 1, 1], port: 60_001)
        #expect(DoorPeer(listener) == nil)
    }

    @Test(
        arguments: [
            (
                [0x20, 0x26, 0x11, 0x23], [0x20, 0x26, 0x11, 0x30], 1, BoardEvent.Reason.outsideDays
            ),
            ([0x20, 0x26, 0x11, 0x01], [0x20, 0x26, 0x11, 0x21], 1, .outsideDays),
            ([0x20, 0x26, 0x11, 0x22], [0x20, 0x26, 0x11, 0x22], 1, .swipeOpened),
            ([0x20, 0x26, 0x11, 0x30], [0x20, 0x26, 0x11, 0x01], 1, .outsideDays),
            ([0x20, 0x26, 0x11, 0x22], [0x20, 0x26, 0x11, 0x22], 0, .noRight),
            ([0x20, 0x26, 0x11, 0x22], [0x20, 0x26, 0x11, 0x22], 29, .outsideProfile),
        ] as [([UInt8], [UInt8], UInt8, BoardEvent.Reason)])
    func `days and doors decide, by the board's clock`(
        from: [UInt8], until: [UInt8], right: UInt8, reason: BoardEvent.Reason
    ) {
        let bench = Bench(serial: serial)
        let put = putCard(7, at: serial, from: from, until: until, rights: [right, 0, 0, 0])
        #expect(bench.answer(put)?[8] == 1)
        #expect(bench.swipe(card: 7, door: 1, at: noon) == (reason == .swipeOpened))
        #expect(bench.board.events.events.map(\.reason) == [reason])
        #expect(!bench.swipe(card: 7, door: 2, at: noon))
    }

    @Test func `a card's last day ends at midnight in China`() {
        let bench = Bench(serial: serial)
        let day: [UInt8] = [0x20, 0x26, 0x11, 0x22]
        _ = bench.answer(putCard(7, at: serial, from: day, until: day))
        #expect(bench.swipe(card: 7, door: 1, at: noon + .seconds(43_199)))
        #expect(!bench.swipe(card: 7, door: 1, at: noon + .seconds(43_200)))
        #expect(bench.swipe(card: 7, door: 1, at: noon + .seconds(-43_200)))
        #expect(!bench.swipe(card: 7, door: 1, at: noon + .seconds(-43_201)))
    }

    @Test func `unknown cards are refused as chosen, and a closed door refuses all`() {
        let bench = Bench(serial: serial)
        _ = bench.swipe(card: 9, door: 1, at: noon)
        bench.board.unknownCardReason = .unknownCard
        _ = bench.swipe(card: 9, door: 1, at: noon)
        _ = bench.answer(putCard(7, at: serial))
        _ = bench.answer(packet("1780\(head)010203"))
        #expect(!bench.swipe(card: 7, door: 1, at: noon))
        #expect(!bench.swipe(card: 7, door: 3, at: noon))
        #expect(bench.board.events.events.map(\.reason.rawValue) == [6, 18, 11])
    }

    @Test func `bad days and full tables say no, digits that are none get no answer`() {
        let bench = Bench(serial: serial)
        #expect(bench.answer(putCard(7, at: serial, from: [0, 0, 0, 0]))?[8] == 0)
        #expect(bench.answer(putCard(7, at: serial, until: [0x20, 0x27, 0x02, 0x30]))?[8] == 0)
        #expect(bench.answer(putCard(7, at: serial, until: [0x20, 0x27, 0x0A, 0x01])) == nil)
        #expect(bench.answer(putCard(0, at: serial))?[8] == 0)
        #expect(bench.answer(putCard(.max, at: serial))?[8] == 0)
        bench.board.cards.capacity = 1
        #expect(bench.answer(putCard(7, at: serial))?[8] == 1)
        #expect(bench.answer(putCard(8, at: serial))?[8] == 0)
        #expect(bench.answer(putCard(7, at: serial, rights: [0, 1, 0, 0]))?[8] == 1)
        #expect(bench.board.cards.cards.map(\.doors) == [[2]])
    }

    @Test func `opening by a program is an event whose number is no card`() {
        let bench = Bench(serial: serial)
        #expect(bench.answer(packet("1740\(head)02")) == packet("1740\(head)01"))
        #expect(bench.answer(packet("1740\(head)03")) == packet("1740\(head)"))
        #expect(bench.answer(packet("1740\(head)00")) == packet("1740\(head)"))
        let event = "17b0\(head)" + "01000000" + "02010201" + "eaaccde9" + "20261122120000" + "2c"
        #expect(bench.answer(packet("17b0\(head)01")) == packet(event))
        #expect(bench.board.openDoors(at: noon + .seconds(2)) == [2])
    }

    @Test func `doors that open and close are events once they are asked for`() {
        let bench = Bench(serial: serial)
        bench.board.recordsDoors = true
        _ = bench.answer(putCard(7, at: serial))
        #expect(bench.swipe(card: 7, door: 1, at: noon))
        #expect(bench.swipe(card: 7, door: 1, at: noon + .seconds(2)))
        bench.board.settle(at: noon + .seconds(60))
        #expect(bench.board.events.events.map(\.reason.rawValue) == [1, 23, 1, 24])
        #expect(bench.board.events.events.last?.time.text == "2026-11-22 12:00:05")
    }

    @Test func `after a reset events count from one again and the cards are there`() {
        let bench = Bench(serial: serial)
        _ = bench.answer(putCard(7, at: serial))
        for _ in 0..<300 { _ = bench.swipe(card: 7, door: 1, at: noon) }
        #expect(bench.board.events.newest == 300 && bench.board.events.events.count == 256)
        bench.board.reset()
        #expect(
            bench.answer(packet("1720\(head)")).map { Array($0[8..<28]) }
                == packet("").prefix(20).map { $0 })
        _ = bench.swipe(card: 7, door: 1, at: noon)
        #expect(bench.board.events.events.map(\.index) == [1] && bench.board.cards.count == 1)
    }

    @Test func `a chip has the number that the reader's rule makes of it`() {
        let chip: [UInt8] = [0x10, 0xE4, 0x10, 0x5A, 0x00, 0x99, 0x7A, 0xA0]
        #expect(ChipNumbering().number(ofChip: chip) == 0x0099_7AA0)
        #expect(ChipNumbering(source: .first4).number(ofChip: chip) == 0x10E4_105A)
        #expect(ChipNumbering(order: .littleEndian).number(ofChip: chip) == 0xA07A_9900)
        #expect(ChipNumbering(source: .last3).number(ofChip: chip) == 0x0099_7AA0)
        #expect(ChipNumbering(source: .first3).number(ofChip: chip) == 0x0010_E410)
        // 0x64 = 100 and 0xE420 = 58400: the number 10058400 of a published example.
        #expect(
            ChipNumbering(format: .wiegand26).number(ofChip: [0, 0, 0, 0, 0xFF, 0x64, 0xE4, 0x20])
                == 10_058_400)
        #expect(ChipNumbering().number(ofChip: CardSpecimen.tenant.serial) == 0x3C7F_2101)
        #expect(ChipNumbering().number(ofChip: []) == 0)
    }

    private func at(_ offset: Int, _ hex: String, in bytes: [UInt8]) -> [UInt8] {
        let field = [UInt8](hex: hex) ?? []
        return Array(bytes[..<offset]) + field + bytes[(offset + field.count)...]
    }
}
