import DeviceSupport
public import Registry

/// Decodes the photo of a resident card with the vendor's library, in a child process of its own
/// a photo: a library that crashes, hangs or writes where it should not takes nothing with it.
///
/// The child is the product's `PhotoDecoder`, which gets the library's path and symbol, the
/// 1,024 bytes on its standard input, and gives 102×126 pixels.
public actor VendorPhotoDecoder: CardPhotoDecoder {
    /// Pixels of a decoded photo; three bytes each.
    static let (width, height) = (102, 126)
    private static let limit = Duration.seconds(2)
    /// A crash must not print the memory around a person's photo.
    private static let environment = ["SWIFT_BACKTRACE=enable=no"]

    /// One photo takes milliseconds and some megabytes, whatever the library does besides.
    private static let bounds = ChildLimits(
        memory: 256 << 20, addressSpace: 2 << 30, processorTime: 2)

    private let child: String
    private let library: String
    private let symbol: String
    private let executor = BlockingExecutor(label: "card-photo")
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates a decoder; nothing is started yet.
    ///
    /// - Parameters:
    ///   - child: absolute path of the `PhotoDecoder` executable.
    ///   - library: absolute path of the vendor's library; empty when there is none.
    ///   - symbol: name of its decoding function.
    public init(child: String, library: String, symbol: String) {
        (self.child, self.library, self.symbol) = (child, library, symbol)
    }

    /// Decodes 1,024 bytes within two seconds.
    ///
    /// - Throws: ``PhotoDecoderError``.
    public func decode(_ encoded: [UInt8]) throws -> Picture {
        guard !library.isEmpty else { throw PhotoDecoderError.notConfigured }
        guard encoded.count == CardImage.photoSize else { throw PhotoDecoderError.undecodable }
        let size = Self.width * Self.height * 3
        let (pixels, status) = try run(encoded, answerMax: size)
        switch status {
        case 0: break
        case 3, 4: throw PhotoDecoderError.libraryMissing
        case 5: throw PhotoDecoderError.undecodable
        default: throw PhotoDecoderError.crashed
        }
        guard let picture = Picture(width: Self.width, height: Self.height, pixels: pixels) else {
            throw PhotoDecoderError.crashed
        }
        return picture
    }

    private func run(
        _ encoded: [UInt8], answerMax: Int
    ) throws(PhotoDecoderError) -> ([UInt8], Int32) {
        do throws(ChildProcessError) {
            let process = try ChildProcess(
                command: [child, library, symbol], environment: Self.environment,
                limits: Self.bounds)
            do throws(ChildProcessError) {
                try process.write(encoded)
            } catch {
                // It ended before it read: its exit status says why.
                guard error == .ended else { throw error }
            }
            process.closeInput()
            let pixels = try process.readToEnd(within: Self.limit, lengthMax: answerMax)
            return (pixels, process.wait())
        } catch {
            switch error {
            case .notStarted: throw .childMissing
            case .ended, .timedOut, .tooLong: throw .crashed
            }
        }
    }
}
