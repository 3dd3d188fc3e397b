import Registry
import Sync
import Testing

@testable import Platform

@Suite struct EventBatchTests {
    private let east = RegisteredKiosk(village: guihua, id: Identifier("east"))

    private func entries(_ count: Int) -> [KioskEvent] {
        var journal = KioskJournal("east")
        return (0..<count).map { journal.append("device", subject: "s\($0)") }
    }

    private func refusal(_ events: [KioskEvent]) -> PlatformError? {
        do throws(PlatformError) {
            _ = try EventBatch(events, from: east)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an entry's hash is the one kiosks make`() throws {
        // SHA-256 computed by another program over the layout that JournalRow documents.
        let proof = EntryProof(
            at: now, kind: "registration", subject: "019ab000-样张",
            bodyHash: (0..<32).map { UInt8($0) }.hex,
            previous: [UInt8](repeating: 0xFF, count: 32).hex,
            hash: "251d83e7c1cfdd86fa3d886b4d2a18ce546c0b912843487a80db070475198f02")
        let event = KioskEvent(
            sequence: 7, village: guihua, kiosk: east.id, entry: proof, body: nil)
        let batch = try EventBatch([event], from: east)
        #expect(batch.links[0].expectedHash.hex == proof.hash)
    }

    @Test func `a sound batch passes, an empty or gapped one does not`() throws {
        let events = entries(5)
        #expect(refusal(events) == nil)
        #expect(refusal([]) == .badBatch)
        #expect(refusal([events[0], events[2]]) == .badBatch)
        #expect(refusal([events[0], events[0]]) == .badBatch)
        #expect(refusal(events.reversed()) == .badBatch)
    }

    @Test func `another kiosk's or village's events are refused`() {
        var west = KioskJournal("west")
        var north = KioskJournal("east", of: liyuan)
        #expect(refusal([west.append("device")]) == .otherSource)
        #expect(refusal([north.append("device")]) == .otherSource)
    }

    @Test func `a batch whose entries do not follow one another is refused`() {
        var other = KioskJournal("east")
        _ = other.append("device", salt: 1)
        #expect(refusal([entries(1)[0], other.append("device")]) == .brokenChain)
    }

    @Test func `every altered part of an entry is seen`() throws {
        let good = entries(1)[0]
        func altered(
            sequence: Int = 1, at: Timestamp = now, kind: String = "device",
            subject: String = "s0", bodyHash: String? = nil, previous: String? = nil
        ) -> KioskEvent {
            KioskEvent(
                sequence: sequence, village: guihua, kiosk: east.id,
                entry: EntryProof(
                    at: at, kind: kind, subject: subject,
                    bodyHash: bodyHash ?? good.entry.bodyHash,
                    previous: previous ?? good.entry.previous, hash: good.entry.hash),
                body: nil)
        }
        #expect(refusal([altered()]) == nil)
        let other = [UInt8](repeating: 9, count: 32).hex
        for event in [
            altered(sequence: 2), altered(sequence: .max), altered(at: now + .seconds(1)),
            altered(at: Timestamp(milliseconds: .min)), altered(kind: "look"),
            altered(subject: "s1"), altered(bodyHash: other), altered(previous: other),
        ] {
            #expect(refusal([event]) == .wrongHash)
        }
        for event in [
            altered(bodyHash: ""), altered(bodyHash: "zz"), altered(previous: "0f"),
            altered(kind: ""), altered(subject: ""), altered(subject: "a\0"),
            altered(subject: String(repeating: "x", count: 201)),
        ] {
            #expect(refusal([event]) == .badBatch)
        }
    }

    @Test func `of a batch that overlaps only the new part is taken`() throws {
        let events = entries(5)
        let batch = try EventBatch(Array(events[1...]), from: east)
        let hashes = batch.links.map(\.hash)
        let first = [UInt8](hex: events[0].entry.hash) ?? []
        func fresh(
            _ last: Int, _ chain: [UInt8], _ known: [Int: [UInt8]] = [:]
        ) throws(PlatformError) -> [Int] {
            try batch.fresh(after: last, chain: chain, known: known).map(\.sequence)
        }
        #expect(try fresh(1, first) == [2, 3, 4, 5])
        #expect(try fresh(3, hashes[1], [2: hashes[0], 3: hashes[1]]) == [4, 5])
        let all = Dictionary(uniqueKeysWithValues: zip(2..., hashes))
        #expect(try fresh(5, hashes[3], all) == [])
        #expect(throws: PlatformError.gap(expected: 1)) {
            try fresh(0, EventBatch.origin)
        }
        #expect(throws: PlatformError.otherContent) {
            try fresh(3, hashes[1], [2: hashes[0], 3: hashes[2]])
        }
        #expect(throws: PlatformError.otherContent) { try fresh(3, hashes[1]) }
        #expect(throws: PlatformError.brokenChain) { try fresh(1, EventBatch.origin) }
    }
}

@Suite struct VillageBookTests {
    private let single = Identifier<Room>("single")

    private func book(
        _ stays: [Identifier<Tenancy>: VillageBook.Stay] = [:]
    ) -> VillageBook {
        VillageBook(
            kiosk: Identifier("east"), capacity: [single: 1, Identifier("double"): 2],
            stays: stays)
    }

    private func stay(
        by kiosk: String, in room: String = "single", hasEnded: Bool = false
    ) -> VillageBook.Stay {
        VillageBook.Stay(
            kiosk: Identifier(kiosk), room: Identifier(room), hasEnded: hasEnded)
    }

    @Test func `a bed too many is recorded and laid before the clerk`() throws {
        var (book, journal) = (book(), KioskJournal("east"))
        #expect(book.apply(try journal.registered("t1")) == .recorded)
        #expect(book.steps == [])
        #expect(book.apply(try journal.registered("t2")) == .overfull)
        #expect(book.entries.map(\.report.tenancy.id.rawValue) == ["t1", "t2"])
        #expect(book.steps == [.raise(single)])
    }

    @Test func `a bed left is free again, also within one batch`() throws {
        var (book, journal) = (book([Identifier("t0"): stay(by: "east")]), KioskJournal("east"))
        #expect(book.apply(journal.ended("t0")) == .recorded)
        #expect(book.apply(try journal.registered("t1")) == .recorded)
        #expect(book.apply(journal.ended("t1")) == .recorded)
        #expect(book.apply(try journal.registered("t2")) == .recorded)
        #expect(book.steps.count == 1)
        #expect(book.entries.map { $0.end != nil } == [true, false])
    }

    @Test func `a second word on one tenancy takes no second bed, a move frees the first`()
        throws
    {
        var (book, journal) = (book(), KioskJournal("east"))
        #expect(book.apply(try journal.registered("t1")) == .recorded)
        #expect(book.apply(try journal.registered("t1", name: "样张改")) == .recorded)
        #expect(book.entries.count == 1)
        #expect(book.apply(try journal.registered("t1", room: "double")) == .recorded)
        #expect(book.apply(try journal.registered("t2")) == .recorded)
    }

    @Test func `what has ended takes no bed and does not come back`() throws {
        let ended = [Identifier<Tenancy>("t0"): stay(by: "east", hasEnded: true)]
        var (book, journal) = (book(ended), KioskJournal("east"))
        #expect(book.apply(try journal.registered("t0")) == .recorded)
        #expect(book.apply(try journal.registered("t1", endedAt: now)) == .recorded)
        #expect(book.apply(try journal.registered("t2")) == .recorded)
    }

    @Test func `another kiosk's tenancy is left alone, an unknown one and room are said`() throws {
        var (book, journal) = (book([Identifier("t0"): stay(by: "west")]), KioskJournal("east"))
        #expect(book.apply(journal.ended("t0")) == .foreign)
        #expect(book.apply(try journal.registered("t0")) == .foreign)
        #expect(book.apply(journal.ended("t9")) == .unknownTenancy)
        #expect(book.apply(try journal.registered("t3", room: "attic")) == .unknownRoom)
        #expect(book.entries.map(\.report.tenancy.id.rawValue) == ["t3"])
        #expect(book.steps == [])
    }
}
