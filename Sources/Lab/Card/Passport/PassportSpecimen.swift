import Foundation

/// A made-up passport 样张 for the lab's reader: its chip's files and what opens them.
struct PassportSpecimen: Codable, Sendable, Equatable {
    /// How the chip lets itself be opened besides basic access.
    struct PasswordAccess: Codable, Sendable, Equatable {
        var cipher = ChipCipher.aes128
        /// Number of the curve: 12 is P-256, 13 brainpoolP256r1, 16 brainpoolP384r1.
        var curve: UInt8 = 13
    }

    /// The data page's text with check digits, out of which the chip's key is made.
    var key: [UInt8]
    /// The number printed on the page for access.
    var can = "123456"
    /// `nil` for an older chip, which knows basic access only.
    var passwordAccess: PasswordAccess?
    /// Whether basic access is still offered.
    var hasBasicAccess = true
    /// By file identifier.
    var files: [UInt16: Data]

    /// The files of the page `person`, signed by `state`.
    init(
        _ person: PassportPage, picture: [UInt8], issuedBy state: IssuingState,
        passwordAccess: PasswordAccess? = PasswordAccess()
    ) throws(CardTwinError) {
        let groups: [Int: [UInt8]] = [
            1: ChipObject.encode(0x61, ChipObject.encode(0x5F1F, Array(person.zone.utf8))),
            2: Self.pictureFile(picture), 11: person.holderFile, 12: person.documentFile,
        ]
        let tags: [UInt8] = [0x61, 0x75, 0x6B, 0x6C]
        let common = ChipObject.encode(
            0x60,
            ChipObject.encode(0x5F01, Array("0107".utf8))
                + ChipObject.encode(0x5F36, Array("040000".utf8)) + ChipObject.encode(0x5C, tags))
        let security = try state.securityFile(groups)
        files = [0x011E: Data(common), 0x011D: Data(security)]
        for (number, bytes) in groups { files[0x0100 | UInt16(number)] = Data(bytes) }
        key = person.key
        self.passwordAccess = passwordAccess
    }

    /// The file in which the ways of access stand; `nil` for an older chip.
    var cardAccess: [UInt8]? {
        guard let passwordAccess else { return nil }
        let method = ChipObject.encode(0x06, Self.method(passwordAccess.cipher))
        let numbers = [0x02, 0x01, 0x02, 0x02, 0x01, passwordAccess.curve]
        return ChipObject.encode(0x31, ChipObject.encode(0x30, method + numbers))
    }

    /// PACE with elliptic curves and generic mapping: 0.4.0.127.0.7.2.2.4.2.n.
    static func method(_ cipher: ChipCipher) -> [UInt8] {
        [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, cipher.number]
    }

    /// SHA-256 of all files, hexadecimal: which passport it is, without a word of it.
    var digest: String {
        APDUEntry.digest(of: files.sorted { $0.key < $1.key }.flatMap { Array($0.value) })
    }

    /// One face in one biometric block (ISO 19794-5).
    private static func pictureFile(_ picture: [UInt8]) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
        }
        let length = 20 + 12 + picture.count
        let facial = number(length) + [UInt8](repeating: 0, count: 16)
        // Full frontal, JPEG, 640 columns, 480 rows.
        let head: [UInt8] = [0x01, 0x00, 0x02, 0x80, 0x01, 0xE0, 0x01, 0x00, 0, 0, 0, 0]
        let record =
            Array("FAC\0".utf8) + Array("010\0".utf8) + number(14 + length) + [0, 1] + facial
            + head + picture
        let template = ChipObject.encode(
            0x7F60,
            ChipObject.encode(0xA1, ChipObject.encode(0x87, [1, 1]))
                + ChipObject.encode(0x5F2E, record))
        return ChipObject.encode(
            0x75, ChipObject.encode(0x7F61, ChipObject.encode(0x02, [1]) + template))
    }
}
