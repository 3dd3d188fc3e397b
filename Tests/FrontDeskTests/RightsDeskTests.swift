import Foundation
import Printing
import Registry
import Storage
import Testing

@testable import FrontDesk

@Suite struct RightsDeskTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "rights-\(UUID().uuidString)")

    private func withRights(
        _ body: (RightsDesk, DataFolder, Identifier<Tenancy>) async throws -> Void
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        let tenancy = try await Sample.housed(in: data)
        let rights = RightsDesk(
            data: data, renderer: PlainRenderer(),
            setting: LeaseSetting(village: "样张村", phone: "0000", isTrial: true),
            terms: RetentionTerms(), keepsPhoto: false, standing: Standing(data),
            clock: { Sample.now }, onOrdered: {})
        try await body(rights, data, tenancy)
    }

    private func paper(
        _ kind: EffectKind, of tenancy: Identifier<Tenancy>, _ data: DataFolder
    ) async throws -> String {
        let papers = try await data.papers.papers(of: tenancy)
        let found = try #require(papers.first { $0.kind == kind })
        return String(
            decoding: try await data.archive.document(found.documentSHA256), as: UTF8.self)
    }

    @Test func `the screen shows what is kept masked, the paper in full, and the look is recorded`()
        async throws
    {
        try await withRights { rights, data, tenancy in
            try await data.journal.recordLook(
                by: Identifier("gone"), at: tenancy.rawValue, purpose: "补打：样张理由", from: .desk,
                time: Sample.now)
            let own = try await rights.show(Sample.identified, in: Identifier("session-1"))
            let shown = own.sections.flatMap(\.rows).map(\.value).joined(separator: "|")
            for value in [Sample.name, Sample.number, Sample.phone, Sample.document.address] {
                #expect(!shown.contains(value))
            }
            for part in [
                Sample.document.maskedName, Sample.document.maskedNumber, "*******0000",
                "ZL20261122-0001", "刷脸比对，告知第 2 版", "分数 0.70", "离房后 1825 天删除",
                "工作人员，前台，补打：样张理由", "本人，租客屏幕，本人查看", "正在预约", "没有保存",
            ] {
                #expect(shown.contains(part), "\(part)")
            }
            #expect(own.canWithdraw && own.tenancy == tenancy)
            let looks = try await data.journal.audit(
                of: tenancy.rawValue, since: Timestamp(milliseconds: 0))
            #expect(looks.first?.words?["person"] == "self")

            try await rights.print(.printOwnData, for: tenancy, order: Identifier("o-1"))
            let text = try await paper(.printOwnData, of: tenancy, data)
            for value in [Sample.name, Sample.number, Sample.phone, Sample.document.address] {
                #expect(text.contains(value))
            }
            for value in [Sample.landlord.name, Sample.landlord.number, Sample.landlord.phone] {
                #expect(!text.contains(value), "nothing of anybody else")
            }
        }
    }

    @Test func `somebody of whom nothing is kept is told so, and the look is recorded`()
        async throws
    {
        try await withRights { rights, data, _ in
            let old = Sample.document
            let stranger = IdentityDocument(
                kind: old.kind, name: "样张戊", number: "440524188001010014", sex: old.sex,
                ethnicGroup: nil, birthDate: old.birthDate, address: "样张", issuer: "样张",
                validFrom: old.validFrom, validUntil: nil, chipSerial: nil)
            let identified = Identified(
                applicant: Applicant(document: stranger, consent: Sample.consent()),
                identification: .face(Sample.comparison(0.7)))
            let own = try await rights.show(identified, in: Identifier("session-9"))
            #expect(own.sections.isEmpty && own.tenancy == nil && !own.canWithdraw)
            let looks = try await data.journal.audit(
                of: "session-9", since: Timestamp(milliseconds: 0))
            #expect(looks.count == 1)
        }
    }

    @Test func `a paper is filed, ordered and journaled once under one wish`() async throws {
        try await withRights { rights, data, tenancy in
            for _ in 0..<2 {
                try await rights.print(.printConsent, for: tenancy, order: Identifier("o-1"))
            }
            try await rights.print(.printConsent, for: tenancy, order: Identifier("o-2"))
            let papers = try await data.papers.papers(of: tenancy)
            #expect(papers.map(\.kind) == [.printConsent], "a second wish is a second copy")
            #expect(papers.first?.number.hasPrefix("TY20261122-") == true)
            let effects = try await data.effects.all(of: tenancy)
                .filter { $0.kind == .printConsent }
            #expect(try effects.map { try PrintOrder($0).copy }.sorted() == [1, 2])
            let entries = try await data.journal.entries(limit: 1_000)
            #expect(entries.filter { $0.kind == .paper }.count == 2)
            let text = try await paper(.printConsent, of: tenancy, data)
            for part in ["刷脸比对", "人工核对：没有选择", "第 2 版", "ZL20261122-0001", "1825 天"] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(!text.contains(Sample.number), "the receipt masks the number")
            #expect(text.contains(Sample.document.maskedNumber))
        }
    }

    @Test func `a withdrawal deletes the comparison, keeps the stay, and proves both on paper`()
        async throws
    {
        try await withRights { rights, data, tenancy in
            let own = try await rights.show(Sample.identified, in: Identifier("session-1"))
            try await rights.print(.printOwnData, for: tenancy, order: Identifier("o-1"))
            let printed = try #require(try await data.papers.papers(of: tenancy).first)
            let withdrawn = try await rights.withdraw(own)
            #expect(!withdrawn.canWithdraw && withdrawn.withdrawnAt == Sample.now)
            #expect(try await rights.withdraw(withdrawn) == withdrawn, "twice is once")
            let shown = withdrawn.sections.flatMap(\.rows).map(\.value).joined(separator: "|")
            #expect(shown.contains("已撤回") && !shown.contains("0.70"))

            let lease = try await data.tenancies.lease("ZL20261122-0001").signed
            #expect(lease.identification == .withdrawn(at: Sample.now))
            #expect(lease.consent.withdrawnAt == Sample.now)
            #expect(try await data.tenancies.isHoused(number: Sample.number))
            await #expect(throws: (any Error).self, "the print-out told the score") {
                try await data.archive.document(printed.documentSHA256)
            }

            try await rights.print(.printWithdrawal, for: tenancy, order: Identifier("o-2"))
            let entry = try #require(
                try await data.tenancies.withdrawal(number: Sample.number))
            let text = try await paper(.printWithdrawal, of: tenancy, data)
            let hash = Array(entry.hash.prefix(8)).hex
            for part in [
                "1 次比对，已删除", "1 份存档，已删除", "没有保存过", "第三十七条", "第六十八条",
                "第 \(entry.sequence) 条，摘要 \(hash.prefix(4)) ",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            let entries = try await data.journal.entries(limit: 1_000)
            #expect(entries.filter { $0.kind == .withdrawal }.count == 1)
        }
    }
}
