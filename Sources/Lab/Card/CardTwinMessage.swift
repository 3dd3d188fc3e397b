/// What the lab asks of the process that plays the card. One JSON line each, one answer each.
enum CardTwinRequest: Codable, Sendable {
    /// Lays a card on the reader; one that lies there is taken away first.
    case insert(VirtualCard)
    /// Takes the card away.
    case remove
    /// Answers so many more commands, then takes the card away in the middle of the next.
    case pullAway(afterAPDUs: Int)
    /// Answers so many more commands, then none until the card is taken away.
    case keepSilent(afterAPDUs: Int)
    /// Ends the PC/SC service.
    case stopDaemon
    /// Restarts the PC/SC service without its reader.
    case unplug
    /// Starts the PC/SC service with its reader; the card that lies on the reader is found again.
    case startDaemon
    /// Tells the exchanges since the start.
    case log
}

/// The answer to a ``CardTwinRequest``.
enum CardTwinAnswer: Codable, Sendable {
    case done
    case log([APDUEntry])
    /// Why it was not done, in a sentence.
    case failed(String)
}
