import CCrypto
import Foundation
import Registry

/// Certificates of issuing states (CSCA) that are trusted here: the files of one folder.
///
/// Each file is one certificate in DER or any number of them in PEM. Whoever may write to the
/// folder decides whom this kiosk trusts.
public struct IssuerCertificates: Equatable, Sendable {
    private static let fileMax = 1 << 20

    /// DER of each.
    let certificates: [[UInt8]]

    /// Nobody is trusted.
    public static let none = IssuerCertificates(certificates: [])

    init(certificates: [[UInt8]]) { self.certificates = certificates }

    /// Reads all certificates of `folder`; other files than certificates of authorities are
    /// passed over.
    ///
    /// - Throws: ``PassportError/issuersUnreadable`` when the folder or a file cannot be read.
    public init(folder: URL) throws(PassportError) {
        do {
            let files = try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey])
            certificates =
                try files.sorted { $0.path < $1.path }
                .filter { file in
                    let values = try file.resourceValues(
                        forKeys: [.fileSizeKey, .isRegularFileKey])
                    return values.isRegularFile == true && (values.fileSize ?? 0) <= Self.fileMax
                }
                .flatMap { try X509Certificate.all(in: Array(Data(contentsOf: $0))) }
                .filter(\.isAuthority).compactMap(\.der)
        } catch {
            throw .issuersUnreadable
        }
    }

    /// Whether one of the authorities has signed `signer` (DER), and both are valid at `time`, in
    /// seconds since 1970.
    func haveIssued(_ signer: [UInt8], at time: Int) -> Bool {
        guard let signer = X509Certificate(der: signer), signer.isValid(at: time) else {
            return false
        }
        return certificates.lazy.compactMap(X509Certificate.init(der:))
            .contains { $0.isValid(at: time) && signer.isIssued(by: $0) }
    }

    /// What the hashes and signatures of a chip say.
    ///
    /// - Parameters:
    ///   - security: EF.SOD.
    ///   - groups: the data groups that were read, by number.
    ///   - time: seconds since 1970.
    /// - Returns: one of three states.
    /// - Throws: ``PassportError/cryptography`` when the library fails.
    func authenticity(
        security: [UInt8], groups: [Int: [UInt8]], at time: Int
    ) throws(PassportError) -> Authenticity {
        guard let file = SecurityFile(security), try file.covers(groups) else { return .damaged }
        return haveIssued(file.signer, at: time) ? .issuerTrusted : .issuerUnknown
    }
}

/// A certificate in libcrypto's form.
final class X509Certificate {
    private let handle: OpaquePointer

    private init(handle: OpaquePointer) { self.handle = handle }

    deinit { X509_free(handle) }

    convenience init?(der: [UInt8]) {
        var rest = der[...]
        guard let handle = Self.take(from: &rest), rest.isEmpty else { return nil }
        self.init(handle: handle)
    }

    /// Certificates one behind the other in DER, or in PEM with whatever stands between.
    static func all(in bytes: [UInt8]) -> [X509Certificate] {
        bytes.first == 0x30 ? chain(in: bytes[...]) : pem(in: bytes)
    }

    /// DER certificates one behind the other; what follows the last readable one is left.
    static func chain(in bytes: ArraySlice<UInt8>) -> [X509Certificate] {
        var (rest, found) = (bytes, [X509Certificate]())
        while let handle = take(from: &rest) { found.append(X509Certificate(handle: handle)) }
        return found
    }

    var der: [UInt8]? { SignedContent.der(of: handle) }

    /// Whether it may sign other certificates.
    var isAuthority: Bool { X509_check_ca(handle) == 1 }

    func isValid(at time: Int) -> Bool {
        var (start, end) = (time, time)
        return X509_cmp_time(X509_get0_notBefore(handle), &start) < 0
            && X509_cmp_time(X509_get0_notAfter(handle), &end) > 0
    }

    func isIssued(by authority: X509Certificate) -> Bool {
        defer { ERR_clear_error() }
        guard X509_check_issued(authority.handle, handle) == 0,
            let key = X509_get0_pubkey(authority.handle)
        else { return false }
        return X509_verify(handle, key) == 1
    }

    private static func pem(in bytes: [UInt8]) -> [X509Certificate] {
        defer { ERR_clear_error() }
        guard let source = BIO_new_mem_buf(bytes, Int32(clamping: bytes.count)) else { return [] }
        defer { BIO_free(source) }
        var found: [X509Certificate] = []
        while let handle = PEM_read_bio_X509(source, nil, nil, nil) {
            found.append(X509Certificate(handle: handle))
        }
        return found
    }

    private static func take(from rest: inout ArraySlice<UInt8>) -> OpaquePointer? {
        defer { ERR_clear_error() }
        guard !rest.isEmpty else { return nil }
        let (handle, used) = rest.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            let handle = d2i_X509(nil, &place, buffer.count)
            return (handle, place.map { $0 - (buffer.baseAddress ?? $0) } ?? 0)
        }
        rest = rest.dropFirst(used)
        return handle
    }
}
