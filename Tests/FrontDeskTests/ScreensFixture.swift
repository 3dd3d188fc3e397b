import FaceMatch
import Foundation
import Logging
import Registry
import Synchronization
import Web

@testable import FrontDesk

/// Made-up people, houses and papers for the screens' and the check-in's tests. The number is
/// the specimen that GB 11643 itself prints.
enum Sample {
    static let number = "11010519491231002X"
    static let name = "样张甲"
    static let phone = "13800000000"
    static let now = Timestamp(milliseconds: 1_795_305_600_000)
    static var today: CalendarDate { now.day }

    static func day(_ text: String) -> CalendarDate {
        CalendarDate(text) ?? Timestamp(milliseconds: 0).day
    }

    static let document = IdentityDocument(
        kind: .resident, name: name, number: number, sex: .female, ethnicGroup: "汉族",
        birthDate: day("19491231"), address: "样张市样张路 1 号", issuer: "样张市公安局",
        validFrom: day("20200101"), validUntil: nil, chipSerial: nil)
    static let authority = LettingAuthority(
        reference: "样张-授-0001", signedOn: day("20260105"), monthsMax: 24, depositMonths: 1,
        depositReturnDays: 7, deductionCases: ["欠缴租金", "损坏设施"])
    static let landlord = Landlord(
        id: Identifier("landlord-1"), name: "样张乙", number: "440524188001010014",
        phone: "13900000000", authority: authority)

    static func consent(_ way: Consent.Way = .face) -> Consent {
        Consent(way: way, notice: ScreenPages.notice, at: now)
    }
    static func applicant(_ way: Consent.Way = .face) -> Applicant {
        Applicant(document: document, consent: consent(way))
    }
    static func comparison(_ score: Double) -> FaceComparison {
        FaceComparison(score: score, passAt: 0.5, refuseBelow: 0.3, models: [:])
    }
    static let identified = Identified(
        applicant: applicant(), identification: .face(comparison(0.7)))

    static func offer(
        house: Int = 1, room: String = "302", colour: Colour = .green, capacity: Int = 2,
        occupants: Int = 0, rent: Int = 800
    ) -> RoomOffer {
        RoomOffer(
            room: Room(
                id: Identifier("room-\(house)-\(room)"), house: Identifier("house-\(house)"),
                number: room, capacity: capacity, areaCm2: 125_000, rent: Money(yuan: rent),
                amenities: ["空调", "床", "热水器", "独立卫生间"]),
            house: House(
                id: Identifier("house-\(house)"), address: "桂花巷 \(house) 号（样张）",
                colour: colour, landlord: landlord.id, land: .collective),
            occupants: occupants)
    }
    static var offers: [RoomOffer] {
        [
            offer(), offer(room: "303", occupants: 2, rent: 650), offer(room: "304", rent: 1_200),
            offer(room: "401", occupants: 1), offer(house: 2, room: "101", colour: .yellow),
            offer(house: 2, room: "102", colour: .yellow, occupants: 2),
            offer(house: 3, room: "101", colour: .red), offer(house: 4, room: "201", colour: .grey),
            offer(house: 5, room: "101", occupants: 2),
        ]
    }
    static let choice = RoomChoice(offer: offer(), landlord: landlord, authority: authority)

    static func terms(months: Int = 12) throws(LeaseError) -> LeaseTerms {
        try LeaseTerms(
            from: today, months: months, phone: phone, authority: authority, today: today)
    }
    static func draft() throws(LeaseError) -> LeaseDraft {
        LeaseDraft(
            number: "ZL20261122-0007", tenancy: Identifier("tenancy-1"), tenant: document,
            offer: offer(), landlord: landlord, authority: authority, terms: try terms(),
            madeAt: now)
    }
    static var strokes: [[Signature.Point]] {
        [
            (0..<20).map {
                let step = Double($0) / 20
                return Signature.Point(
                    x: 0.2 + step / 2, y: 0.5, milliseconds: $0 * 16, pressure: 0.5)
            }
        ]
    }
    static func lease() throws(LeaseError) -> SignedLease {
        SignedLease(
            draft: try draft(), signature: try Signature(strokes: strokes),
            identification: identified.identification, consent: consent(), signedAt: now)
    }
    static func receipt(
        _ paper: Receipt.Paper = .printing, policy: PolicyNews? = nil, door: DoorNews = .none
    ) -> Receipt {
        Receipt(
            tenancy: Identifier("tenancy-1"), lease: "ZL20261122-0007", offer: offer(),
            from: today, until: today.adding(months: 12).adding(days: -1), tenantName: name,
            paper: paper, policy: policy, door: door)
    }

    static let products = [
        InsuranceProduct(
            id: Identifier("home"), name: "租客家财综合险（样张）", carrier: "样张财产保险公司",
            premiumPerMonth: Money(yuan: 5),
            covers: ["火灾、爆炸造成的家具、家电和衣物损失，最高两万元", "水管爆裂造成的室内财产损失，最高五千元"],
            endsAtCheckOut: true),
        InsuranceProduct(
            id: Identifier("injury"), name: "租住人身意外险（样张）", carrier: "样张人寿保险公司",
            premiumPerMonth: Money(fen: 850),
            covers: ["意外身故或者伤残，最高十万元", "意外医疗费用，最高一万元"], endsAtCheckOut: false),
    ]

    static let cardPulled = Fault(
        "CR-02", .tryAgain, tenant: "请重新放好身份证", clerk: "卡在读完前被拿开，请重放。")
    static let noPaper = Fault(
        "PR-02", .outOfOrder, tenant: "打印机缺纸，工作人员会为您补打", clerk: "打印机缺纸：请加纸。")
    static let broken = Fault(
        "CR-05", .outOfOrder, tenant: "设备需要检查，请联系工作人员", clerk: "读卡器无应答。")

    /// Every state, by a name for pictures and failed expectations.
    static func states() throws -> [(name: String, state: CheckIn.State)] {
        let draft = try draft()
        let prompts: [FacePrompt] = [
            .starting, .showFace, .lookStraight, .turn(.left), .turn(.right), .turnBack,
            .advice(.comeCloser), .advice(.stepBack), .advice(.onePersonOnly),
        ]
        return [
            ("welcome", .welcome), ("consent", .consenting),
            ("card", .awaitingCard(consent(), notice: nil)),
            ("card-again", .awaitingCard(consent(), notice: cardPulled)),
            ("card-in-person", .awaitingCard(consent(.inPerson), notice: nil)),
            ("reading", .readingCard(consent())),
            ("face-failed", .faceFailed(applicant(), cardPulled, failures: 1)),
            ("rooms", .choosingRoom(identified, notice: nil)),
            ("rooms-red", .choosingRoom(identified, notice: AdmissionError.houseUnsafe.fault)),
            ("terms", .choosingTerms(identified, choice, notice: nil)),
            ("terms-phone", .choosingTerms(identified, choice, notice: LeaseError.noPhone.fault)),
            ("insurance", .choosingInsurance(identified, choice, try terms(), products)),
            ("drafting", .drafting(identified, choice, try terms())),
            ("lease", .reading(identified, draft)),
            ("sign", .signing(identified, draft, notice: nil)),
            ("sign-again", .signing(identified, draft, notice: LeaseError.noSignature.fault)),
            ("recording", .recording(try lease())), ("done", .registered(receipt())),
            ("done-printed", .registered(receipt(.printed))),
            (
                "done-all",
                .registered(
                    receipt(.printed, policy: .booked(number: "2026-000123"), door: .granted))
            ),
            ("done-swipe", .registered(receipt(policy: .booking, door: .awaitingSwipe))),
            (
                "done-late",
                .registered(
                    receipt(.delayed(noPaper), policy: .delayed(broken), door: .delayed(broken)))
            ),
            ("done-granting", .registered(receipt(policy: .cancelled, door: .granting))),
            ("clerk", .withClerk(applicant(), .faceDiffers)),
            ("clerk-unknown", .withClerk(nil, broken)),
            ("ended", .ended(.restarted)),
        ] + (try outStates()) + ownStates()
            + prompts.map { ("face-\($0.name)", .comparingFace(applicant(), $0, failures: 0)) }
    }
}
