import CPCSC

/// What the service says of a reader's slot at one moment.
struct SlotState {
    private let flags: DWORD
    /// The card's answer to reset; empty where there is none.
    let answerToReset: AnswerToReset

    init(_ state: SCARD_READERSTATE) {
        flags = state.dwEventState
        answerToReset = withUnsafeBytes(of: state.rgbAtr) {
            AnswerToReset(bytes: Array($0.prefix(Int(min(state.cbAtr, DWORD($0.count))))))
        }
    }

    /// Whether a card lies there.
    var isPresent: Bool { flags & DWORD(SCARD_STATE_PRESENT) != 0 }
    /// Whether the reader itself has gone.
    var isGone: Bool { flags & DWORD(SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE) != 0 }
    /// Insertions and removals so far, modulo 65,536: a swap shows here even when it was too
    /// quick to be seen in between.
    var events: Int { Int(flags >> 16 & 0xFFFF) }
    /// The state as the service wants to be told what is known.
    var asKnown: DWORD { flags & ~DWORD(SCARD_STATE_CHANGED) }
}
