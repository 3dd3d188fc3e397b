import DeviceSupport
import Foundation
import Glibc
import Registry
import Testing

@testable import CardReader

/// PACE against Debian's OpenPACE as the chip: pace_peer.c, made where libeac-dev is installed.
@Suite(.serialized, .enabled(if: FileManager.default.fileExists(atPath: "/usr/include/eac/pace.h")))
struct OpenPACETests {
    private static let program = FileManager.default.temporaryDirectory
        .appending(path: "pace-peer-\(ProcessInfo.processInfo.processIdentifier)").path
    private static let peer: Result<String, any Error> = Result {
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "pace_peer.c").path
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/cc")
        compiler.arguments = ["-O1", "-o", program, source, "-leac", "-lcrypto"]
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0)
        atexit {
            do { try FileManager.default.removeItem(atPath: OpenPACETests.program) } catch {
                return
            }
        }
        return program
    }

    private static let methods: [UInt8: String] = [
        1: "3DES-CBC-CBC", 2: "AES-CBC-CMAC-128", 3: "AES-CBC-CMAC-192", 4: "AES-CBC-CMAC-256",
    ]

    /// Runs all steps; `theirs` is the chip's password.
    private func run(
        _ method: UInt8, _ curve: StandardCurve, _ access: PassportAccess, theirs: String
    ) throws {
        let identifier = PACEMethod.prefix + [2, method]
        let offer = CardAccessFile.Offer(
            method: try #require(PACEMethod(identifier: identifier)), curve: curve,
            parameters: curve.rawValue)
        let name = "id-PACE-ECDH-GM-" + (Self.methods[method] ?? "")
        let chip = try ChildProcess(command: [
            try Self.peer.get(), name, "\(curve.rawValue)", access.isZone ? "1" : "2", theirs,
        ])
        defer { chip.terminate() }
        func receive() throws -> [UInt8] {
            let line = try chip.readLine(within: .seconds(10), lengthMax: 1_000)
            let text = String(decoding: line, as: UTF8.self)
            guard let bytes = Array(hex: text) else { throw PassportError.accessRefused }
            return bytes
        }
        func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
            try chip.write(Array((bytes.hex + "\n").utf8))
            return try receive()
        }
        var ours = try PasswordAccess(offer, access: access)
        let mapping = try exchange(ours.mappingKey(encryptedNonce: try receive()))
        let key = try exchange(ours.ephemeralKey(chipMapping: mapping))
        let token = try exchange(ours.token(chipKey: key))
        _ = try ours.session(chipToken: token)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt8>, StandardCurve.allCases)
    func `both come to the same keys under every cipher and curve`(
        method: UInt8, curve: StandardCurve
    ) throws {
        try run(method, curve, .can("123456"), theirs: "123456")
    }

    @Test func `a zone's key opens it as well, another password does not`() throws {
        // OpenPACE takes a card's whole zone and makes the key itself.
        let access = try PassportAccess(typedMRZ: Zones.card)
        try run(2, .brainpoolP256r1, access, theirs: Zones.card)
        #expect(throws: PassportError.accessRefused) {
            try run(2, .brainpoolP256r1, access, theirs: Zones.longCard)
        }
        #expect(throws: PassportError.accessRefused) {
            try run(4, .secp256r1, .can("123456"), theirs: "123457")
        }
    }
}
