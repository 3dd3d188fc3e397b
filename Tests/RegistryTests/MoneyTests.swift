import Testing

@testable import Registry

@Suite struct MoneyTests {
    @Test(arguments: [
        (0, "零元整"), (5, "伍分"), (50, "伍角整"), (55, "伍角伍分"), (100, "壹元整"),
        (105, "壹元零伍分"), (150, "壹元伍角整"), (1_000, "壹拾元整"), (120_000, "壹仟贰佰元整"),
        (100_100, "壹仟零壹元整"), (101_000, "壹仟零壹拾元整"), (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"), (1_100_000, "壹万壹仟元整"), (10_005_000, "壹拾万零伍拾元整"),
        (10_000_000, "壹拾万元整"), (100_000_000, "壹佰万元整"),
        (123_456_789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (9_999_999_999, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (100_200_300, "壹佰万零贰仟零叁元整"), (-120_000, "负壹仟贰佰元整"),
    ])
    func `amounts are written in the characters of contracts`(fen: Int, words: String) {
        #expect(Money(fen: fen).chinese == words)
    }

    @Test(arguments: [
        (0, "0.00"), (5, "0.05"), (120_000, "1200.00"), (-5, "-0.05"), (-150, "-1.50"),
    ])
    func `amounts are written in figures`(fen: Int, figures: String) {
        #expect(Money(fen: fen).decimal == figures)
    }

    @Test func `amounts are counted in whole fen`() {
        #expect(Money(yuan: 1_200) == Money(fen: 120_000))
        #expect(Money(yuan: 600) * 2 == Money(yuan: 1_200))
        #expect(Money(fen: 1) < Money(fen: 2))
    }
}
