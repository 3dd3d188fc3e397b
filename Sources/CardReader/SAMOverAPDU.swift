/// Carries the security module's frames in commands of the reader's own class.
///
/// ```
/// FF 00 00 00 Lc frame   → answer frame 90 00, or its beginning and 61 xx
/// FF C0 00 00 xx         → the next xx bytes
/// ```
///
/// Source: direct transmission as readers of the ACR122 kind have it; long answers go on with
/// GET RESPONSE.
enum SAMOverAPDU {
    /// No true answer is longer; a reader that never ends is given up.
    private static let answerMax = 4_200

    /// Sends one frame; `transmit` sends one command and gives the answer's bytes.
    static func exchange(
        _ command: SAMCommand, _ transmit: (CommandAPDU) throws(CardReaderError) -> [UInt8]
    ) throws(CardReaderError) -> SAMAnswer {
        var response = try ResponseAPDU(transmit(.directTransmit(command.bytes)))
        var frame = Array(response.data)
        while response.status >> 8 == 0x61 {
            let rest = UInt8(response.status & 0xFF)
            response = try ResponseAPDU(transmit(.getResponse(le: rest)))
            frame += response.data
            guard !response.data.isEmpty, frame.count <= answerMax else {
                throw .unreadable(status: response.status)
            }
        }
        switch response.status {
        case 0x9000: break
        case 0x6D00, 0x6E00, 0x6A81: throw .notIdentityCard
        case let status: throw .unreadable(status: status)
        }
        var parser = SAMFrameParser()
        guard let answer = try? parser.take(frame).first?.get() else {
            throw .unreadable(status: UInt16(SAMStatus.wrongCheck.rawValue))
        }
        return answer
    }
}
