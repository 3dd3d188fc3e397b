import Registry
import Synchronization

/// Carries news of a paper from the print queue to the desk, each of which needs the other.
final class PaperNews: Sendable {
    private let receiver = Mutex<CheckInDesk?>(nil)

    /// Who is told; set once, before the queue runs.
    var desk: CheckInDesk? {
        get { receiver.withLock { $0 } }
        set { receiver.withLock { $0 = newValue } }
    }

    func tell(_ tenancy: Identifier<Tenancy>, _ paper: Receipt.Paper) async {
        await desk?.deliver(.paper(tenancy, paper))
        await desk?.touch()
    }
}
