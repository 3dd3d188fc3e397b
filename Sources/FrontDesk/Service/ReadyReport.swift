import Foundation

/// Says on standard output, in one line, when both screens can be opened and where.
///
/// Whoever starts the kiosk waits for this line instead of trying again and again.
actor ReadyReport {
    private var ports: [Side: Int] = [:]

    enum Side: Sendable { case tenant, clerk }

    func opened(_ side: Side, port: Int) {
        ports[side] = port
        guard let tenant = ports[.tenant], let clerk = ports[.clerk] else { return }
        Outcome.say("ready tenant=http://127.0.0.1:\(tenant) clerk=https://localhost:\(clerk)")
    }
}
