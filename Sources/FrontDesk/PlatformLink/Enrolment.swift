import Foundation
import Registry
import Storage

/// How a kiosk gets its certificate: with a one-time code that the platform's operator gave.
struct Enrolment {
    let configuration: KioskConfiguration

    /// Enrols at the first start, when kiosk.conf names a code and there is no certificate yet.
    func beginIfNeeded() async throws {
        guard !configuration.platform.url.isEmpty, !identity.isThere,
            let file = configuration.platform.enrolmentFile
        else { return }
        try await enrol(codeFile: file)
    }

    /// Asks for a certificate with the code in a file; one that is there is replaced.
    ///
    /// - Throws: ``PlatformLinkError``; then nothing has changed.
    func enrol(codeFile: String) async throws {
        guard let text = try? String(contentsOfFile: codeFile, encoding: .utf8) else {
            throw PlatformLinkError.codeFileUnusable
        }
        // Made here where it is missing, as trial or as real, before the key comes into it.
        try DataFolder(
            path: configuration.data.folder, purpose: configuration.purpose, at: .now
        ).close()
        let platform = try PlatformClient(
            configuration.platform, identity: identity, isEnrolling: true)
        guard let platform else { throw PlatformLinkError.trustUnusable }
        let code = text.trimmingCharacters(in: .whitespacesAndNewlines)
        try identity.keep(try await platform.enrol(code: code, request: identity.request()))
    }

    private var identity: PlatformIdentity { PlatformIdentity(configuration) }
}

extension PlatformIdentity {
    init(_ configuration: KioskConfiguration) { self.init(folder: configuration.data.folder) }
}
