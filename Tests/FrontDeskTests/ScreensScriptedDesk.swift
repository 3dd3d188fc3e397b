import Foundation
import Hummingbird
import Logging
import Registry
import Web

@testable import FrontDesk

/// A desk without devices: events go through the real ``CheckIn``, and work is done by the test.
actor ScriptedDesk: TenantDesk {
    private(set) var checkIn = CheckIn()
    private(set) var heard: [String] = []
    var preview: [[UInt8]] { [[0x89, 0x50], [0x89, 0x51]] }

    init(_ state: CheckIn.State = .welcome) {
        checkIn.state = state
        if state != .welcome { checkIn.session = Identifier("session-1") }
    }

    func changes() -> AsyncStream<CheckIn> {
        AsyncStream { continuation in
            continuation.yield(checkIn)
            continuation.finish()
        }
    }
    func deliver(_ event: CheckIn.Event) { _ = checkIn.handle(event) }
    func begin() { deliver(.begin(Identifier("session-1"))) }
    func consent(to way: Consent.Way, notice: Int) {
        deliver(.consented(Consent(way: way, notice: notice, at: Sample.now)))
    }
    func choose(room: Identifier<Room>) {
        guard let offer = Sample.offers.first(where: { $0.room.id == room }) else {
            return deliver(.roomRefused(AdmissionError.unknownRoom.fault))
        }
        deliver(
            .roomChosen(
                RoomChoice(
                    offer: offer, landlord: Sample.landlord, authority: Sample.authority)))
    }
    func chooseTerms(from: CalendarDate, months: Int, phone: String) {
        do throws(LeaseError) {
            let terms = try LeaseTerms(
                from: from, months: months, phone: phone, authority: Sample.authority,
                today: Sample.today)
            deliver(.termsChosen(terms, products: Sample.products))
        } catch {
            deliver(.termsRefused(error.fault))
        }
    }
    func choose(insurance: Identifier<InsuranceProduct>?) {
        deliver(.insuranceChosen(Sample.products.first { $0.id == insurance }))
    }
    func beginOwnData() { deliver(.beginOwnData(Identifier("session-1"))) }
    func beginCheckOut() { deliver(.beginCheckOut(Identifier("session-1"))) }
    func readMeters(electricity: String, water: String) {
        do throws(SettlementError) {
            let meters = try MeterReadings(electricity: electricity, water: water)
            deliver(.checkOut(.metersRead(meters)))
        } catch {
            deliver(.checkOut(.metersRefused(error.fault)))
        }
    }
    func sign(_ strokes: [[Signature.Point]]) {
        do throws(LeaseError) {
            deliver(.signed(try Signature(strokes: strokes), at: Sample.now))
        } catch {
            deliver(.signatureRefused(error.fault))
        }
    }
    func offers() throws -> [RoomOffer] { Sample.offers }
    func livePicture() -> [UInt8]? { nil }
}

extension Sample {
    static let facts = DeskFacts(
        village: "桂花村", phone: "0000-0000000", isTrial: true,
        wipe: .seconds(10))

    static func pages() throws -> ScreenPages {
        ScreenPages(
            templates: try Templates(folders: [WebFiles.folder, ScreenPages.files]), facts: facts)
    }

    static var material: ScreenPages.Material {
        ScreenPages.Material(offers: offers, pages: 2, today: today)
    }

    /// The tenant's paths over `desk`, with everything that stands before them.
    static func tenantApplication(_ desk: ScriptedDesk) throws -> some ApplicationProtocol {
        let templates = try Templates(folders: [WebFiles.folder, ScreenPages.files])
        let router = Router()
        router.add(middleware: SecurityHeaders())
        router.add(middleware: FaultMiddleware(for: .tenant, templates: templates))
        router.add(middleware: SameOrigin())
        TenantRoutes(
            desk: desk, pages: ScreenPages(templates: templates, facts: facts), hub: EventHub()
        ).add(to: router)
        return Application(router: router)
    }
}
