extension CardSpecimen {
    /// The flat image that a reader of the `image` profile holds after it has read the card:
    /// sizes (4 bytes), text (256), photo (1,024).
    var image: [UInt8] {
        [0x01, 0x00, 0x04, 0x00] + text + padded(photo, to: 1_024, with: [0])
    }

    /// Text fields in their order on the chip, each as many bytes as it has there.
    private var text: [UInt8] {
        let fields: [(text: String, size: Int)] = [
            (name, 30), (sex, 2), (nation, 4), (birth, 16), (address, 70), (number, 36),
            (authority, 30), (from, 16), (until, 16), ("", 36),
        ]
        return fields.flatMap { field in
            let bytes = field.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return padded(bytes, to: field.size, with: [0x20, 0x00])
        }
    }

    private func padded(_ bytes: [UInt8], to size: Int, with filler: [UInt8]) -> [UInt8] {
        var result = Array(bytes.prefix(size))
        while result.count < size { result += filler }
        return result
    }
}
