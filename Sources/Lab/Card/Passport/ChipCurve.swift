import CCrypto

/// A curve as the chip uses it; points are uncompressed.
final class ChipCurve {
    private let group: OpaquePointer

    /// P-256 for 12, brainpoolP256r1 for 13, brainpoolP384r1 for 16; `nil` for other numbers.
    init?(number: UInt8) {
        let names: [UInt8: Int32] = [
            12: NID_X9_62_prime256v1, 13: NID_brainpoolP256r1, 16: NID_brainpoolP384r1,
        ]
        guard let name = names[number], let group = EC_GROUP_new_by_curve_name(name) else {
            return nil
        }
        self.group = group
    }

    deinit { EC_GROUP_free(group) }

    /// `scalar` times the generator, plus `factor` times `point`; `nil` for a wrong point.
    func sum(_ scalar: [UInt8]?, _ factor: [UInt8]?, _ point: [UInt8]?) -> [UInt8]? {
        let result = EC_POINT_new(group)
        let other = EC_POINT_new(group)
        let (first, second) = (scalar.flatMap(Self.number), factor.flatMap(Self.number))
        defer {
            EC_POINT_free(result)
            EC_POINT_free(other)
            BN_free(first)
            BN_free(second)
        }
        if let point, EC_POINT_oct2point(group, other, point, point.count, nil) != 1 { return nil }
        let operand = point == nil ? nil : other
        guard EC_POINT_mul(group, result, first, operand, second, nil) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 140)
        let length = EC_POINT_point2oct(
            group, result, POINT_CONVERSION_UNCOMPRESSED, &bytes, bytes.count, nil)
        return length > 1 ? Array(bytes.prefix(length)) : nil
    }

    /// A private key: shorter than the order by a byte, which is enough for a made-up chip.
    func privateKey() -> [UInt8] {
        [1] + ChipCipher.random(Int(EC_GROUP_order_bits(group)) / 8 - 2)
    }

    private static func number(_ bytes: [UInt8]) -> OpaquePointer? {
        BN_bin2bn(bytes, Int32(bytes.count), nil)
    }
}
