import Crypto
import Registry

/// The 32 random bytes that wrap all data keys. Without them nothing sealed can ever be read
/// again; with them and the key ring everything can.
public struct MasterKey: Sendable {
    /// Where it was found.
    public enum Place: String, Sendable {
        /// A credential that systemd handed to the service, sealed to the machine or its TPM.
        case credential
        /// The file `sealing.tpm` in the data folder, which the machine's TPM sealed.
        case module
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
