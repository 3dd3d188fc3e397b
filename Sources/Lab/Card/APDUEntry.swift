import Crypto
import Foundation
import Registry

/// One exchange as the card saw it: evidence that the kiosk read this card, without a word of
/// what stood on it.
struct APDUEntry: Codable, Sendable, Equatable {
    /// Milliseconds since 1970.
    let milliseconds: Int
    /// How many cards had been laid on the reader by then, this one included.
    let card: Int
    /// The command in hexadecimal.
    let command: String
    /// Bytes of data in the answer.
    let length: Int
    /// The answer's status word in hexadecimal; empty when the card gave none.
    let status: String
    /// SHA-256 of the whole image on the card, in hexadecimal.
    let image: String

    /// Notes an exchange; `answer` is `nil` when the card was pulled away or kept silent.
    init(card: Int, command: [UInt8], answer: [UInt8]?, image: String, at time: Date = .now) {
        milliseconds = Int(time.timeIntervalSince1970 * 1_000)
        self.card = card
        self.command = command.prefix(5).hex
        length = max(0, (answer?.count ?? 0) - 2)
        status = answer?.suffix(2).hex ?? ""
        self.image = image
    }

    /// SHA-256 in hexadecimal.
    static func digest(of image: [UInt8]) -> String { SHA256.hash(data: image).hex }
}
