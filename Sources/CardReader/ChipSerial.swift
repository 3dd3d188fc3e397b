/// The chip's own serial, by which doors know a card; a re-issued card has another one.
enum ChipSerial {
    /// Bytes of a true serial. Resident cards have an all-zero 4-byte pseudo-identifier that
    /// readers unaware of them report instead; it is the same on every card.
    static let length = 8

    /// The serial in an answer to GET DATA; `nil` where the reader gives none.
    static func serial(in response: ResponseAPDU) -> [UInt8]? {
        guard response.status == 0x9000, response.data.count == length,
            response.data.contains(where: { $0 != 0 })
        else { return nil }
        return Array(response.data)
    }
}
