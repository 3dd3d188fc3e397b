import Crypto
import Glibc
import Registry

/// The 32 random bytes that wrap all data keys. Without them nothing sealed can ever be read
/// again; with them and the key ring everything can.
public struct MasterKey: Sendable {
    /// Where it was found.
    public enum Place: String, Sendable {
        /// A credential that systemd handed to the service, sealed to the machine or its TPM.
        case credential
        /// A file of mode 0600 in the data folder: whoever has the disk has it.
        case file
    }

    static let length = 32
    /// Where it was found.
    public let place: Place
    /// Wraps data keys.
    let wrapping: SymmetricKey
    /// Tells master keys apart without telling anything of them; 8 bytes, hexadecimal.
    let fingerprint: String

    init(_ bytes: [UInt8], place: Place) throws(SealingError) {
        guard bytes.count == Self.length else { throw .keyFileDamaged }
        func derived(_ purpose: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: bytes), info: Array(purpose.utf8),
                outputByteCount: count)
        }
        self.place = place
        wrapping = derived("frontdesk wrapping AES-256-GCM 1", 32)
        fingerprint = derived("frontdesk master fingerprint 1", 8).withUnsafeBytes {
            Array($0).hex
        }
    }
}

/// Where a folder's master key is looked for: a credential of the service, `frontdesk.master` on
/// the kiosk, else the file `sealing.key` in the folder.
///
/// A second one, `frontdesk.master.next` or `sealing.key.next`, is the one to change to; the key
/// ring takes it the next time it is opened.
public struct MasterKeySource: Sendable {
    private let credential: String
    private let folder: String
    private let credentials: String?

    /// Looks in `folder`, and in the service's own credentials where systemd gave it some;
    /// `credential` is the name in the unit's `LoadCredentialEncrypted=`.
    public init(
        folder: String, credential: String = "frontdesk.master",
        credentials: String? = Self.serviceCredentials
    ) {
        (self.folder, self.credential) = (folder, credential)
        self.credentials = credentials
    }

    /// `$CREDENTIALS_DIRECTORY` of systemd.exec(5); `nil` outside a service.
    public static var serviceCredentials: String? {
        getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
    }

    /// Where there is one; `nil` for a folder without. The service's credentials are seen by the
    /// service alone: to others its folder has none.
    public var place: MasterKey.Place? {
        credentialFile("").exists ? .credential : keyFile("").exists ? .file : nil
    }

    /// Makes a key file, mode 0600. A key that is there already is never replaced.
    public func create() throws(SealingError) { try keyFile("").create(Self.random()) }

    /// The key, and the one to change to where there is one.
    ///
    /// Throws when others than the owner may touch the file.
    func read() throws(SealingError) -> (current: MasterKey, next: MasterKey?) {
        let isCredential = credentialFile("").exists
        func key(_ suffix: String) throws(SealingError) -> MasterKey {
            let file = isCredential ? credentialFile(suffix) : keyFile(suffix)
            return try MasterKey(
                try file.read(lengthMax: MasterKey.length),
                place: isCredential ? .credential : .file)
        }
        let hasNext = isCredential ? credentialFile(".next").exists : keyFile(".next").exists
        return (try key(""), hasNext ? try key(".next") : nil)
    }

    /// Makes the file of the key to change to. Throws ``SealingError/masterIsCredential`` where
    /// systemd keeps the key: the operator changes it there.
    func createNext() throws(SealingError) {
        guard !credentialFile("").exists else { throw .masterIsCredential }
        // One left by a crash before any ring was wrapped with it protects nothing.
        try keyFile(".next").remove()
        try keyFile(".next").create(Self.random())
    }

    /// The ring is wrapped with the next key: it becomes the key. Credentials are the operator's.
    func settleNext() throws(SealingError) {
        guard !credentialFile("").exists, keyFile(".next").exists else { return }
        try keyFile(".next").move(to: keyFile("").path)
    }

    private func keyFile(_ suffix: String) -> OwnerFile {
        OwnerFile(path: folder + "/sealing.key" + suffix)
    }

    private func credentialFile(_ suffix: String) -> OwnerFile {
        OwnerFile(path: (credentials ?? "/nonexistent") + "/" + credential + suffix)
    }

    static func random() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<MasterKey.length).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}
