import Foundation
import Testing

@testable import Registry

@Suite struct DocumentFamilyTests {
    @Test(arguments: [
        ("11010519491231002X", IdentityDocument.Kind.resident), ("440524188001010014", .resident),
        ("810000199408230021", .hmt), ("830000199201300022", .hmt),
        ("931586198001010028", .foreigner2023),
    ])
    func `a number's beginning tells its family`(
        number: String, kind: IdentityDocument.Kind
    ) throws {
        #expect(try IdentityNumber(number).kind == kind)
    }

    @Test(arguments: [
        ("CAN110078092201", true), ("CAN11007809220", false), ("CAN1100780922011", false),
        ("can110078092201", false), ("CA1110078092201", false), ("CAN11007809220X", false),
        ("样张样110078092201", false), ("", false),
    ])
    func `a foreigner's number of 2017 has three letters and twelve digits`(
        text: String, isOne: Bool
    ) {
        #expect((ForeignerNumber(text) != nil) == isOne)
    }

    @Test func `the words for families are those of the commands' output`() {
        #expect(
            IdentityDocument.Kind.allCases.map(\.rawValue).prefix(4)
                == ["resident", "hmt", "foreigner2017", "foreigner2023"])
    }

    @Test func `a document stored before other families were read is still read`() throws {
        let stored = """
            {"kind":"resident","name":"样张","number":"11010519491231002X","sex":2,\
            "birthDate":"1949-12-31","address":"样张","issuer":"样张","validFrom":"2020-01-01"}
            """
        let document = try JSONDecoder().decode(IdentityDocument.self, from: Data(stored.utf8))
        #expect((document.latinName, document.nationality, document.validUntil) == (nil, nil, nil))
        let again = try JSONEncoder().encode(document)
        #expect(try JSONDecoder().decode(IdentityDocument.self, from: again) == document)
    }

    @Test func `everything but the chip's serial goes on`() throws {
        var document = IdentityDocument(
            kind: .hmt, name: "样张", number: "810000199408230021", sex: .female,
            ethnicGroup: nil, birthDate: try #require(CalendarDate("19940823")), address: "样张",
            issuer: "样张", validFrom: try #require(CalendarDate("20200101")), validUntil: nil,
            chipSerial: [1, 2, 3, 4, 5, 6, 7, 8])
        document.passNumber = "H12345678"
        document.issueCount = 1
        #expect(document.withoutChip.chipSerial == nil)
        #expect(document.withoutChip.passNumber == "H12345678")
        #expect(document.withoutChip.issueCount == 1)
    }
}
