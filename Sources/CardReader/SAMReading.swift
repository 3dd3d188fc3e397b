/// Reads a card through the security module: find, select, read.
///
/// A failure of the radio link is often gone at the next try, so the whole of it is repeated twice
/// at most; a successful read uses the selection up, so no step is repeated alone.
enum SAMReading {
    private static let repeats = 2

    /// The card's text and photo. `exchange` sends a command and gives the module's answer;
    /// `isFound` when the module has found the card already.
    static func read(
        isFound: Bool = false,
        _ exchange: (SAMCommand) throws(CardReaderError) -> SAMAnswer
    ) throws(CardReaderError) -> CardImage {
        var reason = CardReaderError.noCard
        for attempt in 0...repeats {
            do throws(CardReaderError) {
                return try once(isFound: isFound && attempt == 0, exchange)
            } catch .noCard {
                // After a failed read some modules find the card no more: the failure says more.
                continue
            } catch .unreadable(let status) {
                reason = .unreadable(status: status)
            } catch {
                throw error
            }
        }
        throw reason
    }

    private static func once(
        isFound: Bool, _ exchange: (SAMCommand) throws(CardReaderError) -> SAMAnswer
    ) throws(CardReaderError) -> CardImage {
        if !isFound { _ = try expect(.found, exchange(.findCard)) }
        _ = try expect(.done, exchange(.selectCard))
        return try CardImage(expect(.done, exchange(.readTextAndPhoto)))
    }

    private static func expect(
        _ status: SAMStatus, _ answer: SAMAnswer
    ) throws(CardReaderError) -> [UInt8] {
        guard answer.code == status.rawValue else { throw CardReaderError(sam: answer) }
        return answer.data
    }

    /// The module's number as its label has it: `05.01-20200131-0012345678-0123456789`.
    static func moduleNumber(
        _ exchange: (SAMCommand) throws(CardReaderError) -> SAMAnswer
    ) throws(CardReaderError) -> String {
        let number = try expect(.done, exchange(.moduleNumber))
        guard number.count == 16 else { throw .unreadable(status: nil) }
        func value(_ range: Range<Int>) -> Int {
            number[range].reversed().reduce(0) { $0 << 8 | Int($1) }  // Low byte first.
        }
        func text(_ range: Range<Int>, _ digits: Int) -> String {
            let plain = String(value(range))
            return String(repeating: "0", count: max(0, digits - plain.count)) + plain
        }
        return text(0..<2, 2) + "." + text(2..<4, 2) + "-" + text(4..<8, 8) + "-"
            + text(8..<12, 10) + "-" + text(12..<16, 10)
    }
}
