/// The size of a picture as its file's header states it, read before anything is decoded.
///
/// A file of a few kilobytes may claim a gigapixel; decoding it would take the kiosk's memory.
public struct PictureHeader: Equatable, Sendable {
    /// Most pixels that are decoded.
    public static let pixelsMax = 40_000_000

    /// Pixels a row.
    public let width: Int
    /// Rows.
    public let height: Int

    /// Reads the header of a JPEG, PNG or JPEG 2000 file.
    ///
    /// - Throws: ``FaceMatchError/notAPicture``, ``FaceMatchError/pictureTooLarge``.
    public init(_ file: [UInt8]) throws(FaceMatchError) {
        let size =
            if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                Self.png(file)
            } else if file.starts(with: [0xFF, 0xD8, 0xFF]) {
                Self.jpeg(file)
            } else if file.starts(with: [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]) {
                Self.jpeg2000(file)
            } else {
                nil as (Int, Int)?
            }
        guard let (width, height) = size, width > 0, height > 0 else { throw .notAPicture }
        guard width <= Self.pixelsMax, height <= Self.pixelsMax / width else {
            throw .pictureTooLarge
        }
        (self.width, self.height) = (width, height)
    }

    /// PNG: the first chunk is always `IHDR`; width and height are its first eight bytes.
    private static func png(_ file: [UInt8]) -> (Int, Int)? {
        guard file.dropFirst(12).starts(with: Array("IHDR".utf8)) else { return nil }
        guard let width = number(file, at: 16, bytes: 4) else { return nil }
        return number(file, at: 20, bytes: 4).map { (width, $0) }
    }

    /// JPEG: segments of marker and length; a start-of-frame one holds height, then width.
    private static func jpeg(_ file: [UInt8]) -> (Int, Int)? {
        var at = 2
        while let marker = number(file, at: at, bytes: 2) {
            if marker == 0xFFFF {  // A fill byte.
                at += 1
                continue
            }
            guard marker > 0xFF00, let length = number(file, at: at + 2, bytes: 2), length >= 2
            else { return nil }
            // C4, C8 and CC lie in the range but define tables.
            if (0xFFC0...0xFFCF).contains(marker), ![0xFFC4, 0xFFC8, 0xFFCC].contains(marker) {
                guard let height = number(file, at: at + 5, bytes: 2) else { return nil }
                return number(file, at: at + 7, bytes: 2).map { ($0, height) }
            }
            at += 2 + length
        }
        return nil
    }

    /// JPEG 2000 in its JP2 wrapping: the `ihdr` box stands near the front, height first.
    private static func jpeg2000(_ file: [UInt8]) -> (Int, Int)? {
        let name = Array("ihdr".utf8)
        for at in stride(from: 12, to: min(file.count, 256), by: 1)
        where file.dropFirst(at).starts(with: name) {
            guard let height = number(file, at: at + 4, bytes: 4) else { return nil }
            return number(file, at: at + 8, bytes: 4).map { ($0, height) }
        }
        return nil
    }

    /// A big-endian number; `nil` beyond the end.
    private static func number(_ file: [UInt8], at: Int, bytes: Int) -> Int? {
        guard at + bytes <= file.count else { return nil }
        return file[at..<at + bytes].reduce(0) { $0 << 8 | Int($1) }
    }
}
