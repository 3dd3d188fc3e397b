import Foundation
import Registry
import Testing

@testable import Printing

@Suite struct SettlementFormTests {
    private let form = FormVersion(form: "settlement", version: 1)
    private let grounds = ["拖欠的租金", "遗留物品的清运费用"]

    private func settlement(
        _ fen: [Int] = [], basis: Settlement.Basis = .tenant, insurance: Bool? = nil
    ) throws -> Settlement {
        let old = try Fixture.draft()
        let authority = LettingAuthority(
            reference: old.authority.reference, signedOn: old.authority.signedOn, monthsMax: 12,
            depositMonths: 1, depositReturnDays: 7, deductionCases: grounds)
        var terms = old.terms
        terms.insurance = insurance.map {
            InsuranceProduct(
                id: Identifier("p"), name: "样张险", carrier: "样张保险公司",
                premiumPerMonth: Money(yuan: 5), covers: [], endsAtCheckOut: $0)
        }
        let lease = LeaseDraft(
            number: old.number, tenancy: old.tenancy, tenant: old.tenant, offer: old.offer,
            landlord: old.landlord, authority: authority, terms: terms, madeAt: old.madeAt)
        return try Settlement(
            number: "TF20270520-0002", lease: lease, leftOn: Fixture.time.day,
            meters: MeterReadings(electricityTenths: 38_156, waterTenths: 5),
            deductions: zip(grounds, fen).map {
                Deduction(ground: $0, amount: Money(fen: $1))
            }, basis: basis, madeAt: Fixture.time)
    }

    @Test func `every settlement satisfies the form's schema`() throws {
        for settlement in [
            try settlement(), try settlement([8_650, 6_350], insurance: true),
            try settlement([120_000], insurance: false),
            try settlement(basis: .clerk(Identifier("c"), reason: "租客已搬离（样张）")),
        ] {
            let data = try settlement.formData(Fixture.setting)
            let checked = try Fixture.forms.checked(data, for: form)
            #expect(checked.canonical == data, "the mapping gives the canonical form at once")
        }
    }

    @Test(arguments: [
        ([], "0.00", "1200.00", "壹仟贰佰元整"), ([8_650, 6_350], "150.00", "1050.00", "壹仟零伍拾元整"),
        ([120_000], "1200.00", "0.00", "零元整"), ([1, 119_998], "1199.99", "0.01", "壹分"),
    ])
    func `what goes back is the deposit less each deduction`(
        fen: [Int], deducted: String, refund: String, words: String
    ) throws {
        let value = JSONValue(parsing: try settlement(fen).formData(Fixture.setting))
        #expect(value?["deposit"]?["decimal"]?.string == "1200.00")
        #expect(value?["deducted"]?["decimal"]?.string == deducted)
        #expect(value?["refund"]?["decimal"]?.string == refund)
        #expect(value?["refund"]?["words"]?.string == words)
        #expect(value?["deductions"]?.array?.count == fen.count)
    }

    @Test func `a member that is missing or foreign is refused`() throws {
        let data = try settlement().formData(Fixture.setting)
        let members = try #require(JSONValue(parsing: data)?.object)
        for name in members.keys {
            var less = members
            less[name] = nil
            let text = try JSONValue.object(less).canonicalText()
            #expect(throws: PrintingError.self, "\(name)") {
                try Fixture.forms.checked(text, for: form)
            }
        }
        var more = members
        more["foreign"] = .bool(true)
        let text = try JSONValue.object(more).canonicalText()
        #expect(throws: PrintingError.self) { try Fixture.forms.checked(text, for: form) }
    }

    @Test func `the paper is one page and says who owes what, and promises no lock`() async throws {
        let renderer = Fixture.renderer()
        let data = try settlement([8_650, 6_350], insurance: true).formData(Fixture.setting)
        let file = try await renderer.pdf(form, data: data, at: Fixture.time)
        #expect(try await renderer.pdf(form, data: data, at: Fixture.time) == file)
        #expect(try Fixture.poppler("pdfinfo", file).contains(/Pages: +1\n/))
        let text = try Fixture.text(of: file)
        for part in [
            "TF20270520-0002", "ZL20261122-0007", "张样·㛃䶮", "11010519491231002X", "王样张",
            "3815.6", "0.5立方米", "1050.00", "壹仟零伍拾元整", "−86.50", "拖欠的租金", "样张险",
            "自本单生成时起撤销乙方在该房屋的门禁权限", "样张·不具有效力",
        ] {
            #expect(text.contains(part.dense), "\(part)")
        }
        #expect(!text.contains("已撤销"))
    }
}
