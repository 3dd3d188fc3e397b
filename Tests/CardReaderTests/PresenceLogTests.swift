import Registry
import Testing

@testable import CardReader

@Suite struct PresenceLogTests {
    private let fault = CardReaderError.serviceDown.fault

    @Test func `the first look tells the present state`() {
        var log = PresenceLog()
        #expect(log.saw(isPresent: false, events: 0) == [.absent])
    }

    @Test func `a card that stays is told once`() {
        var log = PresenceLog()
        #expect(log.saw(isPresent: true, events: 1) == [.present])
        #expect(log.saw(isPresent: true, events: 1) == [])
        #expect(log.saw(isPresent: false, events: 2) == [.absent])
        #expect(log.saw(isPresent: false, events: 2) == [])
    }

    @Test func `a swap too quick to be seen is an absence and a presence`() {
        var log = PresenceLog()
        _ = log.saw(isPresent: true, events: 1)
        #expect(log.saw(isPresent: true, events: 3) == [.absent, .present])
    }

    @Test func `a lost reader is told once, and what lies there when it is back`() {
        var log = PresenceLog()
        _ = log.saw(isPresent: true, events: 7)
        #expect(log.lost(fault) == [.outOfOrder(fault)])
        #expect(log.lost(fault) == [])
        #expect(log.lost(CardReaderError.readerMissing.fault).count == 1)
        #expect(log.saw(isPresent: true, events: 1) == [.present])
        #expect(log.saw(isPresent: true, events: 1) == [])
    }
}

@Suite struct CardReaderErrorTests {
    private let all: [any UserFacing] = [
        CardReaderError.noCard, CardReaderError.cardRemoved, CardReaderError.notIdentityCard,
        CardReaderError.unreadable(status: 0x6300), CardReaderError.unknownType,
        CardReaderError.serviceDown, CardReaderError.readerMissing, CardReaderError.readerBusy,
        CardReaderError.silent, CardReaderError.reader(status: 0x8010_0001),
        PhotoDecoderError.notConfigured, PhotoDecoderError.libraryMissing,
        PhotoDecoderError.childMissing, PhotoDecoderError.undecodable, PhotoDecoderError.crashed,
    ]

    @Test func `every code is used once, every wording is there and short for the tenant`() {
        let faults = all.map(\.fault)
        #expect(Set(faults.map(\.code)).count == faults.count)
        for fault in faults {
            #expect((1...20).contains(fault.tenant.count), "\(fault.code)")
            #expect(fault.clerk.contains("："), "\(fault.code): cause, then remedy")
        }
    }

    @Test func `statuses are shown as their makers write them`() {
        #expect(CardReaderError.unreadable(status: 0x0630).fault.clerk.contains("0630"))
        #expect(CardReaderError.reader(status: 0x8010_000A).fault.clerk.contains("8010000A"))
    }
}
