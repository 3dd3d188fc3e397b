import Foundation
import Printing
import Registry
import Sealing
import Storage

/// What a person may ask of the kiosk about his own data: to see them, to have them on paper, to
/// have a receipt of his consent, to withdraw it.
struct RightsDesk: Sendable {
    let data: DataFolder
    let renderer: any FormRenderer
    let setting: LeaseSetting
    let terms: RetentionTerms
    /// Whether photos of documents are kept.
    let keepsPhoto: Bool
    let standing: Standing
    let clock: @Sendable () -> Timestamp
    /// Called after each order of a paper, so that it is printed at once.
    let onOrdered: @Sendable () async -> Void

    /// Looks up what is kept of `identified`, for his own eyes, and records the look: of each
    /// stay, or under the visit's id where nothing is kept.
    func show(
        _ identified: Identified, in session: Identifier<CheckInSession>
    ) async throws -> OwnData {
        let document = identified.applicant.document
        let stays = try await data.tenancies.person(number: document.number)
        let subjects = stays.map(\.record.tenancy.id.rawValue)
        try await data.journal.recordOwnLook(
            at: subjects.isEmpty ? [session.rawValue] : subjects,
            identification: identified.identification.word,
            clerk: identified.identification.clerk, notice: identified.applicant.consent.notice,
            time: clock())
        return try await shown(to: document)
    }

    /// The same without a word in the journal, for a screen he has before him already.
    private func shown(to document: IdentityDocument) async throws -> OwnData {
        let stays = try await data.tenancies.person(number: document.number)
        let own = stays.filter { $0.record.madeBy == nil }
        let consents = own.compactMap { $0.lease?.signed.consent }
        return OwnData(
            document: document, tenancy: own.first { $0.lease != nil }?.record.tenancy.id,
            sections: try await sections(of: stays, isMasked: true),
            canWithdraw: consents.contains { $0.way == .face && $0.withdrawnAt == nil },
            withdrawnAt: consents.compactMap(\.withdrawnAt).max())
    }

    /// Deletes what came from comparisons of his face. Done again it changes nothing.
    func withdraw(_ own: OwnData) async throws -> OwnData {
        _ = try await data.tenancies.withdrawConsent(number: own.document.number, at: clock())
        return try await shown(to: own.document)
    }

    /// Draws up a paper, files it durably and orders its printing. `order` names the wish: done
    /// again under the same name it prints nothing more.
    func print(
        _ kind: EffectKind, for tenancy: Identifier<Tenancy>, order: Identifier<EffectRecord>
    ) async throws {
        guard try await !data.papers.isOrdered(order) else { return await onOrdered() }
        let now = clock()
        let earlier = try await data.papers.papers(of: tenancy).first { $0.kind == kind }
        // What was filed once is printed as it was; a print-out is of today.
        if let earlier, kind != .printOwnData {
            let copies = try await data.effects.all(of: tenancy).count { $0.kind == kind }
            let size = try await data.archive.document(earlier.documentSHA256).count
            return try await self.order(earlier, size: size, copy: copies + 1, order, at: now)
        }
        let sheet = try await sheet(kind, of: tenancy, at: now)
        let form = try await renderer.newestVersion(of: kind.form)
        let fields = try sheet.formData(setting)
        let document = try await renderer.pdf(form, data: fields, at: now)
        let archived = try await data.archive.store(document)
        let paper = PersonPaper(
            number: sheet.number, tenancy: tenancy, kind: kind, form: form,
            documentSHA256: archived.sha256, madeAt: now)
        try await self.order(paper, size: archived.size, copy: 1, order, at: now)
    }

    private func order(
        _ paper: PersonPaper, size: Int, copy: Int, _ order: Identifier<EffectRecord>,
        at time: Timestamp
    ) async throws {
        let print = PrintOrder(
            kind: paper.kind, number: paper.number, document: paper.documentSHA256, copy: copy)
        let effect = NewEffect(
            id: order, kind: paper.kind, payload: Array(try JSONEncoder().encode(print)))
        try await data.papers.order(paper, size: size, effect: effect, at: time)
        await onOrdered()
    }

    private func sheet(
        _ kind: EffectKind, of tenancy: Identifier<Tenancy>, at time: Timestamp
    ) async throws -> PersonSheet {
        let record = try await data.tenancies.tenancy(tenancy)
        let lists: [String: [PaperSection]]
        switch kind {
        case .printConsent:
            let lease = try await data.tenancies.lease(record.tenancy.lease).signed
            lists = [
                "consent": [lease.consentSection],
                "kept": [terms.section(keepsPhoto: keepsPhoto, way: lease.consent.way)],
            ]
        case .printWithdrawal:
            guard let entry = try await data.tenancies.withdrawal(number: record.tenant.number)
            else { throw StorageError.unknownRecord }
            lists = ["deleted": [entry.section], "stays": [terms.sectionOfWhatStays]]
        default:
            let stays = try await data.tenancies.person(number: record.tenant.number)
            lists = ["records": try await sections(of: stays, isMasked: false)]
        }
        return PersonSheet(
            number: try await data.leaseNumbers.next(on: time.day, prefix: kind.prefix),
            person: record.tenant, madeAt: time, lists: lists)
    }
}

extension EffectKind {
    /// The form of a paper about a person's data.
    fileprivate var form: String {
        switch self {
        case .printConsent: "consent"
        case .printWithdrawal: "withdrawal"
        default: "own-data"
        }
    }

    /// Begins the number of such a paper.
    fileprivate var prefix: String {
        switch self {
        case .printConsent: "TY"
        case .printWithdrawal: "CH"
        default: "ZY"
        }
    }
}

extension Identification {
    /// For the journal.
    fileprivate var word: String {
        switch self {
        case .face, .withdrawn: "face"
        case .inPerson: "inPerson"
        }
    }

    /// Who compared in person.
    fileprivate var clerk: Identifier<Staff>? {
        if case .inPerson(let staff, _) = self { staff } else { nil }
    }
}
