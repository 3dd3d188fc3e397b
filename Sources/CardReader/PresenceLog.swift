import Registry

/// Turns observations of a slot into the events that a desk acts on: a value, without device or
/// clock.
///
/// A document counts as new only after an `.absent`; so one that stays is not read twice, and
/// one that was swapped faster than anybody could see is.
struct PresenceLog: Equatable {
    private var last: DocumentPresence?
    private var events = 0

    /// The slot answered; `events` is its count of insertions and removals.
    mutating func saw(isPresent: Bool, events: Int) -> [DocumentPresence] {
        let now: DocumentPresence = isPresent ? .present : .absent
        defer { (last, self.events) = (now, events) }
        if last == now {
            return isPresent && events != self.events ? [.absent, .present] : []
        }
        return [now]
    }

    /// The reader or its service did not answer.
    mutating func lost(_ fault: Fault) -> [DocumentPresence] {
        let now = DocumentPresence.outOfOrder(fault)
        guard last != now else { return [] }
        last = now
        return [now]
    }
}
