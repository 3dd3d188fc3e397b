/// A command to the security module of a reader for second-generation cards (SAM_V, GA 450).
///
/// ```
/// AA AA AA 96 69 | length: UInt16 BE | command | parameter | check
/// ```
///
/// The length counts what follows it; the check is the XOR of all bytes from the length on.
struct SAMCommand: Equatable, Sendable {
    /// What every frame begins with, in both directions.
    static let preamble: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69]

    /// Seeks a card in the field.
    static let findCard = SAMCommand(command: 0x20, parameter: 0x01)
    /// Selects the card that was found.
    static let selectCard = SAMCommand(command: 0x20, parameter: 0x02)
    /// Reads text and photo of the selected card; fingerprints are never asked for.
    static let readTextAndPhoto = SAMCommand(command: 0x30, parameter: 0x01)
    /// Tells the module's own number.
    static let moduleNumber = SAMCommand(command: 0x12, parameter: 0xFF)

    let command: UInt8
    let parameter: UInt8

    /// The frame as sent.
    var bytes: [UInt8] {
        let body: [UInt8] = [0x00, 0x03, command, parameter]
        return Self.preamble + body + [body.reduce(0, ^)]
    }
}

/// What the module answered.
struct SAMAnswer: Equatable, Sendable {
    /// The third status byte; ``SAMStatus`` names those that are known.
    let code: UInt8
    /// What stands behind the status.
    let data: [UInt8]
}

/// The third status byte of an answer.
enum SAMStatus: UInt8, CaseIterable, Sendable {
    case done = 0x90
    case found = 0x9F
    case wrongCheck = 0x10
    case wrongLength = 0x11
    case wrongCommand = 0x21
    case unknownFailure = 0x24
    case cardRefusedModule = 0x31
    case moduleRefusedCard = 0x32
    case verificationFailed = 0x33
    case wrongCard = 0x40
    case readFailed = 0x41
    case randomFailed = 0x47
    case selfTestFailed = 0x60
    case notAuthorised = 0x66
    case notFound = 0x80
    case selectFailed = 0x81
    case noSuchItem = 0x91
}

extension CardReaderError {
    /// What an answer means that is not the one hoped for.
    init(sam answer: SAMAnswer) {
        self =
            switch SAMStatus(rawValue: answer.code) {
            case .notFound: .noCard
            case .wrongCard: .notIdentityCard
            case .cardRefusedModule, .moduleRefusedCard, .verificationFailed: .cardRefused
            case .selfTestFailed: .moduleFailed
            case .notAuthorised: .moduleNotAuthorised
            case .done, .found, .wrongCheck, .wrongLength, .wrongCommand, .unknownFailure,
                .readFailed, .randomFailed, .selectFailed, .noSuchItem, nil:
                .unreadable(status: UInt16(answer.code))
            }
    }
}
