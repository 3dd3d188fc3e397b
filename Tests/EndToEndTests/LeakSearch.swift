import Foundation
import Glibc

/// Looks for personal values in every file below some folders, in each form they could have been
/// written in: raw, UTF-16, GB 18030, escaped, encoded, packed, or as a document's text.
///
/// A hit names file, offset, value by its place in the list, and form, never the value itself.
struct LeakSearch {
    struct Hit: Hashable, CustomStringConvertible {
        let file: String
        let offset: Int
        let value: Int
        let form: String

        var description: String { "value \(value) as \(form) in \(file) at \(offset)" }
    }
    struct NotReadable: Error { let file: String }

    private struct Needle {
        let bytes: [UInt8]
        let value: Int
        let form: String

        /// Its first two bytes as a number.
        var pair: Int { Int(bytes[0]) << 8 | Int(bytes[1]) }
    }

    /// Shorter values would be met by chance.
    static let lengthMin = 6
    /// Places of the values that are too short to be searched.
    let skipped: [Int]
    private let needles: [Needle]
    /// Which needles begin with a pair of bytes.
    private let starts: [[Int]]

    init(values: [String]) {
        skipped = values.indices.filter { values[$0].utf8.count < Self.lengthMin }
        let needles = values.indices.flatMap { index -> [Needle] in
            guard values[index].utf8.count >= Self.lengthMin else { return [] }
            var seen: Set<[UInt8]> = []
            return Self.forms(of: values[index]).compactMap { form, bytes in
                guard bytes.count >= Self.lengthMin, seen.insert(bytes).inserted else {
                    return nil
                }
                return Needle(bytes: bytes, value: index, form: form)
            }
        }
        var starts = [[Int]](repeating: [], count: 1 << 16)
        for (index, needle) in needles.enumerated() { starts[needle.pair].append(index) }
        (self.needles, self.starts) = (needles, starts)
    }

    /// The first hit of each value and form in each regular file below `folders`, and how many
    /// files and bytes were read. A file that goes away in the meantime is passed over.
    ///
    /// `leavingOut` names folders directly below those that are searched.
    func search(
        _ folders: [URL], leavingOut: Set<String> = []
    ) throws -> (hits: [Hit], files: Int, bytes: Int) {
        var (hits, files, size): ([Hit], Int, Int) = ([], 0, 0)
        for folder in folders {
            let all = FileManager.default.enumerator(atPath: folder.path)
            guard let all else { throw NotReadable(file: folder.path) }
            for case let name as String in all {
                if leavingOut.contains(name) { all.skipDescendants() }
                let file = folder.appending(path: name)
                guard let found = try look(into: file) else { continue }
                hits += found.hits
                (files, size) = (files + 1, size + found.bytes)
            }
        }
        return (hits, files, size)
    }

    /// As ``search(_:leavingOut:)``, for what may be a file or a folder, or gone.
    func hits(inFileOrFolder place: URL) throws -> [Hit] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
            return []
        }
        return isFolder.boolValue ? try search([place]).hits : try look(into: place)?.hits ?? []
    }

    /// `nil` for what is no regular file, or has gone.
    private func look(into file: URL) throws -> (hits: [Hit], bytes: Int)? {
        var status = stat()
        guard lstat(file.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        guard let bytes = try? Data(contentsOf: file) else {
            guard access(file.path, F_OK) != 0 else { throw NotReadable(file: file.path) }
            return nil
        }
        let packed = try unpacked(bytes, file).flatMap {
            found(in: $0.bytes, of: file.path, inside: $0.name)
        }
        return (found(in: bytes, of: file.path, inside: "") + packed, bytes.count)
    }

    /// One pass: a needle is compared only where its first two bytes stand.
    private func found(in bytes: Data, of file: String, inside: String) -> [Hit] {
        var found: [Int: Int] = [:]
        bytes.withUnsafeBytes { (field: UnsafeRawBufferPointer) in
            starts.withUnsafeBufferPointer { starts in
                guard let start = field.baseAddress, field.count > 1 else { return }
                for offset in 0..<(field.count - 1) {
                    let pair = Int(field[offset]) << 8 | Int(field[offset + 1])
                    for index in starts[pair] where found[index] == nil {
                        let needle = needles[index].bytes
                        if offset + needle.count <= field.count,
                            memcmp(start + offset, needle, needle.count) == 0
                        {
                            found[index] = offset
                        }
                    }
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map { index, offset in
            let needle = needles[index]
            return Hit(
                file: file, offset: offset, value: needle.value, form: inside + needle.form)
        }
    }

    /// What a packed log holds, and the text of a document as a reader sees it.
    private func unpacked(_ bytes: Data, _ file: URL) throws -> [(name: String, bytes: Data)] {
        if bytes.starts(with: [0x1F, 0x8B, 0x08]) {
            return [("gzip, ", try Self.output(of: "/usr/bin/gzip", ["-dc", file.path]))]
        }
        guard bytes.prefix(1_024).range(of: Data("%PDF-".utf8)) != nil else { return [] }
        let text = try Self.output(of: "/usr/bin/pdftotext", ["-raw", file.path, "-"])
        return [("PDF text, ", text)]
    }

    private static func output(of program: String, _ words: [String]) throws -> Data {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = words
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return output
    }
}

extension LeakSearch {
    /// The ways to write a value that are searched.
    static func forms(of value: String) -> [(String, [UInt8])] {
        let utf8 = Array(value.utf8)
        let units = Array(value.utf16)
        let escaped = { (format: String) in
            units.map { $0 < 0x80 ? String(UnicodeScalar(UInt8($0))) : String(format: format, $0) }
                .joined()
        }
        let percent = { (format: String) in
            utf8.map { byte in
                isUnreserved(byte) ? String(UnicodeScalar(byte)) : String(format: format, byte)
            }.joined()
        }
        let hex = { (format: String) in utf8.map { String(format: format, $0) }.joined() }
        let texts = [
            ("JSON", escaped("\\u%04x")), ("JSON", escaped("\\u%04X")),
            ("percent", percent("%%%02X")), ("percent", percent("%%%02x")),
            ("hexadecimal", hex("%02x")), ("hexadecimal", hex("%02X")),
        ]
        return [
            ("UTF-8", utf8), ("UTF-16LE", units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16BE", units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
            ("GB 18030", gb18030(utf8)),
        ] + texts.map { ($0, Array($1.utf8)) } + (0..<3).map { ("base64", base64(utf8, at: $0)) }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": true
        default: false
        }
    }

    /// The characters that stand for `bytes` alone when `shift` bytes come before them.
    private static func base64(_ bytes: [UInt8], at shift: Int) -> [UInt8] {
        let text = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
        let partial = [0, 3, 2][(shift + bytes.count) % 3]
        return Array(text.utf8.dropFirst([0, 2, 3][shift]).dropLast(partial))
    }

    /// Empty where the system does not know the encoding; a test says so.
    private static func gb18030(_ utf8: [UInt8]) -> [UInt8] {
        let converter = iconv_open("GB18030", "UTF-8")
        guard converter != iconv_t(bitPattern: -1) else { return [] }
        defer { iconv_close(converter) }
        var input = utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 4 * utf8.count)
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target -> Int in
                var (from, to) = (source.baseAddress, target.baseAddress)
                var (fromLeft, toLeft) = (source.count, target.count)
                let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
                return result == -1 ? 0 : target.count - toLeft
            }
        }
        return output.prefix(written).map { UInt8(bitPattern: $0) }
    }
}
