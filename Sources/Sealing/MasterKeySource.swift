import Glibc

/// Where a folder's master key is looked for: a credential of the service, `frontdesk.master` on
/// the kiosk, else the file `sealing.tpm` in the folder, sealed by the machine's TPM, else the
/// plain file `sealing.key`.
///
/// A second one, `….next`, is the one to change to; the key ring takes it the next time it is
/// opened.
public struct MasterKeySource: Sendable {
    private let credential: String
    private let folder: String
    private let credentials: String?
    private let module: PlatformModule?

    /// Looks in `folder`, and in the service's own credentials where systemd gave it some;
    /// `credential` is the name in the unit's `LoadCredentialEncrypted=`.
    public init(
        folder: String, credential: String = "frontdesk.master",
        credentials: String? = Self.serviceCredentials, module: PlatformModule? = .own
    ) {
        (self.folder, self.credential) = (folder, credential)
        (self.credentials, self.module) = (credentials, module)
    }

    /// `$CREDENTIALS_DIRECTORY` of systemd.exec(5); `nil` outside a service.
    public static var serviceCredentials: String? {
        getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
    }

    /// Where there is one; `nil` for a folder without. The service's credentials are seen by the
    /// service alone: to others its folder has none.
    public var place: MasterKey.Place? { place("") }

    /// Makes a key, sealed by the TPM where there is one, else as a file; mode 0600. A key that
    /// is there already is never replaced.
    public func create() throws(SealingError) { try create("") }

    /// The key, and the one to change to where there is one.
    ///
    /// Throws when others than the owner may touch the file.
    func read() throws(SealingError) -> (current: MasterKey, next: MasterKey?) {
        // Where there is none, it is the file that is missing.
        let current = try read("", from: place("") ?? .file)
        guard let next = place(".next"), current.place == next || current.place == .file,
            next != .credential || current.place == .credential
        else { return (current, nil) }
        return (current, try read(".next", from: next))
    }

    /// Writes a copy of the key for the county's safe into a new file, mode 0600: what a TPM or
    /// systemd keeps is lost with the machine.
    ///
    /// - Throws: ``SealingError``; a file that is there is never replaced.
    public func copy(to path: String) throws(SealingError) {
        try OwnerFile(path: path).create(try bytes("", from: place("") ?? .file))
    }

    /// Makes the key to change to. Throws ``SealingError/masterIsCredential`` where systemd keeps
    /// the key: the operator changes it there.
    func createNext() throws(SealingError) {
        guard place("") != .credential else { throw .masterIsCredential }
        // One left by a crash before any ring was wrapped with it protects nothing.
        try sealedFile(".next").remove()
        try keyFile(".next").remove()
        try create(".next")
    }

    /// The ring is wrapped with the next key: it becomes the key. Credentials are the operator's.
    /// Also finishes what a crash cut short.
    func settleNext() throws(SealingError) {
        guard place("") != .credential else { return }
        if sealedFile(".next").exists {
            try sealedFile(".next").move(to: sealedFile("").path)
        } else if keyFile(".next").exists {
            try keyFile(".next").move(to: keyFile("").path)
        }
        // The file whose place the TPM has taken would open old copies of the ring.
        if sealedFile("").exists, keyFile("").exists { try keyFile("").remove() }
    }

    private func place(_ suffix: String) -> MasterKey.Place? {
        if credentialFile(suffix).exists { return .credential }
        if sealedFile(suffix).exists { return .module }
        return keyFile(suffix).exists ? .file : nil
    }

    private func create(_ suffix: String) throws(SealingError) {
        guard let module else { return try keyFile(suffix).create(Self.random()) }
        try sealedFile(suffix).create(try module.seal(Self.random(), name: credential))
    }

    private func read(
        _ suffix: String, from place: MasterKey.Place
    ) throws(SealingError) -> MasterKey {
        try MasterKey(try bytes(suffix, from: place), place: place)
    }

    private func bytes(
        _ suffix: String, from place: MasterKey.Place
    ) throws(SealingError) -> [UInt8] {
        switch place {
        case .credential: return try credentialFile(suffix).read(lengthMax: MasterKey.length)
        case .file: return try keyFile(suffix).read(lengthMax: MasterKey.length)
        case .module:
            guard let module else { throw .moduleRefused }
            let sealed = try sealedFile(suffix).read(lengthMax: PlatformModule.sealedMax)
            return try module.open(sealed, name: credential)
        }
    }

    private func keyFile(_ suffix: String) -> OwnerFile {
        OwnerFile(path: folder + "/sealing.key" + suffix)
    }

    private func sealedFile(_ suffix: String) -> OwnerFile {
        OwnerFile(path: folder + "/sealing.tpm" + suffix)
    }

    private func credentialFile(_ suffix: String) -> OwnerFile {
        OwnerFile(path: (credentials ?? "/nonexistent") + "/" + credential + suffix)
    }

    static func random() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<MasterKey.length).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}
