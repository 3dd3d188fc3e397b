import Crypto
import FoundationEssentials
import Glibc
import Registry
import Sealing

/// A backup's file: `FDBACKUP1\n`, 16 random bytes that name it, then records.
///
/// ```
/// length: UInt32 BE | sealed record
/// record = 1 | file name in UTF-8      the data that follow belong to this file
///        | 2 | up to 1 MiB of data
///        | 3                           the end: nothing is missing
/// ```
///
/// Each record is sealed for its place, `backup / name of the backup / number of the record`, so
/// that none can be left out, exchanged or taken from another backup.
enum BackupFile {
    static let magic = Array("FDBACKUP1\n".utf8)
    static let nameLength = 16
    static let chunkLength = 1 << 20

    enum Record: Equatable {
        case file(String)
        case data([UInt8])
        case end

        var bytes: [UInt8] {
            switch self {
            case .file(let name): [1] + Array(name.utf8)
            case .data(let bytes): [2] + bytes
            case .end: [3]
            }
        }

        init(_ bytes: [UInt8]) throws(StorageError) {
            switch bytes.first {
            case 1: self = .file(String(decoding: bytes.dropFirst(), as: UTF8.self))
            case 2: self = .data(Array(bytes.dropFirst()))
            case 3 where bytes.count == 1: self = .end
            default: throw .backupDamaged
            }
        }
    }

    static func place(_ name: [UInt8], _ number: Int) -> Binding {
        Binding(table: "backup", row: name.hex, column: "\(number)")
    }
}

/// Writes a backup beside its place and gives it its name when it is whole.
struct BackupWriter {
    private let stream: FileStream
    private let path: String
    private let name: [UInt8]
    private let sealer: Sealer
    private var count = 0

    init(_ path: String, _ sealer: Sealer) throws {
        (self.path, self.sealer) = (path, sealer)
        var random = SystemRandomNumberGenerator()
        name = (0..<BackupFile.nameLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        stream = try FileStream(creating: path + ".draft")
        try stream.write(BackupFile.magic + name)
    }

    mutating func append(_ record: BackupFile.Record) throws {
        let sealed = try sealer.seal(record.bytes, bound: BackupFile.place(name, count))
        let length = UInt32(sealed.count)
        try stream.write(
            (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + sealed)
        count += 1
    }

    /// Adds a file of the folder under `name`.
    mutating func append(file path: String, as name: String) throws {
        let source = try FileStream(reading: path)
        try append(.file(name))
        while case let chunk = try source.read(upTo: BackupFile.chunkLength), !chunk.isEmpty {
            try append(.data(chunk))
        }
    }

    mutating func finish() throws {
        try append(.end)
        try stream.sync()
        guard rename(path + ".draft", path) == 0 else { throw StorageError.folderUnusable(errno) }
    }

    /// Takes back what was begun.
    func abandon() { unlink(path + ".draft") }
}

/// Reads a backup record by record; every length is checked before it is believed.
struct BackupReader {
    private let stream: FileStream
    private let name: [UInt8]
    private let sealer: Sealer
    private var count = 0

    init(_ path: String, _ sealer: Sealer) throws {
        self.sealer = sealer
        stream = try FileStream(reading: path)
        let head = try stream.read(upTo: BackupFile.magic.count + BackupFile.nameLength)
        guard head.starts(with: BackupFile.magic),
            head.count == BackupFile.magic.count + BackupFile.nameLength
        else { throw StorageError.backupDamaged }
        name = Array(head.suffix(BackupFile.nameLength))
    }

    /// The next record. Throws ``StorageError/backupDamaged`` also where the file ends early.
    mutating func next() throws -> BackupFile.Record {
        let head = try stream.read(upTo: 4)
        guard head.count == 4 else { throw StorageError.backupDamaged }
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard length <= BackupFile.chunkLength + 1 + Sealer.overhead else {
            throw StorageError.backupDamaged
        }
        let sealed = try stream.read(upTo: length)
        let place = BackupFile.place(name, count)
        guard sealed.count == length, let plain = try? sealer.open(sealed, bound: place) else {
            throw StorageError.backupDamaged
        }
        count += 1
        return try BackupFile.Record(plain)
    }
}
