import Crypto
import FoundationEssentials
import Glibc
import Registry

/// The file `keyring`: JSON, mode 0600, each data key wrapped.
struct KeyRingFile: Sendable {
    /// `{"master":"…","keys":[…]}`.
    struct Content: Codable {
        /// Fingerprint of the master key that wraps them.
        let master: String
        let keys: [Entry]
    }

    /// One data key.
    struct Entry: Codable, Equatable {
        let id: KeyRing.KeyID
        let kind: RecordClass
        let madeOn: CalendarDate
        var destroyedOn: CalendarDate?
        /// `nonce: 12 | ciphertext: 32 | tag: 16`, hexadecimal; `nil` once destroyed.
        var wrapped: String?

        init(id: KeyRing.KeyID, kind: RecordClass, madeOn: CalendarDate) {
            (self.id, self.kind, self.madeOn) = (id, kind, madeOn)
        }
    }

    /// Keys of a hundred years; a longer file is damage.
    private static let lengthMax = 4 << 20
    private let path: String

    init(folder: String) { path = folder + "/keyring" }

    /// The ring; `nil` when there is none yet.
    func read() throws(SealingError) -> Content? {
        let file = OwnerFile(path: path)
        guard file.exists else { return nil }
        let bytes = try file.read(lengthMax: Self.lengthMax)
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
            throw .keyRingDamaged
        }
        return content
    }

    func write(_ content: Content) throws(SealingError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(content) else { throw .notSealed }
        try OwnerFile(path: path).replace(Array(json))
    }

    /// Keeps other programs from changing the ring meanwhile.
    func locked<Value>(
        _ body: () throws(SealingError) -> Value
    ) throws(SealingError) -> Value {
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .keyFileUnusable(errno) }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .keyFileUnusable(errno) }
        }
        return try body()
    }
}

extension KeyRingFile.Entry {
    /// Bound to id, class and day: a wrapped key that is moved to another entry does not open.
    private var context: [UInt8] {
        lengthPrefixed("keyring") + lengthPrefixed("\(id)") + lengthPrefixed(kind.rawValue)
            + lengthPrefixed(madeOn.iso8601)
    }

    func wrapping(_ key: SymmetricKey, by master: MasterKey) throws(SealingError) -> String {
        let bytes = key.withUnsafeBytes { Array($0) }
        guard
            let box = try? AES.GCM.seal(bytes, using: master.wrapping, authenticating: context),
            let combined = box.combined
        else { throw .notSealed }
        return Array(combined).hex
    }

    func unwrapped(by master: MasterKey) throws(SealingError) -> SymmetricKey {
        guard let bytes = wrapped.flatMap({ [UInt8](hex: $0) }),
            let box = try? AES.GCM.SealedBox(combined: bytes),
            let key = try? AES.GCM.open(box, using: master.wrapping, authenticating: context),
            key.count == 32
        else { throw .keyRingDamaged }
        return SymmetricKey(data: key)
    }
}
