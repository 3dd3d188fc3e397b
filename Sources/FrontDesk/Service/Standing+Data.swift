import Insurance
import Registry
import Storage

extension Standing {
    /// What the data folder says; what cannot be read is shown as a fault, not as nothing.
    init(_ data: DataFolder) {
        policies = { tenancy in
            do {
                let bookings = try await data.policies.all(PolicyBooking.self, of: tenancy)
                let effects = try await data.effects.all(of: tenancy)
                return PolicyNews(bookings.last, effects.first { $0.kind == .bookInsurance })
            } catch {
                return .delayed(Fault(error))
            }
        }
        policyEnds = { tenancy in
            do {
                let bookings = try await data.policies.all(PolicyBooking.self, of: tenancy)
                let effects = try await data.effects.all(of: tenancy)
                guard effects.contains(where: { $0.kind == .bookInsurance }) else { return nil }
                return PolicyEndNews(
                    bookings.last, effects.first { $0.kind == .cancelInsurance })
            } catch {
                return .delayed(Fault(error))
            }
        }
        doors = { tenancy in
            do {
                return DoorNews(try await data.doorGrants.standing(of: tenancy).map(\.state))
            } catch {
                return .delayed(Fault(error))
            }
        }
        doorEnds = { tenancy in
            do {
                return DoorEndNews(try await data.doorGrants.standing(of: tenancy).map(\.state))
            } catch {
                return .delayed(Fault(error))
            }
        }
    }
}

extension PolicyNews {
    /// What booking and row mean for the screens; `nil` when no insurance was taken.
    init?(_ booking: PolicyBooking?, _ row: EffectRecord?) {
        guard let row else { return nil }
        self =
            switch booking?.state {
            case .booked(let policy): .booked(number: policy.number)
            case .failed(let fault): .delayed(fault)
            case .cancelled: .cancelled
            case .queued, .quoting, .booking, .unknown, .cancelling, nil:
                row.fault.map(PolicyNews.delayed) ?? .booking
            }
    }
}

extension PolicyEndNews {
    /// The same, for one who leaves; without a row the insurance runs on to its own end.
    init(_ booking: PolicyBooking?, _ row: EffectRecord?) {
        if case .cancelled = booking?.state {
            self = .cancelled
        } else if let row {
            self = row.fault.map(PolicyEndNews.delayed) ?? .cancelling
        } else {
            self = .kept
        }
    }
}

extension DoorNews {
    /// The tenancy's grants in one word: the one that is furthest behind.
    init(_ states: [DoorGrantState]) {
        let waiting = states.compactMap { state -> DoorNews? in
            switch state {
            case .awaitingSwipe: .awaitingSwipe
            case .pending(let fault?): .delayed(fault)
            case .pending(nil): .granting
            case .applied, .revoked: nil
            }
        }
        self = waiting.first ?? (states.contains(.applied) ? .granted : .none)
    }
}

extension DoorEndNews {
    /// The ends of the tenancy's grants in one word: the one that is furthest behind.
    init(_ states: [DoorGrantState]) {
        let waiting = states.compactMap { state -> DoorEndNews? in
            switch state {
            case .pending(let fault?): .delayed(fault)
            case .pending(nil), .applied, .awaitingSwipe: .revoking
            case .revoked: nil
            }
        }
        self = waiting.first ?? (states.isEmpty ? .none : .revoked)
    }
}
