import Printing
import Registry
import Storage

@testable import FrontDesk

/// Made-up looks at one's own data.
extension Sample {
    static func ownData(
        withdrawnAt: Timestamp? = nil, papers: [EffectKind: Receipt.Paper] = [:]
    ) -> OwnData {
        var own = OwnData(
            document: document, tenancy: Identifier("tenancy-1"),
            sections: [
                PaperSection(
                    "身份证件",
                    [
                        PaperRow("姓名", document.maskedName),
                        PaperRow("居民身份证", document.maskedNumber),
                    ]),
                PaperSection("谁查看过", [PaperRow(now.chinese, "前台人员，前台，补打")]),
            ], canWithdraw: withdrawnAt == nil)
        (own.withdrawnAt, own.papers) = (withdrawnAt, papers)
        return own
    }
    static let nothingKept = OwnData(
        document: document, tenancy: nil, sections: [], canWithdraw: false)

    static func viewing(_ state: OwnDataVisit.State) -> CheckIn.State {
        .viewing(OwnDataVisit(state: state))
    }

    /// Every event of a look at one's own data.
    static func ownEvents() -> [CheckIn.Event] {
        let inner: [OwnDataVisit.Event] = [
            .gathered(ownData()), .gathered(nothingKept), .print(.printOwnData),
            .print(.printConsent), .print(.printContract), .askToWithdraw, .confirmWithdrawal,
            .withdrawn(ownData(withdrawnAt: now)),
        ]
        let paper = Receipt.Paper.printed
        return [
            .beginOwnData(Identifier("session-1")), .printConsent,
            .personPaper(Identifier("tenancy-1"), .printOwnData, paper),
            .personPaper(Identifier("tenancy-1"), .printConsent, paper),
        ] + inner.map { .own($0) }
    }

    /// Every state of a look at one's own data, and the receipt on a check-in's last screen.
    static func ownStates() -> [(name: String, state: CheckIn.State)] {
        var receipt = receipt(.printed)
        receipt.consentPaper = .printed
        let printed: [EffectKind: Receipt.Paper] = [.printWithdrawal: .printed]
        let states: [(String, OwnDataVisit.State)] = [
            ("own-reading", .gathering(identified)), ("own", .showing(ownData(), notice: nil)),
            ("own-none", .showing(nothingKept, notice: nil)),
            (
                "own-printing",
                .showing(ownData(papers: [.printOwnData: .printing]), notice: nil)
            ),
            (
                "own-late",
                .showing(ownData(papers: [.printConsent: .delayed(noPaper)]), notice: broken)
            ),
            (
                "own-withdrawn",
                .showing(ownData(withdrawnAt: now, papers: printed), notice: nil)
            ),
            ("own-confirm", .confirming(ownData())), ("own-deleting", .withdrawing(ownData())),
        ]
        return states.map { ($0.0, viewing($0.1)) } + [("done-receipt", .registered(receipt))]
    }
}

extension CheckIn.Effect {
    /// Whether it deletes what came from a comparison.
    var isDeletion: Bool { if case .own(.withdraw) = self { true } else { false } }
}
