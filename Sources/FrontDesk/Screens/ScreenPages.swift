import Foundation
import Registry
import Web

/// Words and pictures for each state of a check-in.
///
/// Full name and number appear on the lease's pages only; everything else is masked, since
/// others may look over the visitor's shoulder.
struct ScreenPages: Sendable {
    /// Version of the notice on the screen `consent`; a changed text needs the next numbers.
    static let notice = 2
    /// The same where photos are kept, which the notice then says.
    static let noticeKeepingPhoto = 3
    /// The version that this kiosk shows.
    var noticeVersion: Int { facts.photoDays == nil ? Self.notice : Self.noticeKeepingPhoto }

    private let templates: Templates
    private let facts: DeskFacts

    init(templates: Templates, facts: DeskFacts) {
        (self.templates, self.facts) = (templates, facts)
    }

    /// The folder of the screens' templates, scripts and pictures.
    static var files: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "ScreenFiles")
    }

    /// What a screen shows besides the check-in itself.
    struct Material: Equatable, Sendable {
        var offers: [RoomOffer] = []
        var pages = 0
        var today: CalendarDate
        /// What the visitor came for.
        var purpose = CheckIn.Purpose.checkIn
    }

    /// The page that stays while its parts change.
    func shell(parts: [String: String]) throws -> String {
        let parts = ["screen", "notice", "overlay"].map { ($0, parts[$0] ?? "") }
        return try templates.html(
            "kiosk", facts.values.merging(parts as [(String, Any)]) { $1 })
    }

    /// The steps and the body of the screen for `state`.
    func screen(_ state: CheckIn.State, _ material: Material) throws -> String {
        let step = state.screen.step
        let steps = state.screen.steps(for: material.purpose).enumerated().map {
            index, name -> [String: Any] in
            let place = step.map { index < $0 ? "past" : index == $0 ? "now" : "next" }
            return ["name": name, "number": index + 1, "place": place ?? "next"]
        }
        let head: [String: Any] = [
            "steps": steps, "hasSteps": step != nil, "screenName": state.screen.rawValue,
        ]
        return try templates.html("steps", facts.values.merging(head) { $1 })
            + templates.html(
                "\(state.screen.rawValue)",
                facts.values.merging(values(of: state, material)) { $1 })
    }

    /// The one instruction on the screen `face`, which changes without the screen.
    func prompt(_ prompt: FacePrompt) throws -> String {
        try templates.html("prompt", values(of: prompt))
    }

    /// The band that says why the last try failed; empty when there is none.
    func notice(_ fault: Fault?) throws -> String {
        guard let fault else { return "" }
        return try templates.html("notice", ["message": fault.tenant, "code": fault.code])
    }

    /// The question whether the visitor is still there; empty when it is not asked.
    func overlay(isAsking: Bool) throws -> String {
        isAsking ? try templates.html("overlay", facts.values) : ""
    }

    private func values(of state: CheckIn.State, _ material: Material) -> [String: Any] {
        switch state {
        case .welcome, .readingCard, .drafting, .signing, .recording:
            [:]
        case .consenting:
            ["isOwnData": material.purpose == .ownData]
        case .awaitingCard(let consent, _):
            ["isInPerson": consent.way == .inPerson]
        case .comparingFace(_, let prompt, _):
            values(of: prompt)
        case .faceFailed(_, let fault, _), .withClerk(_, let fault), .ended(let fault):
            ["message": fault.tenant, "code": fault.code]
        case .choosingRoom:
            RoomList(offers: material.offers).values
        case .choosingTerms(_, let choice, _):
            TermsForm(choice: choice, today: material.today).values
        case .choosingInsurance(_, _, let terms, let products):
            InsuranceOffer(products: products, months: terms.months).values
        case .reading(_, let draft):
            pages(material.pages, madeAt: draft.madeAt)
        case .registered(let receipt):
            receipt.values
        case .checkingOut(let checkOut):
            values(of: checkOut.state, material)
        case .viewing(let visit):
            visit.values
        }
    }

    private func values(of state: CheckOut.State, _ material: Material) -> [String: Any] {
        switch state {
        case .consenting, .awaitingCard, .readingCard, .finding, .drawing, .recording:
            [:]
        case .readingMeters(let tenant, _):
            MeterForm(tenant: tenant).values
        case .reviewing(let settlement, _):
            settlement.values.merging(
                pages(material.pages, madeAt: settlement.madeAt)
            ) { $1 }
        case .ended(let receipt):
            receipt.values
        case .over(let fault):
            ["message": fault.tenant, "code": fault.code]
        }
    }

    /// The stamp keeps a browser from showing the last visitor's pages again.
    private func pages(_ count: Int, madeAt: Timestamp) -> [String: Any] {
        [
            "pages": (0..<count).map {
                ["number": $0 + 1, "stamp": madeAt.milliseconds] as [String: Any]
            },
            "count": count,
        ]
    }

    private func values(of prompt: FacePrompt) -> [String: Any] {
        [
            "prompt": prompt.chinese, "isLeft": prompt == .turn(.left),
            "isRight": prompt == .turn(.right),
        ]
    }
}
