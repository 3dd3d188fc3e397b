import Foundation
import Registry
import Testing

@testable import CardReader
@testable import Lab

/// The serial profile over a pseudo-terminal.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SerialReaderTests {
    private func twin(_ card: VirtualCard?) throws -> SerialModuleTwin {
        let twin = try SerialModuleTwin()
        twin.lay(card)
        twin.start()
        return twin
    }

    /// The next `count` changes of the slot, while `action` runs after the first one.
    private func changes(
        _ reader: SerialReader, _ count: Int, after action: @escaping @Sendable () -> Void
    ) async throws -> [DocumentPresence] {
        let seen = try await within(.seconds(20)) {
            var seen: [DocumentPresence] = []
            for await presence in reader.presence() {
                seen.append(presence)
                if seen.count == 1 { action() }
                if seen.count == count { break }
            }
            return seen
        }
        return seen ?? []
    }

    @Test func `a card comes, is read, and goes`() async throws {
        let twin = try twin(nil)
        let reader = SerialReader(device: twin.path)
        let seen = try await changes(reader, 2) { twin.lay(VirtualCard(.tenant)) }
        #expect(seen == [.absent, .present])
        let document = try await reader.read().document
        #expect(document.number == CardSpecimen.tenant.number)
        #expect(document.chipSerial == nil)
        twin.lay(nil)
        await #expect(throws: CardReaderError.noCard) { try await reader.read() }
    }

    @Test func `a card that was read must leave before it is read again`() async throws {
        let twin = try twin(VirtualCard(.tenant))
        let reader = SerialReader(device: twin.path)
        _ = try await reader.read()
        await #expect(throws: CardReaderError.noCard) { try await reader.read() }
        twin.lay(VirtualCard(.second))
        #expect(try await reader.read().document.number == CardSpecimen.second.number)
    }

    @Test func `noise on the line is passed over`() async throws {
        let twin = try twin(VirtualCard(.tenant))
        twin.send(noise: [0x00, 0xAA, 0xAA, 0x96, 0x13])
        let reader = SerialReader(device: twin.path)
        #expect(try await reader.read().document.number == CardSpecimen.tenant.number)
    }

    @Test func `a terminal that is not there is a missing reader`() async throws {
        let reader = SerialReader(device: "/dev/no-such-terminal")
        await #expect(throws: CardReaderError.readerMissing) { try await reader.read() }
        let first = try await within(.seconds(5)) {
            for await presence in reader.presence() { return presence }
            return DocumentPresence.absent
        }
        #expect(first == .outOfOrder(CardReaderError.readerMissing.fault))
    }

    @Test func `a file that is no terminal is a missing reader`() async {
        let reader = SerialReader(device: "/dev/null")
        await #expect(throws: CardReaderError.readerMissing) { try await reader.read() }
    }

    @Test func `a silent module is given up and used again when it answers`() async throws {
        let twin = try twin(VirtualCard(.tenant))
        twin.keepSilent(true)
        let reader = SerialReader(device: twin.path, limit: .milliseconds(300))
        let start = ContinuousClock.now
        await #expect(throws: CardReaderError.silent) { try await reader.read() }
        #expect(ContinuousClock.now - start < .seconds(2))
        twin.keepSilent(false)
        #expect(try await reader.read().document.number == CardSpecimen.tenant.number)
    }

    @Test func `a watch tells a silent module once and heals when it answers`() async throws {
        let twin = try twin(nil)
        twin.keepSilent(true)
        let reader = SerialReader(device: twin.path, limit: .milliseconds(200))
        let seen = try await changes(reader, 2) { twin.keepSilent(false) }
        #expect(seen == [.outOfOrder(CardReaderError.silent.fault), .absent])
    }
}
