public import Registry

/// Slows sign-ins that fail, without ever locking anybody out.
///
/// Failures count for an account at an address and, more leniently, for the address alone. So who
/// hammers an account from elsewhere does not stop its owner, and who tries one account after the
/// other is slowed as well. While it waits nothing is checked and nothing is counted, so the
/// longest wait is ``delayMax`` whatever happened before.
public struct SignInLimit: Sendable {
    /// Failures of one account at one address that cost nothing.
    static let failuresOfAccount = 5
    /// Failures at one address that cost nothing: several people share a desk.
    static let failuresOfAddress = 20
    /// The longest wait.
    public static let delayMax = Duration.seconds(60)
    /// After so much quiet the failures are forgotten.
    static let memory = Duration.seconds(15 * 60)
    /// The one that was quiet longest is forgotten beyond so many.
    static let entriesMax = 1_000

    private struct Key: Hashable {
        let account: String?
        let address: String
    }
    private struct Failures {
        var count: Int
        var last: Timestamp
        var opens: Timestamp
    }
    private var failures: [Key: Failures] = [:]

    /// Nobody has failed yet.
    public init() {}

    /// How many accounts and addresses are remembered.
    var count: Int { failures.count }

    /// When an attempt may be made; `nil` for now.
    public func wait(_ account: String, from address: String, at now: Timestamp) -> Timestamp? {
        let opens = Self.keys(account, address).compactMap { failures[$0]?.opens }.max()
        // A clock that was set back must not lock anybody out.
        guard let opens, opens > now, opens < now + Self.delayMax + .seconds(1) else { return nil }
        return opens
    }

    /// An attempt was made and refused.
    public mutating func failed(_ account: String, from address: String, at now: Timestamp) {
        failures = failures.filter { $0.value.last + Self.memory > now && $0.value.last <= now }
        let free = [Self.failuresOfAccount, Self.failuresOfAddress]
        for (key, free) in zip(Self.keys(account, address), free) {
            let count = (failures[key]?.count ?? 0) + 1
            let delay = count < free ? .zero : Self.delay(after: count - free)
            failures[key] = Failures(count: count, last: now, opens: now + delay)
        }
        while failures.count > Self.entriesMax,
            let oldest = failures.min(by: { $0.value.last < $1.value.last })
        {
            failures[oldest.key] = nil
        }
    }

    /// An attempt that was counted as failed before it was checked succeeded: the account's
    /// failures at this address are forgotten, and the address has one less.
    public mutating func succeeded(_ account: String, from address: String) {
        let keys = Self.keys(account, address)
        failures[keys[0]] = nil
        guard var counted = failures[keys[1]] else { return }
        counted.count -= 1
        counted.opens = counted.last
        failures[keys[1]] = counted.count > 0 ? counted : nil
    }

    /// 1 s, 2 s, 4 s … ``delayMax``.
    static func delay(after count: Int) -> Duration {
        count >= 6 ? delayMax : .seconds(1 << max(0, count))
    }

    private static func keys(_ account: String, _ address: String) -> [Key] {
        [Key(account: account, address: address), Key(account: nil, address: address)]
    }
}
