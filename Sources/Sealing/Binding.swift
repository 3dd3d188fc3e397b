/// The one place a sealed value belongs to. A value moved anywhere else does not open.
public struct Binding: Hashable, Sendable {
    /// Table, or `file` for files.
    public let table: String
    /// The row's primary key as text.
    public let row: String
    /// Column.
    public let column: String

    /// Names a place.
    public init(table: String, row: String, column: String) {
        (self.table, self.row, self.column) = (table, row, column)
    }

    /// The content of the file whose plain bytes have this SHA-256, in hexadecimal.
    public static func file(sha256: String) -> Binding {
        Binding(table: "file", row: sha256, column: "content")
    }

    /// Each part with its length before it, so that no two places are written alike.
    var bytes: [UInt8] { lengthPrefixed(table) + lengthPrefixed(row) + lengthPrefixed(column) }
}

/// Four bytes of length, big-endian, then the text in UTF-8.
func lengthPrefixed(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let length = UInt32(truncatingIfNeeded: bytes.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + bytes
}
