import Registry
import Storage
import Synchronization

/// Carries news of papers, insurances and doors from those who look after them to the desk: each
/// needs the other.
final class DeskNews: Sendable {
    private let receiver = Mutex<CheckInDesk?>(nil)

    /// Who is told; set once, before anybody runs.
    var desk: CheckInDesk? {
        get { receiver.withLock { $0 } }
        set { receiver.withLock { $0 = newValue } }
    }

    /// A paper has come further: the lease of one who came, or the settlement of one who leaves.
    func tell(
        _ tenancy: Identifier<Tenancy>, _ order: PrintOrder, _ paper: Receipt.Paper
    ) async {
        let event: CheckIn.Event =
            switch order.kind {
            case .printContract: .paper(tenancy, paper)
            case .printSettlement: .checkOut(.paper(tenancy, paper))
            default: .personPaper(tenancy, order.kind, paper)
            }
        await desk?.deliver(event)
        await desk?.touch()
    }

    /// The tenancy's insurance or doors stand differently.
    func changed(_ tenancy: Identifier<Tenancy>) async {
        await desk?.lookAtStanding(of: tenancy)
        await desk?.touch()
    }
}
