/// One BER-TLV data object, as chips and certificates use them (ISO 7816-4 § 5.2.2, X.690).
///
/// ```
/// tag: 1 to 3 bytes | length: 1 to 4 bytes, so below 16 MiB | value
/// ```
///
/// Everything comes from a chip that may be forged: lengths are checked against what is there,
/// indefinite lengths are refused, one level is taken apart at a time, and a level has an end.
struct DataObject: Equatable, Sendable {
    /// Objects of one level at most.
    static let countMax = 512

    /// Tag bytes, the first one highest: 0x5F1F.
    let tag: UInt32
    /// The value's bytes.
    let value: ArraySlice<UInt8>

    /// What stands before a value.
    struct Head: Equatable {
        let tag: UInt32
        /// Bytes of tag and length together.
        let size: Int
        /// Bytes of the value.
        let length: Int
    }

    /// The head at the start of `bytes`; the value need not be there.
    static func head(of bytes: ArraySlice<UInt8>) throws(PassportError) -> Head {
        var rest = bytes
        guard let first = rest.popFirst() else { throw .unreadable(status: nil) }
        var tag = UInt32(first)
        if first & 0x1F == 0x1F {
            var isLast = false
            while !isLast {
                guard tag <= 0xFFFF, let next = rest.popFirst() else {
                    throw .unreadable(status: nil)
                }
                tag = tag << 8 | UInt32(next)
                isLast = next & 0x80 == 0
            }
        }
        guard let short = rest.popFirst() else { throw .unreadable(status: nil) }
        var length = Int(short)
        if short > 0x7F {
            let count = Int(short & 0x7F)
            guard (1...3).contains(count), rest.count >= count else {
                throw .unreadable(status: nil)
            }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        return Head(tag: tag, size: bytes.count - rest.count, length: length)
    }

    /// All objects of one level, in order; nothing may stand behind the last one.
    static func all(in bytes: ArraySlice<UInt8>) throws(PassportError) -> [DataObject] {
        var (rest, objects) = (bytes, [DataObject]())
        while !rest.isEmpty {
            guard objects.count < countMax else { throw .unreadable(status: nil) }
            objects.append(try take(from: &rest))
        }
        return objects
    }

    /// The one object at the start of `bytes` when it has `tag`; what follows is left aside, as
    /// files may be longer than what they hold.
    static func first(
        _ tag: UInt32, in bytes: ArraySlice<UInt8>
    ) throws(PassportError) -> DataObject {
        var rest = bytes
        let object = try take(from: &rest)
        guard object.tag == tag else { throw .unreadable(status: nil) }
        return object
    }

    /// The objects in this one.
    func children() throws(PassportError) -> [DataObject] { try Self.all(in: value) }

    /// The object with `tag` in this one.
    func child(_ tag: UInt32) throws(PassportError) -> DataObject {
        guard let found = try children().first(where: { $0.tag == tag }) else {
            throw .unreadable(status: nil)
        }
        return found
    }

    /// An object's bytes.
    static func encode(_ tag: UInt32, _ value: some Collection<UInt8>) -> [UInt8] {
        var bytes = Self.bytes(of: tag)
        let length = value.count
        if length > 0x7F {
            let digits = Self.bytes(of: UInt32(truncatingIfNeeded: length))
            bytes += [0x80 | UInt8(digits.count)] + digits
        } else {
            bytes.append(UInt8(length))
        }
        return bytes + value
    }

    /// Big-endian, without leading zeros, at least one byte.
    static func bytes(of number: UInt32) -> [UInt8] {
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        return Array(bytes.drop { $0 == 0 }.isEmpty ? [0] : bytes.drop { $0 == 0 })
    }

    private static func take(
        from rest: inout ArraySlice<UInt8>
    ) throws(PassportError) -> DataObject {
        let head = try head(of: rest)
        guard rest.count - head.size >= head.length else { throw .unreadable(status: nil) }
        let value = rest.dropFirst(head.size).prefix(head.length)
        rest = rest.dropFirst(head.size + head.length)
        return DataObject(tag: head.tag, value: value)
    }
}
