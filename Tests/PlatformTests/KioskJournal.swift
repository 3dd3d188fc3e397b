import Registry
import Sync

@testable import Platform

/// A kiosk's journal as it goes up: each event chained to the one before it.
struct KioskJournal {
    let village: Identifier<Village>
    let kiosk: Identifier<KioskStation>
    private(set) var last = 0
    private(set) var chain = EventBatch.origin

    init(_ kiosk: String, of village: Identifier<Village> = guihua) {
        (self.kiosk, self.village) = (Identifier(kiosk), village)
    }

    mutating func append(
        _ kind: String, subject: String = "s", body: EntryBody? = nil, salt: UInt8 = 0,
        at: Timestamp = now
    ) -> KioskEvent {
        last += 1
        let event = Self.event(
            self, sequence: last, kind, subject, body, salt: salt, previous: chain, at: at)
        chain = [UInt8](hex: event.entry.hash) ?? []
        return event
    }

    mutating func registered(
        _ id: String, room: String = "single", name: String = "样张某", number: String = specimen,
        endedAt: Timestamp? = nil
    ) throws -> KioskEvent {
        append(
            "registration", subject: id,
            body: .registered(
                try .sample(id, room: room, name: name, number: number, endedAt: endedAt)))
    }

    mutating func ended(_ id: String, at time: Timestamp = now) -> KioskEvent {
        append(
            "checkOut", subject: id,
            body: .ended(TenancyEnd(tenancy: Identifier(id), endedAt: time, documentSHA256: nil)))
    }

    mutating func settled(_ task: Identifier<DeskException>) -> KioskEvent {
        append("decision", subject: task.rawValue, body: .settled)
    }

    private static func event(
        _ journal: KioskJournal, sequence: Int, _ kind: String, _ subject: String,
        _ body: EntryBody?, salt: UInt8, previous: [UInt8], at: Timestamp
    ) -> KioskEvent {
        let bodyHash = [UInt8](repeating: salt, count: 32)
        func made(_ hash: String) -> KioskEvent {
            KioskEvent(
                sequence: sequence, village: journal.village, kiosk: journal.kiosk,
                entry: EntryProof(
                    at: at, kind: kind, subject: subject, bodyHash: bodyHash.hex,
                    previous: previous.hex, hash: hash),
                body: body)
        }
        let link = EventBatch.Link(
            event: made(""), bodyHash: bodyHash, previous: previous, hash: [])
        return made(link.expectedHash.hex)
    }
}

let specimen = "11010519491231002X"

extension TenancyReport {
    static func sample(
        _ id: String, room: String, name: String = "样张某", number: String = specimen,
        endedAt: Timestamp? = nil
    ) throws -> TenancyReport {
        func day(_ text: String) throws -> CalendarDate {
            guard let day = CalendarDate(text) else { throw PlatformError.unstorable }
            return day
        }
        return TenancyReport(
            tenancy: Tenancy(
                id: Identifier(id), room: Identifier(room), lease: "ZL20261123-0001",
                from: try day("2026-11-23"), until: try day("2027-11-22"), recordedAt: now),
            tenant: IdentityDocument(
                kind: .resident, name: name, number: number, sex: .female, ethnicGroup: "汉族",
                birthDate: try day("19491231"), address: "样张市样张路 1 号", issuer: "样张市公安局",
                validFrom: try day("20200101"), validUntil: nil, chipSerial: nil),
            phone: "10000000099", documentSHA256: nil, endedAt: endedAt)
    }
}
