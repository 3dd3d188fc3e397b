/// Basic access control: both sides show that they know the data page (ICAO 9303-11 § 4.3).
///
/// A value for one run: made from the chip's challenge and our own random numbers.
struct BasicAccess: Equatable, Sendable {
    private let keys: SessionKeys
    private let challenge: [UInt8]
    private let nonce: [UInt8]
    private let secretHalf: [UInt8]

    /// Takes the chip's `challenge` of eight bytes and our random ones: eight of `nonce`, sixteen
    /// of `secretHalf`, our part of the session's secret.
    init(
        key: MRZKey, challenge: [UInt8], nonce: [UInt8], secretHalf: [UInt8]
    ) throws(PassportError) {
        guard challenge.count == 8, nonce.count == 8, secretHalf.count == 16 else {
            throw .unreadable(status: nil)
        }
        let seed = Array(try CipherLibrary.digest(key.text, "SHA1").prefix(16))
        keys = try SessionKeys(secret: seed, cipher: .tripleDES)
        (self.challenge, self.nonce, self.secretHalf) = (challenge, nonce, secretHalf)
    }

    /// What is sent: 32 enciphered bytes and their code.
    func request() throws(PassportError) -> [UInt8] {
        let enciphered = try CipherLibrary.encrypt(
            .tripleDES, key: keys.encryption, nonce + challenge + secretHalf)
        return enciphered
            + (try CipherLibrary.code(.tripleDES, key: keys.authentication, enciphered))
    }

    /// The conversation that the chip's answer opens.
    ///
    /// - Throws: ``PassportError/sessionBroken`` when the chip does not know the data page.
    func session(answer: [UInt8]) throws(PassportError) -> SecureMessaging {
        guard answer.count == 40 else { throw .sessionBroken }
        let enciphered = Array(answer.prefix(32))
        let code = try CipherLibrary.code(.tripleDES, key: keys.authentication, enciphered)
        guard CipherLibrary.areEqual(code, Array(answer.suffix(8))) else { throw .sessionBroken }
        let plain = try CipherLibrary.decrypt(.tripleDES, key: keys.encryption, enciphered)
        guard CipherLibrary.areEqual(Array(plain.prefix(16)), challenge + nonce) else {
            throw .sessionBroken
        }
        let secret = zip(secretHalf, plain.suffix(16)).map { $0 ^ $1 }
        return SecureMessaging(
            keys: try SessionKeys(secret: secret, cipher: .tripleDES),
            counter: Array(challenge.suffix(4) + nonce.suffix(4)))
    }
}
