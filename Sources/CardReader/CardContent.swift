/// All that one read takes off a card: its serial and its image.
struct CardContent: Equatable, Sendable {
    /// The chip's serial; `nil` where the reader gives none.
    let serial: [UInt8]?
    /// Text and photo.
    let image: CardImage

    /// Reads serial, image, and the serial again: pages of two cards, swapped too quickly for the
    /// service's own count of events, are never put together. `transmit` sends one command and
    /// gives the answer's bytes.
    static func read(
        _ transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]
    ) throws(CardReaderError) -> CardContent {
        let serial = ChipSerial.serial(in: try ResponseAPDU(transmit(.getSerial)))
        let image = try CardImage.read(transmit)
        if serial != nil {
            let last = ChipSerial.serial(in: try ResponseAPDU(transmit(.getSerial)))
            guard last == serial else { throw .cardRemoved }
        }
        return CardContent(serial: serial, image: image)
    }
}
