import CPCSC

extension CardReaderError {
    /// What a PC/SC status other than success means.
    ///
    /// The statuses of a card pulled away and of a stopped service were seen with pcsc-lite
    /// 1.9.9: a pulled card first gives "not transacted", from the next poll on "removed".
    init(pcsc status: LONG) {
        self =
            switch status {
            case SCARD_E_NO_SMARTCARD: .noCard
            case SCARD_W_REMOVED_CARD, SCARD_E_NOT_TRANSACTED, SCARD_W_RESET_CARD,
                SCARD_W_UNPOWERED_CARD:
                .cardRemoved
            case SCARD_E_PROTO_MISMATCH, SCARD_W_UNRESPONSIVE_CARD, SCARD_W_UNSUPPORTED_CARD:
                .unreadable(status: nil)
            case SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED, SCARD_F_COMM_ERROR: .serviceDown
            case SCARD_E_NO_READERS_AVAILABLE, SCARD_E_UNKNOWN_READER,
                SCARD_E_READER_UNAVAILABLE:
                .readerMissing
            case SCARD_E_SHARING_VIOLATION: .readerBusy
            default: .reader(status: UInt32(truncatingIfNeeded: status))
            }
    }

    /// Throws unless `status` is success.
    static func check(_ status: LONG) throws(CardReaderError) {
        guard status == SCARD_S_SUCCESS else { throw CardReaderError(pcsc: status) }
    }
}
