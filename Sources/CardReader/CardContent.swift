/// All that one read takes off a card: its serial and its image.
struct CardContent: Equatable, Sendable {
    /// The chip's serial; `nil` where the reader gives none.
    let serial: [UInt8]?
    /// Text and photo.
    let image: CardImage

    /// How the image is asked for over PC/SC.
    enum Way: Sendable {
        /// The reader holds it ready.
        case image
        /// By frames of the security module.
        case frames
    }

    /// Reads serial, image, and the serial again: pages of two cards, swapped too quickly for the
    /// service's own count of events, are never put together. `transmit` sends one command and
    /// gives the answer's bytes.
    static func read(
        _ way: Way = .image,
        _ transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]
    ) throws(CardReaderError) -> CardContent {
        let serial = ChipSerial.serial(in: try ResponseAPDU(transmit(.getSerial)))
        let image = try image(way, transmit)
        if serial != nil {
            let last = ChipSerial.serial(in: try ResponseAPDU(transmit(.getSerial)))
            guard last == serial else { throw .cardRemoved }
        }
        return CardContent(serial: serial, image: image)
    }

    private static func image(
        _ way: Way, _ transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]
    ) throws(CardReaderError) -> CardImage {
        switch way {
        case .image: try CardImage.read(transmit)
        case .frames:
            try SAMReading.read { (command) throws(CardReaderError) in
                try SAMOverAPDU.exchange(command, transmit)
            }
        }
    }
}
