/// EF.SOD: the hashes of the data groups, signed by the state's document signer (ICAO 9303-10
/// § 4.6.2).
///
/// ```
/// 77 { SignedData { 30 { 02 version, 30 { 06 hash }, 30 { 30 { 02 group, 04 hash } … } } } }
/// ```
struct SecurityFile: Equatable, Sendable {
    /// By number of the data group.
    private let hashes: [Int: [UInt8]]
    /// The hash function's name in libcrypto.
    private let hash: String
    /// DER of the document signer's certificate.
    let signer: [UInt8]

    /// `nil` when the signature is not right, or what is signed is no list of hashes.
    init?(_ file: [UInt8]) {
        guard let message = try? DataObject.first(0x77, in: file[...]).value,
            let signed = SignedContent(message, kind: .hashList),
            let list = try? Self.list(in: signed.content)
        else { return nil }
        (hash, hashes) = list
        signer = signed.signer
    }

    /// Whether every group of `groups`, by number, is as it was signed.
    func covers(_ groups: [Int: [UInt8]]) throws(PassportError) -> Bool {
        for (number, bytes) in groups {
            guard let signed = hashes[number],
                CipherLibrary.areEqual(try CipherLibrary.digest(bytes, hash), signed)
            else { return false }
        }
        return true
    }

    private static func list(
        in content: [UInt8]
    ) throws(PassportError) -> (hash: String, hashes: [Int: [UInt8]]) {
        let fields = try DataObject.first(0x30, in: content[...]).children()
        guard fields.count >= 3, fields[0].tag == 0x02, fields[1].tag == 0x30,
            fields[2].tag == 0x30,
            let hash = names[Array(try fields[1].child(0x06).value)]
        else { throw .unreadable(status: nil) }
        var hashes: [Int: [UInt8]] = [:]
        for entry in try fields[2].children() {
            let parts = try entry.children()
            guard entry.tag == 0x30, parts.count == 2, parts[0].tag == 0x02,
                parts[0].value.count == 1, let number = parts[0].value.first,
                parts[1].tag == 0x04, hashes[Int(number)] == nil
            else { throw .unreadable(status: nil) }
            hashes[Int(number)] = Array(parts[1].value)
        }
        return (hash, hashes)
    }

    private static let names: [[UInt8]: String] = {
        let family: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02]
        return [
            [0x2B, 0x0E, 0x03, 0x02, 0x1A]: "SHA1", family + [1]: "SHA256",
            family + [2]: "SHA384", family + [3]: "SHA512", family + [4]: "SHA224",
        ]
    }()
}
