/// EF.CardAccess: which ways of PACE the chip offers (ICAO 9303-11 § 9.2).
///
/// ```
/// 31 { 30 { 06 method, 02 version, 02 parameters? } … }
/// ```
struct CardAccessFile: Equatable {
    /// One offer: method, version, parameters.
    struct Offer: Equatable {
        let method: PACEMethod
        let curve: StandardCurve
        /// The parameters' number as the chip writes it.
        let parameters: UInt8
    }

    /// In the chip's order, those only that are spoken here.
    let offers: [Offer]
    /// Whether the chip offers PACE at all, in whatever way.
    let offersPACE: Bool

    init(_ file: [UInt8]) throws(PassportError) {
        var (offers, offersPACE) = ([Offer](), false)
        for entry in try DataObject.first(0x31, in: file[...]).children() where entry.tag == 0x30 {
            let fields = try entry.children()
            guard let name = fields.first, name.tag == 0x06,
                name.value.starts(with: PACEMethod.prefix)
            else { continue }
            // Two bytes more name a method; one, domain parameters of the state's own.
            guard name.value.count == PACEMethod.prefix.count + 2 else { continue }
            offersPACE = true
            guard let method = PACEMethod(identifier: Array(name.value)), fields.count == 3,
                fields[1] == DataObject(tag: 0x02, value: [2]), fields[2].tag == 0x02,
                fields[2].value.count == 1, let number = fields[2].value.first,
                let curve = StandardCurve(rawValue: number)
            else { continue }
            offers.append(Offer(method: method, curve: curve, parameters: number))
        }
        (self.offers, self.offersPACE) = (offers, offersPACE)
    }

    /// The best offer: the longest key.
    var best: Offer? {
        offers.max { $0.method.cipher.strength < $1.method.cipher.strength }
    }

    /// Whether `offer`'s method stands there with other parameters too, so that the choice must
    /// be told.
    func isAmbiguous(_ offer: Offer) -> Bool {
        offers.count { $0.method == offer.method } > 1
    }
}

/// A way of PACE: elliptic curves with generic mapping, and a cipher.
struct PACEMethod: Equatable, Sendable {
    /// id-PACE: 0.4.0.127.0.7.2.2.4.
    static let prefix: [UInt8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04]
    private static let genericMapping: UInt8 = 2

    let cipher: SessionCipher
    /// The object identifier's bytes, without tag and length.
    let identifier: [UInt8]

    init?(identifier: [UInt8]) {
        guard identifier.starts(with: Self.prefix), identifier.count == 10,
            identifier[8] == Self.genericMapping
        else { return nil }
        switch identifier[9] {
        case 1: cipher = .tripleDES
        case 2: cipher = .aes128
        case 3: cipher = .aes192
        case 4: cipher = .aes256
        default: return nil
        }
        self.identifier = identifier
    }
}

/// Standardised domain parameters (ICAO 9303-11 § 9.5.1): curves by their number.
enum StandardCurve: UInt8, CaseIterable, Sendable {
    case secp224r1 = 10
    case brainpoolP224r1 = 11
    case secp256r1 = 12
    case brainpoolP256r1 = 13
    case brainpoolP320r1 = 14
    case secp384r1 = 15
    case brainpoolP384r1 = 16
    case brainpoolP512r1 = 17
    case secp521r1 = 18
}

/// Ciphers of the protected session.
enum SessionCipher: Equatable, CaseIterable, Sendable {
    /// Two keys, retail MAC.
    case tripleDES
    case aes128, aes192, aes256

    /// Bytes of a key.
    var keyLength: Int {
        switch self {
        case .tripleDES, .aes128: 16
        case .aes192: 24
        case .aes256: 32
        }
    }

    /// Order of preference.
    var strength: Int { self == .tripleDES ? 0 : keyLength }

    /// Bytes of a block, and of the send sequence counter.
    var blockLength: Int { self == .tripleDES ? 8 : 16 }
}
