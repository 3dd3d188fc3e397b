import HTTPTypes
import Hummingbird
import Registry

/// Tells by its bearer key which kiosk asks (RFC 6750 §2.1).
struct KioskSignIn: Sendable {
    let kiosks: KioskStore

    /// The kiosk whose key the request carries; where the path names one, `id`, it must be that.
    func kiosk(
        of request: Request, named id: String? = nil
    ) async throws -> RegisteredKiosk {
        let words = (request.headers[.authorization] ?? "").split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer", words[1].utf8.count == 64,
            let kiosk = try await kiosks.kiosk(forKey: String(words[1]))
        else { throw PlatformError.unknownKey }
        guard id.map({ $0 == kiosk.id.rawValue }) ?? true else { throw PlatformError.otherKiosk }
        return kiosk
    }
}
