import CCrypto

/// Arithmetic on one curve. Points are uncompressed: 04, then both coordinates.
final class CurveArithmetic {
    private let group: OpaquePointer
    private let order: OpaquePointer
    private let context: OpaquePointer

    init(_ curve: StandardCurve) throws(PassportError) {
        guard let group = EC_GROUP_new_by_curve_name(Self.name(of: curve)) else {
            throw .cryptography
        }
        guard let order = EC_GROUP_get0_order(group), let context = BN_CTX_secure_new() else {
            EC_GROUP_free(group)
            throw .cryptography
        }
        (self.group, self.order, self.context) = (group, order, context)
    }

    deinit {
        BN_CTX_free(context)
        EC_GROUP_free(group)
    }

    /// A private key out of random numbers: those that are 0 or not below the order are dropped.
    func privateKey(
        _ random: (Int) throws(PassportError) -> [UInt8]
    ) throws(PassportError) -> [UInt8] {
        let bits = Int(BN_num_bits(order))
        let length = (bits + 7) / 8
        for _ in 0..<128 {
            var bytes = try random(length)
            guard bytes.count == length else { throw .cryptography }
            bytes[0] &= UInt8(truncatingIfNeeded: 0xFF >> (length * 8 - bits))
            let fits = try withNumber(bytes) { BN_is_zero($0) == 0 && BN_cmp($0, self.order) < 0 }
            if fits { return bytes }
        }
        throw .cryptography
    }

    /// `scalar` times the curve's own generator.
    func product(_ scalar: [UInt8]) throws(PassportError) -> [UInt8] {
        try withNumber(scalar) { (number) throws(PassportError) in
            try self.point { EC_POINT_mul(self.group, $0, number, nil, nil, self.context) }
        }
    }

    /// `scalar` times `point`.
    ///
    /// - Throws: ``PassportError/sessionBroken`` when the point is not on the curve or the
    ///   product is none.
    func product(_ scalar: [UInt8], _ point: [UInt8]) throws(PassportError) -> [UInt8] {
        let factor = try self.point(point)
        defer { EC_POINT_clear_free(factor) }
        return try withNumber(scalar) { (number) throws(PassportError) in
            try self.point { EC_POINT_mul(self.group, $0, nil, factor, number, self.context) }
        }
    }

    /// The generator that a nonce and a shared point make: generic mapping (§ 4.4.3.3.1).
    func mappedGenerator(nonce: [UInt8], shared: [UInt8]) throws(PassportError) -> [UInt8] {
        let shared = try point(shared)
        defer { EC_POINT_clear_free(shared) }
        return try withNumber(nonce) { (nonce) throws(PassportError) in
            try self.withNumber([1]) { (one) throws(PassportError) in
                try self.point { EC_POINT_mul(self.group, $0, nonce, shared, one, self.context) }
            }
        }
    }

    /// The first coordinate of a point.
    static func abscissa(_ point: [UInt8]) -> [UInt8] {
        Array(point.dropFirst().prefix((point.count - 1) / 2))
    }

    /// A point out of its bytes, on the curve and not its zero.
    private func point(_ bytes: [UInt8]) throws(PassportError) -> OpaquePointer {
        guard bytes.first == 0x04, let point = EC_POINT_new(group) else { throw .sessionBroken }
        guard EC_POINT_oct2point(group, point, bytes, bytes.count, context) == 1,
            EC_POINT_is_on_curve(group, point, context) == 1,
            EC_POINT_is_at_infinity(group, point) == 0
        else {
            ERR_clear_error()
            EC_POINT_free(point)
            throw .sessionBroken
        }
        return point
    }

    /// The bytes of the point that `make` fills in.
    private func point(_ make: (OpaquePointer) -> Int32) throws(PassportError) -> [UInt8] {
        guard let result = EC_POINT_new(group) else { throw .cryptography }
        defer { EC_POINT_clear_free(result) }
        try CipherLibrary.check(make(result))
        guard EC_POINT_is_at_infinity(group, result) == 0 else { throw .sessionBroken }
        var bytes = [UInt8](repeating: 0, count: 1 + 2 * 66)
        let length = EC_POINT_point2oct(
            group, result, POINT_CONVERSION_UNCOMPRESSED, &bytes, bytes.count, context)
        guard length > 0 else { throw .cryptography }
        return Array(bytes.prefix(length))
    }

    private func withNumber<Result>(
        _ bytes: [UInt8], _ body: (OpaquePointer) throws(PassportError) -> Result
    ) throws(PassportError) -> Result {
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw .cryptography }
        defer { BN_clear_free(number) }
        return try body(number)
    }

    private static func name(of curve: StandardCurve) -> Int32 {
        switch curve {
        case .secp224r1: NID_secp224r1
        case .brainpoolP224r1: NID_brainpoolP224r1
        case .secp256r1: NID_X9_62_prime256v1
        case .brainpoolP256r1: NID_brainpoolP256r1
        case .brainpoolP320r1: NID_brainpoolP320r1
        case .secp384r1: NID_secp384r1
        case .brainpoolP384r1: NID_brainpoolP384r1
        case .brainpoolP512r1: NID_brainpoolP512r1
        case .secp521r1: NID_secp521r1
        }
    }
}
