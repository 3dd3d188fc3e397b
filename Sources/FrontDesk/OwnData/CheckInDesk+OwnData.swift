import Registry
import Storage

/// The work of a person's look at his own data: each ends by feeding its outcome back.
extension CheckInDesk {
    func carryOut(
        _ effect: OwnDataVisit.Effect, for session: Identifier<CheckInSession>?
    ) async {
        guard let session else { return }
        do {
            switch effect {
            case .gather(let identified):
                let own = try await rights.show(identified, in: session)
                await deliver(.own(.gathered(own)), for: session)
            case .withdraw(let own):
                let withdrawn = try await rights.withdraw(own)
                await deliver(.own(.withdrawn(withdrawn)), for: session)
            case .print(let kind, let own):
                guard let tenancy = own.tenancy else { return }
                // After a withdrawal there is something new to print.
                let stage = own.withdrawnAt.map { "-\($0.milliseconds)" } ?? ""
                try await rights.print(
                    kind, for: tenancy,
                    order: Identifier("\(session.rawValue)-\(kind.rawValue)\(stage)"))
            }
        } catch {
            await failed(error, for: session)
        }
    }

    /// The receipt of the consent a new tenancy rests on.
    func printConsent(
        of tenancy: Identifier<Tenancy>, for session: Identifier<CheckInSession>?
    ) async {
        guard let session else { return }
        do {
            let order = Identifier<EffectRecord>("\(session.rawValue)-printConsent")
            try await rights.print(.printConsent, for: tenancy, order: order)
        } catch {
            await failed(error, for: session)
        }
    }
}
