import Foundation
import Testing

@testable import Lab

/// The repository's own data folder, filled by `Scripts/setup`.
let studioFiles = StudioFiles(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "var").path)

/// Width and height of a JPEG file, by its start-of-frame segment; `nil` when it is none.
func jpegSize(_ bytes: [UInt8]) -> [Int]? {
    guard bytes.starts(with: [0xFF, 0xD8]), bytes.suffix(2) == [0xFF, 0xD9] else { return nil }
    var place = 2
    while place + 9 < bytes.count, bytes[place] == 0xFF {
        let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
        if (0xC0...0xC2).contains(bytes[place + 1]) {
            return [
                Int(bytes[place + 7]) << 8 | Int(bytes[place + 8]),
                Int(bytes[place + 5]) << 8 | Int(bytes[place + 6]),
            ]
        }
        place += 2 + length
    }
    return nil
}

/// Width and height of a lossy WebP file (RFC 9649 §2.5); `nil` when it is none.
func webPSize(_ bytes: [UInt8]) -> [Int]? {
    guard bytes.count >= 30, bytes.starts(with: Array("RIFF".utf8)),
        bytes[8..<16].elementsEqual("WEBPVP8 ".utf8), bytes[23..<26] == [0x9D, 0x01, 0x2A]
    else { return nil }
    return [26, 28].map { Int(bytes[$0]) | Int(bytes[$0 + 1] & 0x3F) << 8 }
}
