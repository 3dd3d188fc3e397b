import Registry
import Testing

@testable import CardReader

extension Array<UInt8> {
    /// Bytes written in hexadecimal; spaces and line ends do not matter.
    init(_ text: String) {
        self = Array(hex: String(text.filter { !$0.isWhitespace })) ?? []
    }
}

/// ICAO 9303-11 appendix D, byte for byte.
@Suite struct BasicAccessTests {
    static let challenge = [UInt8]("4608F91988702212")
    static let nonce = [UInt8]("781723860C06C226")
    static let half = [UInt8]("0B795240CB7049B01C19B33E32804F0B")
    static let request = [UInt8](
        "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7")
    static let answer = [UInt8](
        "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F 2F2D235D074D7449")

    static func access() throws -> BasicAccess {
        try BasicAccess(
            key: MRZKey(number: Array("L898902C".utf8), birth: "690806", expiry: "940623"),
            challenge: challenge, nonce: nonce, secretHalf: half)
    }

    @Test func `the key's text and its two keys are the appendix's`() throws {
        let key = MRZKey(number: Array("L898902C".utf8), birth: "690806", expiry: "940623")
        #expect(String(decoding: key.text, as: UTF8.self) == "L898902C<369080619406236")
        let digest = try CipherLibrary.digest(key.text, "SHA1")
        #expect(Array(digest.prefix(16)) == [UInt8]("239AB9CB282DAF66231DC5A4DF6BFBAE"))
        let keys = try SessionKeys(secret: Array(digest.prefix(16)), cipher: .tripleDES)
        #expect(keys.encryption == [UInt8]("AB94FDECF2674FDFB9B391F85D7F76F2"))
        #expect(keys.authentication == [UInt8]("7962D9ECE03D1ACD4C76089DCE131543"))
    }

    @Test func `authentication and session are the appendix's`() throws {
        let access = try Self.access()
        #expect(try access.request() == Self.request)
        let keys = try SessionKeys(
            secret: zip(Self.half, [UInt8]("0B4F80323EB3191CB04970CB4052790B")).map { $0 ^ $1 },
            cipher: .tripleDES)
        #expect(keys.encryption == [UInt8]("979EC13B1CBFE9DCD01AB0FED307EAE5"))
        #expect(keys.authentication == [UInt8]("F1CB1F1FB5ADF208806B89DC579DC1F8"))
        let session = try access.session(answer: Self.answer)
        #expect(session == SecureMessaging(keys: keys, counter: [UInt8]("887022120C06C226")))
    }

    @Test func `an answer with any bit changed, or cut, opens nothing`() throws {
        let access = try Self.access()
        for place in Self.answer.indices {
            for bit in 0..<8 {
                var wrong = Self.answer
                wrong[place] ^= 1 << bit
                #expect(throws: PassportError.sessionBroken) {
                    try access.session(answer: wrong)
                }
            }
            #expect(throws: PassportError.sessionBroken) {
                try access.session(answer: Array(Self.answer.prefix(place)))
            }
        }
    }

    @Test func `a chip that sends our own request back knows nothing`() throws {
        let access = try Self.access()
        #expect(throws: PassportError.sessionBroken) {
            try access.session(answer: try access.request())
        }
    }
}

/// The protected exchanges of the same appendix.
@Suite struct SecureMessagingTests {
    private static let exchanges: [(ChipCommand, sent: String, answer: String, data: String)] = [
        (
            .select(.common), "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
            "990290008E08FA855A5D4C50A8ED9000", ""
        ),
        (
            .read(at: 0, count: 4), "0CB000000D9701048E08ED6705417E96BA5500",
            "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000", "60145F01"
        ),
        (
            .read(at: 4, count: 18), "0CB000040D9701128E082EA28A70F3C7B53500",
            "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08"
                + "C8B2787EAEA07D749000",
            "04303130365F36063034303030305C026175"
        ),
    ]

    private static func session() throws -> SecureMessaging {
        try BasicAccessTests.access().session(answer: BasicAccessTests.answer)
    }

    @Test func `the three protected exchanges are the appendix's`() throws {
        var session = try Self.session()
        for (command, sent, answer, data) in Self.exchanges {
            #expect(try session.protect(command) == [UInt8](sent))
            let opened = try session.open([UInt8](answer))
            #expect(opened.data == [UInt8](data) && opened.status == 0x9000)
        }
    }

    @Test func `an answer changed, cut, repeated or unprotected breaks the session`() throws {
        let answers = Self.exchanges.map { [UInt8]($0.answer) }
        var session = try Self.session()
        _ = try session.protect(Self.exchanges[0].0)
        _ = try session.open(answers[0])
        _ = try session.protect(Self.exchanges[1].0)
        let whole = answers[1]
        var wrong = [answers[0], [0x69, 0x88], [0x90, 0x00], []]
        for place in 0..<(whole.count - 2) {
            for bit in 0..<8 {
                var answer = whole
                answer[place] ^= 1 << bit
                wrong.append(answer)
            }
            wrong.append(Array(whole.prefix(place)) + [0x90, 0x00])
        }
        for answer in wrong {
            var copy = session
            #expect(throws: PassportError.sessionBroken) { try copy.open(answer) }
        }
        #expect(try session.open(whole).data == [UInt8]("60145F01"))
    }

    @Test(arguments: SessionCipher.allCases)
    func `both ends understand each other under every cipher`(cipher: SessionCipher) throws {
        let keys = try SessionKeys(secret: Array(0..<32), cipher: cipher)
        let counter = [UInt8](repeating: 0xFF, count: cipher.blockLength)
        var reader = SecureMessaging(keys: keys, counter: counter)
        let sent = try reader.protect(.select(.zone))
        #expect(reader.counter == [UInt8](repeating: 0, count: cipher.blockLength))
        #expect(sent.count == (cipher == .tripleDES ? 27 : 35))
        // The chip's side of one answer, by hand.
        var chip = reader
        _ = try chip.protect(.getChallenge)
        let data: [UInt8] = Array(1...20)
        let iv =
            cipher == .tripleDES
            ? nil : try CipherLibrary.encrypt(cipher, key: keys.encryption, chip.counter)
        let enciphered = try CipherLibrary.encrypt(
            cipher, key: keys.encryption, iv: iv, CipherLibrary.pad(data, to: cipher.blockLength))
        let body = DataObject.encode(0x87, [1] + enciphered) + [0x99, 0x02, 0x62, 0x82]
        let code = try CipherLibrary.code(cipher, key: keys.authentication, chip.counter + body)
        let opened = try reader.open(body + [0x8E, 0x08] + code + [0x62, 0x82])
        #expect(opened.data == data && opened.status == 0x6282)
    }

    @Test func `far offsets go with the odd instruction`() {
        #expect(ChipCommand.read(at: 0x7FFF, count: 223).bytes == [0, 0xB0, 0x7F, 0xFF, 0xDF])
        #expect(
            ChipCommand.read(at: 0x8000, count: 223).bytes
                == [0, 0xB1, 0, 0, 4, 0x54, 2, 0x80, 0, 0xDF])
        #expect(
            ChipCommand.read(at: 0x12345, count: 256).bytes
                == [0, 0xB1, 0, 0, 5, 0x54, 3, 1, 0x23, 0x45, 0])
    }
}
