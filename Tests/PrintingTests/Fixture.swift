import DeviceSupport
import Foundation
import Registry

@testable import Printing

/// Values and programs the tests of this folder share. Everything is made up and marked 样张.
enum Fixture {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let forms = FormFolder(path: root + "/forms")
    static let lease = FormVersion(form: "lease", version: 1)
    static let python = root + "/var/python/bin/python3"
    /// 2026-11-22 22:30 in China.
    static let time = Timestamp(milliseconds: 1_795_357_800_000)

    static func renderer(
        forms: FormFolder = forms, python: String = python,
        script: String = root + "/forms/render.py", limit: Duration = .seconds(10)
    ) -> TypstRenderer {
        TypstRenderer(
            program: .init(python: python, script: script, limit: limit), forms: forms)
    }

    /// The lease's specimen with `change` made to it.
    static func specimen(
        _ change: (inout [String: JSONValue]) -> Void = { _ in }
    ) throws -> [UInt8] {
        let text = try forms.specimen(of: lease)
        var members = JSONValue(parsing: text)?.object ?? [:]
        change(&members)
        return try JSONValue.object(members).canonicalText()
    }

    static func draft(name: String = "张样·㛃䶮") throws -> LeaseDraft {
        let authority = LettingAuthority(
            reference: "SQ-2026-0031", signedOn: day("2026-03-02"), monthsMax: 12,
            depositMonths: 1, depositReturnDays: 7, deductionCases: ["拖欠的租金"])
        let house = House(
            id: Identifier("h"), address: "桂花巷12号", colour: .green, landlord: Identifier("l"),
            land: .collective)
        let room = Room(
            id: Identifier("r"), house: house.id, number: "302", capacity: 2, areaCm2: 185_000,
            rent: Money(yuan: 1_200), amenities: ["空调", "床"])
        return LeaseDraft(
            number: "ZL20261122-0007", tenancy: Identifier("t"), tenant: tenant(name: name),
            offer: RoomOffer(room: room, house: house, occupants: 0),
            landlord: Landlord(
                id: Identifier("l"), name: "王样张", number: "440524188001010014",
                phone: "13900000000", authority: authority),
            authority: authority,
            terms: try LeaseTerms(
                from: day("2026-11-22"), months: 6, phone: "13800000000", authority: authority,
                today: day("2026-11-22")),
            madeAt: time)
    }

    static func signed(_ draft: LeaseDraft) throws -> SignedLease {
        let stroke = (0..<20).map {
            Signature.Point(
                x: 0.1 + Double($0) * 0.03, y: 0.3, milliseconds: $0 * 10, pressure: 0.5)
        }
        return SignedLease(
            draft: draft, signature: try Signature(strokes: [stroke]),
            identification: .inPerson(staff: Identifier("s"), reason: "样张"),
            consent: Consent(way: .inPerson, notice: 1, at: time), signedAt: time)
    }

    static func tenant(name: String) -> IdentityDocument {
        IdentityDocument(
            kind: .resident, name: name, number: "11010519491231002X", sex: .female,
            ethnicGroup: "汉族", birthDate: day("1949-12-31"), address: "样张市样张区样张路1号",
            issuer: "样张市公安局", validFrom: day("2020-01-01"), validUntil: nil, chipSerial: nil)
    }

    static let setting = LeaseSetting(village: "桂花村", phone: "0579-00000000", isTrial: true)

    /// What poppler's `program` says of `file`.
    static func poppler(_ program: String, _ file: [UInt8], _ arguments: String...) throws -> String
    {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).pdf"
        try Data(file).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let tail = program == "pdftotext" ? [path, "-"] : [path]
        let child = try ChildProcess(command: ["/usr/bin/\(program)"] + arguments + tail)
        let output = try child.readToEnd(within: .seconds(20), lengthMax: 4_000_000)
        return String(decoding: output, as: UTF8.self)
    }

    /// The text of a PDF without any space or line break.
    static func text(of file: [UInt8]) throws -> String {
        try poppler("pdftotext", file).filter { !$0.isWhitespace }
    }

    private static func day(_ text: String) -> CalendarDate {
        CalendarDate(text) ?? Timestamp(milliseconds: 0).day
    }
}

extension String {
    /// Without any space, as ``Fixture/text(of:)`` gives it.
    var dense: String { filter { !$0.isWhitespace } }
}
