import Testing

@testable import CardReader

/// ICAO 9303-11 appendix G.1, step by step.
@Suite struct PasswordAccessTests {
    private static let identifier = [UInt8]("04007F00070202040202")
    private static let privateKeys = [
        [UInt8]("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"),
        [UInt8]("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"),
    ]
    private static let chipMapping = [UInt8](
        "04 824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
            + "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54")
    private static let chipKey = [UInt8](
        "04 9E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
            + "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094")
    private static let encryptedNonce = [UInt8]("95A3A016522EE98D01E76CB6B98B42C3")

    private static func offer() throws -> CardAccessFile.Offer {
        try #require(try CardAccessFile(CardAccessTests.specimen).best)
    }

    private static func key() -> MRZKey {
        MRZKey(number: Array("T22000129".utf8), birth: "640812", expiry: "101031")
    }

    /// A run with the appendix's private keys.
    private static func run() throws -> PasswordAccess {
        let keys = Keys(privateKeys)
        return try PasswordAccess(try offer(), access: .mrz(key())) { _ throws(PassportError) in
            keys.next()
        }
    }

    /// Gives prepared keys, one a call.
    private final class Keys {
        private var rest: [[UInt8]]
        init(_ keys: [[UInt8]]) { rest = keys }
        func next() -> [UInt8] { rest.isEmpty ? [] : rest.removeFirst() }
    }

    @Test func `password key and nonce are the appendix's`() throws {
        let key = Self.key()
        #expect(String(decoding: key.text, as: UTF8.self) == "T22000129364081251010318")
        let secret = try CipherLibrary.digest(key.text, "SHA1")
        #expect(secret == [UInt8]("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD"))
        let passwordKey = try SessionKeys.password(secret, cipher: .aes128)
        #expect(passwordKey == [UInt8]("89DED1B26624EC1E634C1989302849DD"))
        let nonce = try CipherLibrary.decrypt(
            .aes128, key: passwordKey, Self.encryptedNonce)
        #expect(nonce == [UInt8]("3F00C4D39D153F2B2A214A078D899B22"))
    }

    @Test func `every step to the tokens and keys is the appendix's`() throws {
        var run = try Self.run()
        #expect(
            try run.mappingKey(encryptedNonce: Self.encryptedNonce)
                == [UInt8](
                    "04 7ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
                        + "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"))
        #expect(
            try run.ephemeralKey(chipMapping: Self.chipMapping)
                == [UInt8](
                    "04 2DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
                        + "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"))
        #expect(try run.token(chipKey: Self.chipKey) == [UInt8]("C2B0BD78D94BA866"))
        let session = try run.session(chipToken: [UInt8]("3ABB9674BCE93C08"))
        let secret = [UInt8]("28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925")
        let keys = try SessionKeys(secret: secret, cipher: .aes128)
        #expect(keys.encryption == [UInt8]("F5F0E35C0D7161EE6724EE513A0D9A7F"))
        #expect(keys.authentication == [UInt8]("FE251C7858B356B24514B3BD5F4297D1"))
        #expect(
            session == SecureMessaging(keys: keys, counter: [UInt8](repeating: 0, count: 16)))
    }

    @Test func `the commands name method and password as the appendix does`() throws {
        let offer = try Self.offer()
        let choice = PasswordAccess.choice(offer, access: .mrz(Self.key()), tellsParameters: false)
        #expect(choice.bytes == [UInt8]("0022C1A40F800A04007F00070202040202830101"))
        let other = PasswordAccess.choice(offer, access: .can("123456"), tellsParameters: true)
        #expect(other.bytes == [UInt8]("0022C1A412800A04007F0007020204020283010284010D"))
        #expect(PasswordAccess.step([]).bytes == [UInt8]("10860000027C0000"))
        #expect(
            PasswordAccess.step([0x85, 1, 7], isLast: true).bytes
                == [UInt8]("00860000057C0385010700"))
    }

    @Test func `a chip with another password has another token`() throws {
        var run = try Self.run()
        _ = try run.mappingKey(encryptedNonce: [UInt8](repeating: 1, count: 16))
        _ = try run.ephemeralKey(chipMapping: Self.chipMapping)
        _ = try run.token(chipKey: Self.chipKey)
        #expect(throws: PassportError.accessRefused) {
            try run.session(chipToken: [UInt8]("3ABB9674BCE93C08"))
        }
    }

    @Test func `points outside the curve, its zero and our own key are refused`() throws {
        var wrong = Self.chipMapping
        wrong[64] ^= 1
        for point in [wrong, [], [0], [4], Array(Self.chipMapping.dropLast()), [2, 1, 2, 3]] {
            var run = try Self.run()
            _ = try run.mappingKey(encryptedNonce: Self.encryptedNonce)
            #expect(throws: PassportError.sessionBroken) {
                try run.ephemeralKey(chipMapping: point)
            }
        }
        var run = try Self.run()
        _ = try run.mappingKey(encryptedNonce: Self.encryptedNonce)
        let own = try run.ephemeralKey(chipMapping: Self.chipMapping)
        #expect(throws: PassportError.sessionBroken) { try run.token(chipKey: own) }
    }

    @Test(arguments: [[], [1, 2, 3], [UInt8](repeating: 0, count: 80)])
    func `a nonce of no whole blocks is refused`(nonce: [UInt8]) throws {
        var run = try Self.run()
        #expect(throws: PassportError.unreadable(status: nil)) {
            try run.mappingKey(encryptedNonce: nonce)
        }
    }

    @Test(arguments: StandardCurve.allCases)
    func `both sides of every curve come to one secret`(standard: StandardCurve) throws {
        let curve = try CurveArithmetic(standard)
        let mine = try curve.privateKey(CipherLibrary.random)
        let other = try curve.privateKey(CipherLibrary.random)
        let shared = try curve.product(mine, try curve.product(other))
        #expect(shared == (try curve.product(other, try curve.product(mine))))
        let generator = try curve.mappedGenerator(nonce: Array(1...16), shared: shared)
        #expect(
            try curve.product(mine, try curve.product(other, generator))
                == curve.product(other, try curve.product(mine, generator)))
    }

    @Test func `random numbers not below the order are dropped`() throws {
        let keys = Keys([
            [UInt8](repeating: 0xFF, count: 32), [UInt8](repeating: 0, count: 32),
            Self.privateKeys[0],
        ])
        let curve = try CurveArithmetic(.brainpoolP256r1)
        let key = try curve.privateKey { _ throws(PassportError) in keys.next() }
        #expect(key == Self.privateKeys[0])
    }
}
