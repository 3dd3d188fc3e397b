import Testing

/// Which module a target may import. What is not in the table may not be imported at all.
enum ImportDirection {
    /// Of ours. Devices never see one another or the data; Lab sees no codec of the product.
    static let ours: [String: Set<String>] = [
        "Registry": [],
        "DeviceSupport": ["Registry", "CChild"],
        "CardReader": ["Registry", "DeviceSupport", "CPCSC", "CCrypto"],
        "PhotoDecoder": ["CChild"],
        "FaceMatch": ["Registry", "DeviceSupport", "COpenCV"],
        "Printing": ["Registry", "DeviceSupport", "CCUPS"],
        "DoorLock": ["Registry", "DeviceSupport"],
        "Insurance": ["Registry"],
        "Sealing": ["Registry", "DeviceSupport", "CArgon2"],
        "Storage": ["Registry", "Sealing"],
        "Sync": ["Registry"],
        "Specimens": ["Registry"],
        "Certificates": ["Registry"],
        "Platform": [
            "Registry", "Certificates", "DeviceSupport", "Sealing", "Specimens", "Sync", "Web",
            "CPQ",
        ],
        "PlatformServer": ["Platform", "DeviceSupport", "Registry", "Sealing", "Web"],
        "Web": ["Registry"],
        "FrontDesk": [
            "Registry", "DeviceSupport", "CardReader", "FaceMatch", "Printing", "DoorLock",
            "Insurance", "Certificates", "Sealing", "Storage", "Sync", "Web",
        ],
        "Lab": ["Registry", "DeviceSupport", "CCrypto", "CLabScene"],
        "Bench": ["Registry", "Sealing", "Specimens", "Storage"],
    ]
    /// The system's: open to everybody.
    private static let system: Set = [
        "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc",
        "Synchronization",
    ]
    /// Other packages': by target. The domain has none; devices have only what computes (hashes of
    /// models and of form data), no log, no HTTP, no database.
    private static let packages: [String: Set<String>] = [
        "FaceMatch": ["Crypto"],
        "Printing": ["Crypto"],
        "Insurance": [
            "AsyncHTTPClient", "Crypto", "NIOCore", "NIOFoundationCompat", "NIOHTTP1",
            "NIOPosix", "NIOSSL",
        ],
        "Platform": [
            "Crypto", "HTTPTypes", "Hummingbird", "HummingbirdTLS", "Logging", "NIOCore",
            "NIOFoundationCompat", "NIOSSL", "ServiceLifecycle",
        ],
        "Certificates": ["Crypto", "SwiftASN1", "X509"],
        "PlatformServer": [
            "ArgumentParser", "Hummingbird", "Logging", "ServiceLifecycle", "UnixSignals",
        ],
        "Sealing": ["Crypto"],
        "Storage": ["Crypto", "GRDB"],
        "Bench": ["GRDB"],
        "Web": [
            "Crypto", "HTTPTypes", "Hummingbird", "Logging", "Mustache", "NIOCore",
            "NIOFoundationCompat", "ServiceLifecycle",
        ],
        "FrontDesk": [
            "ArgumentParser", "AsyncHTTPClient", "Crypto", "GRDB", "HTTPTypes", "Hummingbird",
            "HummingbirdTLS", "Logging", "Mustache", "NIOCore", "NIOFoundationCompat",
            "NIOHTTP1", "NIOSSL", "ServiceLifecycle", "SwiftASN1", "UnixSignals", "X509",
        ],
        "Lab": [
            "ArgumentParser", "AsyncHTTPClient", "Crypto", "HTTPTypes", "Hummingbird", "Logging",
            "HummingbirdTLS", "NIOCore", "NIOFoundationCompat", "NIOHTTP1", "NIOPosix", "NIOSSL",
            "ServiceLifecycle", "UnixSignals",
        ],
    ]

    static func check(_ file: ProjectFile) -> [Finding] {
        guard let mine = ours[file.target] else {
            return [Finding(file: file.path, line: 1, message: "no row for target \(file.target)")]
        }
        let allowed = mine.union(packages[file.target] ?? []).union(system)
        let pattern = /^(?:@\w+ )*(?:\w+ )?import (?:(?:struct|class|enum|func|protocol) )?(\w+)/
        return zip(1..., file.lines).compactMap { number, line in
            guard let match = line.firstMatch(of: pattern) else { return nil }
            let module = String(match.output.1)
            guard !allowed.contains(module) else { return nil }
            return Finding(
                file: file.path, line: number, message: "\(file.target) must not import \(module)")
        }
    }
}

@Suite struct ImportDirectionTests {
    @Test func `imports follow the layers`() throws {
        expectNone(try Project.swiftFiles(below: "Sources").flatMap(ImportDirection.check))
    }

    @Test(arguments: [
        ("CardReader", "import FaceMatch"), ("FaceMatch", "public import Storage"),
        ("Registry", "import DeviceSupport"), ("Lab", "import CardReader"),
        ("Printing", "import Logging"), ("Registry", "@preconcurrency import GRDB"),
        ("Web", "import Storage"), ("Storage", "import struct Hummingbird.Request"),
    ])
    func `an import against the layers is seen`(target: String, line: String) {
        let file = ProjectFile(
            path: "Sources/\(target)/A.swift", text: "import Foundation\n\(line)")
        #expect(ImportDirection.check(file).map(\.line) == [2])
    }

    @Test func `what the layers allow passes, and a target without a row is seen`() {
        let file = ProjectFile(
            path: "Sources/CardReader/A.swift",
            text: "import CPCSC\npublic import Registry\nimport DeviceSupport\n// import Storage\n")
        #expect(ImportDirection.check(file).isEmpty)
        #expect(!ImportDirection.check(ProjectFile(path: "Sources/New/A.swift", text: "")).isEmpty)
    }
}
