import Registry

extension MeterReadings {
    /// Takes figures as people write them, `1234.5` or `1234`.
    ///
    /// Throws ``SettlementError/meterUnread`` for anything a meter does not show.
    init(electricity: String, water: String) throws(SettlementError) {
        guard let electricityTenths = DecimalText.units(in: electricity, decimals: 1),
            let waterTenths = DecimalText.units(in: water, decimals: 1)
        else { throw .meterUnread }
        try self.init(electricityTenths: electricityTenths, waterTenths: waterTenths)
    }

    /// `1234.5`.
    var electricity: String { DecimalText.text(tenths: electricityTenths) }
    /// `1234.5`.
    var water: String { DecimalText.text(tenths: waterTenths) }
}

/// Figures with a decimal point as people type them.
enum DecimalText {
    /// More digits before the point than any meter or sum of ours has.
    private static let wholeMax = 8

    /// The figure in units of the last decimal: `12.5` with one decimal is 125. `nil` for what
    /// is no such figure.
    static func units(in text: String, decimals: Int) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, (1...wholeMax).contains(whole.count)
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || (1...decimals).contains(fraction.count) else { return nil }
        let padded = fraction + String(repeating: "0", count: decimals - fraction.count)
        let digits = whole + padded
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits)
    }

    static func text(tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
}
