extension CardSpecimen {
    /// The flat image that a reader of the `image` profile holds after it has read the card:
    /// sizes (4 bytes, 6 with fingerprints), text (256), photo (1,024), fingerprints (1,024).
    var image: [UInt8] {
        let pictures = padded(photo, to: 1_024, with: [0])
        guard hasFingerprints else { return [0x01, 0x00, 0x04, 0x00] + text + pictures }
        return [0x01, 0x00, 0x04, 0x00, 0x04, 0x00] + text + pictures
            + [UInt8](repeating: 0xEE, count: 1_024)
    }

    /// Text fields in their order on the chip, each as many bytes as it has there.
    private var text: [UInt8] {
        fields.flatMap { field in
            let bytes = field.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return padded(bytes, to: field.size, with: [0x20, 0x00])
        }
    }

    private var fields: [(text: String, size: Int)] {
        let letter = family.rawValue
        return switch family {
        case .resident:
            [
                (name, 30), (sex, 2), (nation, 4), (birth, 16), (address, 70), (number, 36),
                (authority, 30), (from, 16), (until, 16), ("", 28), (letter, 2), ("", 6),
            ]
        case .hmt:
            [
                (name, 30), (sex, 2), ("", 4), (birth, 16), (address, 70), (number, 36),
                (authority, 30), (from, 16), (until, 16), (passNumber, 18), (issues, 4),
                ("", 6), (letter, 2), ("", 6),
            ]
        case .foreigner2017:
            [
                (latinName, 120), (sex, 2), (number, 30), (nationality, 6), (name, 30),
                (from, 16), (until, 16), (birth, 16), ("01", 4), (authority, 8), (letter, 2),
                ("", 6),
            ]
        case .foreigner2023:
            [
                (name, 30), (sex, 2), (issues, 4), (birth, 16), (latinName, 70), (number, 36),
                ("", 30), (from, 16), (until, 16), (String(latinName.dropFirst(35)), 22),
                (nationality, 6), (letter, 2), ("", 6),
            ]
        }
    }

    private func padded(_ bytes: [UInt8], to size: Int, with filler: [UInt8]) -> [UInt8] {
        var result = Array(bytes.prefix(size))
        while result.count < size { result += filler }
        return result
    }
}
