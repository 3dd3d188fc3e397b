/// PACE with elliptic curves and generic mapping, our side (ICAO 9303-11 § 4.4).
///
/// A value for one run; each step takes what the chip has sent and gives what is sent next:
/// enciphered nonce → mapping key → ephemeral key → token → conversation.
struct PasswordAccess {
    private let offer: CardAccessFile.Offer
    private let curve: CurveArithmetic
    private let passwordKey: [UInt8]
    private let random: (Int) throws(PassportError) -> [UInt8]
    private var nonce: [UInt8] = []
    private var privateKey: [UInt8] = []
    private var generator: [UInt8] = []
    private var publicKey: [UInt8] = []
    private var chipKey: [UInt8] = []
    private var keys: SessionKeys?

    /// Prepares a run; `random` gives as many random bytes as it is asked for.
    init(
        _ offer: CardAccessFile.Offer, access: PassportAccess,
        random: @escaping (Int) throws(PassportError) -> [UInt8] = CipherLibrary.random
    ) throws(PassportError) {
        (self.offer, self.random) = (offer, random)
        curve = try CurveArithmetic(offer.curve)
        let secret: [UInt8] =
            switch access {
            case .mrz(let key): try CipherLibrary.digest(key.text, "SHA1")
            case .can(let digits): Array(digits.utf8)
            }
        passwordKey = try SessionKeys.password(secret, cipher: offer.method.cipher)
    }

    /// Which method, password and, where they are not clear, parameters follow.
    static func choice(
        _ offer: CardAccessFile.Offer, access: PassportAccess, tellsParameters: Bool
    ) -> ChipCommand {
        let password: UInt8 =
            switch access {
            case .mrz: 1
            case .can: 2
            }
        let parameters = tellsParameters ? DataObject.encode(0x84, [offer.parameters]) : []
        return ChipCommand(
            ins: 0x22, p1: 0xC1, p2: 0xA4,
            data: DataObject.encode(0x80, offer.method.identifier)
                + DataObject.encode(0x83, [password]) + parameters)
    }

    /// The command of one step: `content` within dynamic authentication data.
    static func step(_ content: [UInt8], isLast: Bool = false) -> ChipCommand {
        ChipCommand(
            cla: isLast ? 0x00 : 0x10, ins: 0x86, p1: 0, p2: 0,
            data: DataObject.encode(0x7C, content), le: 256)
    }

    /// The object with `tag` of a step's answer.
    static func answer(_ tag: UInt32, in data: ArraySlice<UInt8>) throws(PassportError) -> [UInt8] {
        Array(try DataObject.first(0x7C, in: data).child(tag).value)
    }

    /// Our public key for the mapping.
    mutating func mappingKey(encryptedNonce: [UInt8]) throws(PassportError) -> [UInt8] {
        let cipher = offer.method.cipher
        guard !encryptedNonce.isEmpty, encryptedNonce.count <= 64,
            encryptedNonce.count.isMultiple(of: cipher.blockLength)
        else { throw .unreadable(status: nil) }
        nonce = try CipherLibrary.decrypt(cipher, key: passwordKey, encryptedNonce)
        privateKey = try curve.privateKey(random)
        return try curve.product(privateKey)
    }

    /// Our ephemeral public key over the generator that both sides now map to.
    mutating func ephemeralKey(chipMapping: [UInt8]) throws(PassportError) -> [UInt8] {
        let shared = try curve.product(privateKey, chipMapping)
        generator = try curve.mappedGenerator(nonce: nonce, shared: shared)
        nonce.wipe()
        privateKey.wipe()
        privateKey = try curve.privateKey(random)
        publicKey = try curve.product(privateKey, generator)
        return publicKey
    }

    /// Our token, which shows that we have the session's keys.
    mutating func token(chipKey: [UInt8]) throws(PassportError) -> [UInt8] {
        // A key sent back as it came would make tokens that say nothing.
        guard chipKey != publicKey else { throw .sessionBroken }
        self.chipKey = chipKey
        var shared = try curve.product(privateKey, chipKey)
        privateKey.wipe()
        let keys = try SessionKeys(
            secret: CurveArithmetic.abscissa(shared), cipher: offer.method.cipher)
        shared.wipe()
        self.keys = keys
        return try code(over: chipKey, keys)
    }

    /// The conversation, once the chip's token is right.
    func session(chipToken: [UInt8]) throws(PassportError) -> SecureMessaging {
        guard let keys, CipherLibrary.areEqual(try code(over: publicKey, keys), chipToken) else {
            throw .accessRefused
        }
        return SecureMessaging(
            keys: keys,
            counter: [UInt8](repeating: 0, count: offer.method.cipher.blockLength))
    }

    /// The code over a public key as a data object of its method (§ 4.4.3.4).
    private func code(
        over publicKey: [UInt8], _ keys: SessionKeys
    ) throws(PassportError) -> [UInt8] {
        let object = DataObject.encode(
            0x7F49,
            DataObject.encode(0x06, offer.method.identifier)
                + DataObject.encode(0x86, publicKey))
        return keys.cipher == .tripleDES
            ? try CipherLibrary.code(.tripleDES, key: keys.authentication, object)
            : try CipherLibrary.cmac(keys.cipher, key: keys.authentication, object)
    }
}
