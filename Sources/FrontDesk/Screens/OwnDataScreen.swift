import Printing
import Registry
import Storage

extension OwnDataVisit {
    /// What the screens of a look at one's own data show.
    var values: [String: Any] { shown?.values ?? [:] }
}

extension OwnData {
    fileprivate var values: [String: Any] {
        let shown = papers.sorted { $0.key.rawValue < $1.key.rawValue }
        return [
            "hasNone": sections.isEmpty, "name": document.maskedName,
            "sections": sections.map { section -> [String: Any] in
                [
                    "title": section.title,
                    "rows": section.rows.map { ["label": $0.label, "value": $0.value] },
                ]
            },
            "canWithdraw": canWithdraw, "isWithdrawn": withdrawnAt != nil,
            "withdrawnAt": withdrawnAt?.chinese ?? "",
            "lines": shown.map { $0.value.ownLine(of: $0.key.paperName).values },
            "hasLines": !papers.isEmpty,
            "printable": printable.filter { papers[$0] == nil }.map {
                ["paper": $0.rawValue, "name": $0.paperName]
            },
        ]
    }
}

extension Receipt.Paper {
    fileprivate func ownLine(of name: String) -> OutcomeLine {
        guard case .delayed(let fault) = self else { return line(of: name) }
        return OutcomeLine(name, "稍后补打，请向前台索取", late: fault)
    }
}

extension EffectKind {
    /// The short name of a paper about a person's data.
    fileprivate var paperName: String {
        switch self {
        case .printConsent: "同意回执"
        case .printWithdrawal: "撤回凭据"
        default: "资料清单"
        }
    }
}
