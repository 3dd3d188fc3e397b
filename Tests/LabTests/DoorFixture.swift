import DeviceSupport
import Foundation
import Glibc
import Registry
import Testing

@testable import Lab

/// 2026-11-22, noon in China.
let noon = Timestamp(milliseconds: 1_795_320_000_000)

/// A put-card as PyPI's `uhppoted` 0.9.1.1 encodes it: 10058400 at 223169031, 2026-11-01 to
/// 2027-11-30, doors 1 and 2, PIN 123456.
let goldenPut = packet("17500000074a4d0da07a9900202611012027113001010000" + "40e20100")

/// A packet that begins with the hexadecimal `start`.
func packet(_ start: String) -> [UInt8] {
    let bytes = [UInt8](hex: start) ?? []
    return bytes + [UInt8](repeating: 0, count: max(0, 64 - bytes.count))
}

/// A request to `serial` with `fields` from byte 8 on.
func request(_ function: DoorFunction, _ serial: UInt32, _ fields: [UInt8] = []) -> [UInt8] {
    packet([0x17, function.rawValue, 0, 0].hex + littleEndian(serial).hex + fields.hex)
}

func littleEndian(_ word: UInt32) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
}

/// A put-card for door 1 with days as BCD.
func putCard(
    _ number: UInt32, at serial: UInt32, from: [UInt8] = [0x20, 0x26, 0x01, 0x01],
    until: [UInt8] = [0x20, 0x27, 0x12, 0x31], rights: [UInt8] = [1, 0, 0, 0]
) -> [UInt8] {
    request(.putCard, serial, littleEndian(number) + from + until + rights)
}

/// A board on the bench, told the time.
final class Bench {
    var board: DoorBoard

    init(serial: UInt32, eventsKept: Int = 256) {
        board = DoorBoard(serial: serial, eventsKept: eventsKept)
    }

    /// The answer to a packet, as bytes.
    func answer(_ bytes: [UInt8], at now: Timestamp = noon) -> [UInt8]? {
        DoorFrame(received: bytes).flatMap { board.answer($0, at: now) }?.bytes
    }

    func swipe(card: UInt32, door: Int, at now: Timestamp) -> Bool {
        board.swipe(card: card, door: door, at: now)
    }
}

/// A program's UDP socket on loopback, which waits for packets.
final class PacketClient {
    let port: UInt16
    private let descriptor: Int32
    private let twin: Int

    init(twin: Int) throws {
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        var address = Self.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        (self.descriptor, self.twin) = (descriptor, twin)
        try #require(isBound)
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        var address = Self.loopback(port: UInt16(twin))
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, size)
            }
        }
    }

    /// The next packet; `nil` when none comes within `milliseconds`.
    func receive(within milliseconds: Int32 = 5_000) -> [UInt8]? {
        var waits = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waits, 1, milliseconds) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    /// What comes until a get-time of `serial` is answered, without that answer: packets to and
    /// from the twin keep their order on loopback.
    func receiveAll(before serial: UInt32) -> [[UInt8]] {
        send(request(.getTime, serial))
        var packets: [[UInt8]] = []
        let end = request(.getTime, serial).prefix(8)
        while let bytes = receive(), !bytes.starts(with: end) { packets.append(bytes) }
        return packets
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return address
    }
}

/// Runs the client from PyPI, off the pool that the test's other tasks need.
actor DoorClientProcess {
    private let executor = BlockingExecutor(label: "door-client")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        let python = root.appending(path: "var/python/bin/python3").path
        let script = folder.appending(path: "door_client.py").path
        let child = try ChildProcess(command: [python, script] + arguments)
        child.closeInput()
        let output = try child.readToEnd(within: .seconds(50), lengthMax: 100_000)
        return (child.wait(), String(decoding: output, as: UTF8.self))
    }
}

/// Starts boards on a free port, and stops them whatever happens.
func withDoors(
    _ serials: [UInt32] = [223_000_001, 223_000_002, 223_000_003], seed: UInt64 = 1,
    eventsKept: Int = 256, _ body: (DoorTwin, PacketClient) async throws -> Void
) async throws {
    let twin = DoorTwin(serials: serials, seed: seed, eventsKept: eventsKept)
    let port = try await twin.start()
    do {
        try await body(twin, PacketClient(twin: port))
    } catch {
        await twin.stop()
        throw error
    }
    await twin.stop()
}
