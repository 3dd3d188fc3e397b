public import Foundation

/// A list of issuing states' certificates, signed by one of them, as ICAO and states publish it
/// (ICAO 9303-12 § 8).
///
/// ```
/// SignedData { 30 { 02 version, 31 { certificates } } }
/// ```
public struct MasterList: Equatable, Sendable {
    /// Largest file that is taken; ICAO's has about one megabyte.
    private static let fileMax = 12 << 20

    /// DER of the authorities in the list.
    let certificates: [[UInt8]]
    /// SHA-256 of the signer's certificate, for a person to compare with what the publisher says:
    /// that the signature is right says nothing about who the signer is.
    public let signerFingerprint: [UInt8]
    /// How many authorities the list has.
    public var count: Int { certificates.count }

    /// Takes a published list.
    ///
    /// - Throws: ``PassportError/issuersUnreadable`` when it is no such list or its signature is
    ///   wrong.
    public init(_ file: [UInt8]) throws(PassportError) {
        guard file.count <= Self.fileMax, let signed = SignedContent(file, kind: .masterList),
            let list = try? DataObject.first(0x30, in: signed.content[...]).child(0x31)
        else { throw .issuersUnreadable }
        certificates = X509Certificate.chain(in: list.value).filter(\.isAuthority)
            .compactMap(\.der)
        signerFingerprint = try CipherLibrary.digest(signed.signer, "SHA256")
        guard !certificates.isEmpty else { throw .issuersUnreadable }
    }

    /// Puts each certificate into `folder`, named by its SHA-256: those already there stay.
    ///
    /// - Returns: how many are new.
    /// - Throws: ``PassportError/issuersUnreadable`` when the folder is not writable.
    public func write(to folder: URL) throws(PassportError) -> Int {
        var added = 0
        for certificate in certificates {
            let digest = try CipherLibrary.digest(certificate, "SHA256")
            let name = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            let file = folder.appending(path: name.joined() + ".der")
            if FileManager.default.fileExists(atPath: file.path) { continue }
            do { try Data(certificate).write(to: file, options: .atomic) } catch {
                throw .issuersUnreadable
            }
            added += 1
        }
        return added
    }
}
