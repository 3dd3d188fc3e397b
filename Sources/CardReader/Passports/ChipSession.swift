/// A conversation with one chip: plain at first, protected once access is gained.
///
/// `transmit` sends one command and gives the answer's bytes. The first failure of the protection
/// ends the conversation for good.
struct ChipSession {
    /// Bytes asked for at once: with protection the answer still fits into 256.
    static let readMax = 0xDF
    /// Longest file that is read, in bytes; pictures have some ten thousand.
    static let fileMax = 512 << 10
    /// Room for the longest head of a data object.
    private static let headLength = 8

    private let transmit: ([UInt8]) throws(CardReaderError) -> [UInt8]
    private var messaging: SecureMessaging?
    private var isBroken = false

    init(_ transmit: @escaping ([UInt8]) throws(CardReaderError) -> [UInt8]) {
        self.transmit = transmit
    }

    /// From now on commands and answers are protected.
    mutating func protect(by messaging: SecureMessaging) { self.messaging = messaging }

    var isProtected: Bool { messaging != nil }

    /// Sends a command, protected where access has been gained.
    ///
    /// - Returns: the answer's data and its status word.
    /// - Throws: ``CardReaderError/cardRemoved`` for no answer, ``PassportError/sessionBroken`` for
    ///   one that is not authentic.
    mutating func send(_ command: ChipCommand) throws -> (data: [UInt8], status: UInt16) {
        guard !isBroken else { throw PassportError.sessionBroken }
        guard var messaging else { return try plain(transmit(command.bytes)) }
        do {
            let answer = try transmit(messaging.protect(command))
            guard answer.count >= 2 else { throw CardReaderError.cardRemoved }
            let opened = try messaging.open(answer)
            self.messaging = messaging
            return opened
        } catch {
            isBroken = true
            self.messaging = nil
            throw error
        }
    }

    /// The whole of `file`; `nil` where the chip has none or does not give it to us.
    mutating func file(_ file: PassportFile) throws -> [UInt8]? {
        switch try send(.select(file)).status {
        case 0x9000: break
        case 0x6A82, 0x6A83, 0x6A88, 0x6982, 0x6985, 0x6D00, 0x6A86: return nil
        case let status: throw PassportError.unreadable(status: status)
        }
        let start = try read(at: 0, count: Self.headLength)
        let head = try DataObject.head(of: start[...])
        let length = head.size + head.length
        guard length <= Self.fileMax, head.tag == file.tag else {
            throw PassportError.unreadable(status: nil)
        }
        var bytes = Array(start.prefix(length))
        bytes.reserveCapacity(length)
        while bytes.count < length {
            bytes += try read(at: bytes.count, count: length - bytes.count)
        }
        return bytes
    }

    /// Up to `count` bytes at `offset`, at least one.
    private mutating func read(at offset: Int, count: Int) throws -> [UInt8] {
        let isFar = offset > 0x7FFF
        let wanted = min(count, isFar ? Self.readMax - 3 : Self.readMax)
        // In the far form the answer is a data object, whose head counts as well.
        let head = isFar ? (wanted > 0x7F ? 3 : 2) : 0
        let (data, status) = try send(.read(at: offset, count: wanted + head))
        guard status == 0x9000 || status == 0x6282 else {
            throw PassportError.unreadable(status: status)
        }
        let bytes = isFar ? Array(try DataObject.first(0x53, in: data[...]).value) : data
        guard (1...wanted).contains(bytes.count) else {
            throw PassportError.unreadable(status: status)
        }
        return bytes
    }

    private func plain(_ answer: [UInt8]) throws -> (data: [UInt8], status: UInt16) {
        let response = try ResponseAPDU(answer)
        return (Array(response.data), response.status)
    }
}
