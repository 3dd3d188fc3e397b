/// Data objects as a chip writes and reads them: tag, length, value (X.690).
enum ChipObject {
    /// An object's bytes; `tag` is one or two bytes.
    static func encode(_ tag: Int, _ value: [UInt8]) -> [UInt8] {
        let tagBytes = tag > 0xFF ? [UInt8(tag >> 8), UInt8(tag & 0xFF)] : [UInt8(tag)]
        let length: [UInt8]
        switch value.count {
        case ..<0x80: length = [UInt8(value.count)]
        case ..<0x100: length = [0x81, UInt8(value.count)]
        case ..<0x1_0000: length = [0x82, UInt8(value.count >> 8), UInt8(value.count & 0xFF)]
        default:
            let size = value.count
            length = [0x83, UInt8(size >> 16 & 0xFF), UInt8(size >> 8 & 0xFF), UInt8(size & 0xFF)]
        }
        return tagBytes + length + value
    }

    /// Objects of one level with tags of one byte and values below 256 bytes, as commands have
    /// them; `nil` for anything else.
    static func decode(_ bytes: [UInt8]) -> [(tag: UInt8, value: [UInt8])]? {
        var (objects, place) = ([(tag: UInt8, value: [UInt8])](), 0)
        while place < bytes.count {
            guard place + 1 < bytes.count else { return nil }
            let tag = bytes[place]
            var (length, start) = (Int(bytes[place + 1]), place + 2)
            if length == 0x81, start < bytes.count {
                (length, start) = (Int(bytes[start]), start + 1)
            } else if length > 0x7F {
                return nil
            }
            guard start + length <= bytes.count else { return nil }
            objects.append((tag, Array(bytes[start..<start + length])))
            place = start + length
        }
        return objects
    }
}
