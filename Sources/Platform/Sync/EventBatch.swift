import Crypto
import FoundationEssentials
import Registry
import Sync

/// A batch of a kiosk's events that is sound in itself: one source, sequences without gaps, each
/// hash that of its content, each entry following the one before it.
struct EventBatch: Sendable {
    /// An event and its chain in bytes.
    struct Link: Sendable {
        let event: KioskEvent
        let bodyHash: [UInt8]
        let previous: [UInt8]
        let hash: [UInt8]
        var sequence: Int { event.sequence }
    }
    /// The hash before a journal's first entry.
    static let origin = [UInt8](repeating: 0, count: 32)
    /// Longest kind and subject in bytes.
    private static let nameMax = 200

    /// One at least, in order.
    let links: [Link]
    var first: Int { links[0].sequence }

    init(_ events: [KioskEvent], from kiosk: RegisteredKiosk) throws(PlatformError) {
        guard let first = events.first else { throw .badBatch }
        var links: [Link] = []
        for (offset, event) in events.enumerated() {
            guard event.village == kiosk.village, event.kiosk == kiosk.id else {
                throw .otherSource
            }
            guard event.sequence - offset == first.sequence else { throw .badBatch }
            let link = try Link(event)
            guard links.last.map({ $0.hash == link.previous }) ?? true else {
                throw .brokenChain
            }
            links.append(link)
        }
        self.links = links
    }

    /// The links that are not yet recorded, where `last` is the newest recorded sequence (0 for
    /// none), `chain` the hash there, and `known` the recorded hashes of this batch's sequences.
    func fresh(
        after last: Int, chain: [UInt8], known: [Int: [UInt8]]
    ) throws(PlatformError) -> ArraySlice<Link> {
        guard first <= last + 1 else { throw .gap(expected: last + 1) }
        let repeated = links.prefix { $0.sequence <= last }
        guard repeated.allSatisfy({ known[$0.sequence] == $0.hash }) else { throw .otherContent }
        let fresh = links.dropFirst(repeated.count)
        guard fresh.first.map({ $0.previous == chain }) ?? true else { throw .brokenChain }
        return fresh
    }

    fileprivate static func isName(_ text: String) -> Bool {
        (1...nameMax).contains(text.utf8.count) && !text.utf8.contains(0)
    }
}

extension EventBatch.Link {
    fileprivate init(_ event: KioskEvent) throws(PlatformError) {
        let entry = event.entry
        func hash(_ text: String) throws(PlatformError) -> [UInt8] {
            guard let bytes = [UInt8](hex: text), bytes.count == 32 else { throw .badBatch }
            return bytes
        }
        guard EventBatch.isName(entry.kind), EventBatch.isName(entry.subject) else {
            throw .badBatch
        }
        self.init(
            event: event, bodyHash: try hash(entry.bodyHash), previous: try hash(entry.previous),
            hash: try hash(entry.hash))
        guard self.hash == expectedHash else { throw .wrongHash }
    }

    /// SHA-256 over everything an entry is made of, each part of fixed length or with its length
    /// before it, as kiosks make it.
    var expectedHash: [UInt8] {
        var sha = SHA256()
        sha.update(data: Data("frontdesk journal 1".utf8))
        sha.update(data: Self.bigEndian(UInt64(bitPattern: Int64(event.sequence))))
        sha.update(data: Self.bigEndian(UInt64(bitPattern: event.entry.at.milliseconds)))
        for part in [
            Array(event.entry.kind.utf8), Array(event.entry.subject.utf8), bodyHash, previous,
        ] {
            sha.update(data: Self.bigEndian(UInt64(part.count)))
            sha.update(data: Data(part))
        }
        return Array(sha.finalize())
    }

    private static func bigEndian(_ number: UInt64) -> Data {
        Data((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    }
}
