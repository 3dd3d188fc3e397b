/// An uncompressed picture: rows top to bottom, pixels left to right, bytes blue, green, red.
public struct Picture: Equatable, Sendable {
    /// Pixels a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `width * height * 3` bytes.
    public let pixels: [UInt8]

    /// Takes `pixels`; `nil` when their count does not fit.
    public init?(width: Int, height: Int, pixels: [UInt8]) {
        guard width > 0, height > 0, pixels.count == width * height * 3 else { return nil }
        (self.width, self.height, self.pixels) = (width, height, pixels)
    }
}
