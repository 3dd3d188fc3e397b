import Logging
import Registry
import ServiceLifecycle

/// Gets the kiosk its next certificate while the present one holds, so that nobody has to come.
actor CertificateRenewal: Service {
    /// From the half of a certificate's year on: a village may be without network for months.
    static let daysLeftMin = 183
    /// How often the days are counted, and a refusal is asked about again.
    private static let pause = Duration.seconds(3_600)

    private let identity: PlatformIdentity
    private let trustFile: String
    private let platform: PlatformClient
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp

    init(
        identity: PlatformIdentity, trustFile: String, platform: PlatformClient, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        (self.identity, self.trustFile, self.platform) = (identity, trustFile, platform)
        (self.logger, self.clock) = (logger, clock)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.renewWhenDue()
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func renewWhenDue() async {
        do {
            guard try identity.daysLeft(at: clock()) < Self.daysLeftMin else { return }
            try await renew()
            logger.info("certificate renewed")
        } catch is CancellationError {
        } catch {
            // The certificate still holds; doctor counts its days.
            logger.warning("certificate not renewed", metadata: ["code": "\(Fault(error).code)"])
        }
    }

    /// Asks for the next certificate, for a new key, and goes on with it.
    ///
    /// Whatever breaks in between, the present certificate stays as it is: the platform takes it
    /// until the next one has been shown.
    ///
    /// - Returns: the whole days until it ends.
    @discardableResult
    func renew() async throws -> Int {
        try identity.keep(try await platform.renew(request: identity.request()))
        platform.use(try identity.tls(trustFile: trustFile))
        return try identity.daysLeft(at: clock())
    }
}
