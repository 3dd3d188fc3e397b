public import Registry

/// Lets sign-ins through as fast as ``SignInLimit`` allows.
public actor SignInGate {
    private var limit = SignInLimit()
    private let now: @Sendable () -> Timestamp

    /// Takes its time from `now`.
    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// Carries out one attempt. Throws ``WebError/tooManyTries`` while the account or the address
    /// must wait; then nothing is checked.
    public func attempt<Person: Sendable>(
        _ account: String, from address: String,
        _ check: @Sendable () async throws -> Person
    ) async throws -> Person {
        guard limit.wait(account, from: address, at: now()) == nil else {
            throw WebError.tooManyTries
        }
        // Counted before the check, which takes its time: tries side by side count as well.
        limit.failed(account, from: address, at: now())
        let person = try await check()
        limit.succeeded(account, from: address)
        return person
    }
}
