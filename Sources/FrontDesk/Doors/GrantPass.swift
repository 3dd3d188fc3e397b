import DoorLock
import Registry

/// One try to bring a grant to its controller: does what the value asks for, over the line.
struct GrantPass {
    var reconciliation: GrantReconciliation
    let link: any DoorLink

    /// - Returns: why it is to be tried again later; `nil` when the controller was seen to agree.
    mutating func run() async throws -> Fault? {
        var events = [GrantEvent.begin]
        while !events.isEmpty {
            for action in reconciliation.handle(events.removeFirst()) {
                switch action {
                case .applied, .revoked, .awaitSwipe: return nil
                case .retryLater(let fault): return fault
                case .read, .put, .remove: events.append(try await carryOut(action))
                }
            }
        }
        return nil
    }

    private func carryOut(_ action: GrantAction) async throws -> GrantEvent {
        do {
            switch action {
            case .read(let number): return .found(try await link.card(number))
            case .put(let card): try await link.put(card)
            case .remove(let number): try await link.remove(number)
            case .applied, .revoked, .awaitSwipe, .retryLater: break
            }
            return .written
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .failed(Fault(error))
        }
    }
}
