import CChild
import Glibc

/// Decodes one card photo with a vendor's library and ends.
///
/// Arguments: the library's path, the symbol of its decoding function. Standard input: 1,024
/// bytes. Standard output: 102×126 pixels, rows from the top, blue, green, red: 38,556 bytes.
/// Exit status: ``Outcome``. The parent trusts none of it; see `VendorPhotoDecoder`.
@main struct PhotoDecoder {
    /// Exit statuses.
    enum Outcome: Int32 {
        case done = 0
        case usage = 2
        case noLibrary = 3
        case noSymbol = 4
        case notDecodable = 5
        case noInput = 6
    }

    /// The configured vendor signature: 1,024 bytes in, 38,556 bytes out, 1 when decoded.
    typealias Decode =
        @convention(c) (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Int32

    static let encodedSize = 1_024
    static let pictureSize = 102 * 126 * 3
    /// Vendors' functions may write a whole padded bitmap; room for that and more.
    static let slack = 65_536
    /// The parent gives up after two seconds; this ends a child whose parent has gone.
    static let secondsMax: UInt32 = 3

    static func main() {
        alarm(secondsMax)
        _ = process_forbid_dumps()  // A core would hold the photo, and a pipe has no limit.
        exit(run(CommandLine.arguments).rawValue)
    }

    private static func run(_ arguments: [String]) -> Outcome {
        guard arguments.count == 3 else { return .usage }
        // A library that prints would spoil the picture: its output goes to standard error.
        let output = dup(1)
        dup2(2, 1)
        guard let library = dlopen(arguments[1], RTLD_NOW) else { return .noLibrary }
        guard let address = dlsym(library, arguments[2]) else { return .noSymbol }
        let decode = unsafeBitCast(address, to: Decode.self)
        guard let encoded = readInput() else { return .noInput }
        var picture = [UInt8](repeating: 0, count: pictureSize + slack)
        guard decode(encoded, &picture) == 1 else { return .notDecodable }
        writeAll(picture.prefix(pictureSize), to: output)
        return .done
    }

    private static func readInput() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: encodedSize)
        var filled = 0
        while filled < encodedSize {
            let count = bytes[filled...].withUnsafeMutableBytes {
                read(0, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }

    private static func writeAll(_ bytes: ArraySlice<UInt8>, to file: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
