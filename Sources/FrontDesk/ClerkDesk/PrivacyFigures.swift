import Printing
import Registry
import Storage

/// What the desk's page about people's data shows: numbers and terms, nobody's name.
struct PrivacyFigures: Equatable, Sendable {
    let faces: StoredFaces
    let keepsPhoto: Bool
    let terms: RetentionTerms
    let consents: ConsentCounts
    /// The last run that deleted anything.
    let lastRun: RetentionReport?

    /// The figures by the names that the template uses.
    var values: [String: Any] {
        [
            "faces": faces.count, "isLate": faces.duty != .none, "facesText": faces.chinese,
            "warningAt": StoredFaces.warningAt, "filingAt": StoredFaces.filingAt,
            "filingDays": StoredFaces.filingDays, "keepsPhoto": keepsPhoto,
            "kept": terms.section(keepsPhoto: keepsPhoto, way: .face).rows.map {
                ["what": $0.label, "until": $0.value]
            },
            "byFace": consents.face, "inPerson": consents.inPerson,
            "withdrawn": consents.withdrawn,
            "lastRun": lastRun?.chinese ?? "还没有删除过到期资料",
        ]
    }
}

extension DeskCounter {
    func privacy() async throws -> PrivacyFigures {
        PrivacyFigures(
            faces: StoredFaces(count: try await data.photos.count()),
            keepsPhoto: desk.rights.keepsPhoto, terms: desk.rights.terms,
            consents: try await data.tenancies.consentCounts(),
            lastRun: try await data.retention.reports().first)
    }
}
