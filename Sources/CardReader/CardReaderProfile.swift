public import Registry

/// How a reader for second-generation cards is spoken to; a family of readers is one case.
public enum CardReaderProfile: String, CaseIterable, Sendable {
    /// PC/SC; the reader itself reads the card, and its image is taken page by page.
    case image
    /// PC/SC; frames of the security module in commands of the reader's own class.
    case frames
    /// The same frames over a serial line.
    case serial

    /// A reader of this profile at `place`; nothing is asked of it yet.
    public func reader(at place: CardReaderPlace) -> any SAMReader {
        switch self {
        case .image:
            PCSCReader(readerName: place.name, pcscdSocket: place.pcscdSocket, way: .image)
        case .frames:
            PCSCReader(readerName: place.name, pcscdSocket: place.pcscdSocket, way: .frames)
        case .serial: SerialReader(device: place.device)
        }
    }
}

/// Where a card reader is found.
public struct CardReaderPlace: Equatable, Sendable {
    /// PC/SC: how the reader's name begins; empty takes the first one.
    public var name: String
    /// PC/SC: path of the service's socket where it is not the system's own. It is put into the
    /// environment (`PCSCLITE_CSOCK_NAME`), which pcsc-lite looks up once: the first call of the
    /// process decides for all. Create the reader before other threads run.
    public var pcscdSocket: String?
    /// Serial line: path of the terminal.
    public var device: String

    /// Creates a place.
    public init(name: String, pcscdSocket: String?, device: String) {
        (self.name, self.pcscdSocket, self.device) = (name, pcscdSocket, device)
    }
}

/// A reader of identity documents with a security module.
public protocol SAMReader: IdentityDocumentReader {
    /// The module's number as its label has it; `nil` where the profile cannot ask for it.
    ///
    /// - Throws: ``CardReaderError``; over PC/SC ``CardReaderError/noCard`` while no card lies
    ///   there, since such a reader is spoken to only through a card.
    func moduleNumber() async throws -> String?
}
