import Registry
import Storage

/// The work of a check-out: each ends by feeding its outcome back.
extension CheckInDesk {
    func carryOut(_ effect: CheckOut.Effect, for session: Identifier<CheckInSession>?) async {
        do {
            switch effect {
            case .readCard: await readCard(for: session)
            case .findTenancy(let number):
                let tenant = try await settler.tenant(number: number)
                await deliver(.checkOut(.found(tenant)), for: session)
            case .draw(let tenant, let meters):
                let settlement = try await settler.draw(tenant, meters)
                let pages = try await settler.preview(settlement)
                guard session == checkIn.session else { return }
                keep(preview: pages)
                await deliver(.checkOut(.drawn(settlement)), for: session)
            case .record(let settlement):
                try await record(settlement, for: session)
            }
        } catch {
            await failed(error, for: session)
        }
    }

    private func record(
        _ settlement: Settlement, for session: Identifier<CheckInSession>?
    ) async throws {
        var receipt = try await settler.record(settlement)
        let tenancy = receipt.tenancy
        receipt.door = await standing.doorEnds(tenancy)
        await deliver(.checkOut(.recorded(receipt)), for: session)
        // What was told between that answer and this screen.
        await lookAtStanding(of: tenancy)
    }
}
