// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// OpenCV by name: all 55 of its libraries would cost 0.45 s of CPU at each start.
func openCV(_ names: String...) -> [LinkerSetting] {
    names.map { .linkedLibrary("opencv_\($0)") }
}
let openCVHeaders: [CXXSetting] = [.unsafeFlags(["-isystem", "/usr/include/opencv4"])]

let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "frontdesk",
    products: [
        .executable(name: "frontdesk", targets: ["FrontDesk"]),
        .executable(name: "platform", targets: ["PlatformServer"]),
        .executable(name: "lab", targets: ["Lab"]),
        .library(name: "LabPhoto", type: .dynamic, targets: ["LabPhoto"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    ],
    targets: [
        // Domain: imports nothing of ours.
        .target(name: "Registry", swiftSettings: strict),

        // Devices: import Registry and DeviceSupport, never one another.
        .target(name: "CChild"),
        .target(
            name: "DeviceSupport", dependencies: ["Registry", "CChild"], swiftSettings: strict),
        .target(name: "CPCSC", linkerSettings: [.linkedLibrary("pcsclite")]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "CardReader", dependencies: ["Registry", "DeviceSupport", "CPCSC", "CCrypto"],
            swiftSettings: strict),
        .executableTarget(
            name: "PhotoDecoder", dependencies: ["CChild"], swiftSettings: strict),
        .target(
            name: "COpenCV", cxxSettings: openCVHeaders,
            linkerSettings: openCV("core", "imgproc", "imgcodecs", "dnn", "videoio")),
        .target(
            name: "FaceMatch", dependencies: ["Registry", "DeviceSupport", "COpenCV", crypto],
            swiftSettings: strict),
        .systemLibrary(name: "CCUPS", providers: [.apt(["libcups2-dev"])]),
        .target(
            name: "Printing", dependencies: ["Registry", "DeviceSupport", "CCUPS", crypto],
            swiftSettings: strict),

        .target(
            name: "DoorLock", dependencies: ["Registry", "DeviceSupport"], swiftSettings: strict),
        .target(
            name: "Insurance",
            dependencies: [
                "Registry", crypto, httpClient, nioCore, nioFoundation, nioHTTP, nioPosix, nioSSL,
            ],
            swiftSettings: strict),

        // Data.
        .systemLibrary(name: "CArgon2", providers: [.apt(["libargon2-dev"])]),
        .target(
            name: "Sealing", dependencies: ["Registry", "DeviceSupport", "CArgon2", crypto],
            swiftSettings: strict),
        .target(
            name: "Storage", dependencies: ["Registry", "Sealing", crypto, grdb],
            swiftSettings: strict),

        // What goes between kiosk and platform; made-up data for trying both.
        .target(name: "Sync", dependencies: ["Registry"], swiftSettings: strict),
        .target(name: "Specimens", dependencies: ["Registry"], swiftSettings: strict),

        // Who is who between programs.
        .target(
            name: "Certificates", dependencies: ["Registry", crypto, swiftASN1, x509],
            swiftSettings: strict),

        // Screens.
        .target(
            name: "Web",
            dependencies: [
                "Registry", hummingbird, httpTypes, lifecycle, logging, mustache, nioCore,
            ],
            resources: [.copy("WebFiles")], swiftSettings: strict),

        // The platform.
        .systemLibrary(name: "CPQ", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Platform",
            dependencies: [
                "Registry", "Certificates", "DeviceSupport", "Sealing", "Specimens", "Sync", "Web",
                "CPQ", crypto, httpTypes, hummingbird, hummingbirdTLS, lifecycle, logging, nioCore,
                nioFoundation, nioSSL,
            ],
            resources: [
                .copy("Accounts/AccountFiles"), .copy("Database/Migrations"),
                .copy("Overview/PageFiles"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "PlatformServer",
            dependencies: [
                "Platform", "DeviceSupport", "Registry", "Sealing", "Web", arguments, hummingbird,
                lifecycle, logging, unixSignals,
            ],
            swiftSettings: strict),

        // The kiosk: the only target that imports several of the above.
        .executableTarget(
            name: "FrontDesk",
            dependencies: [
                "Registry", "DeviceSupport", "CardReader", "FaceMatch", "Printing", "DoorLock",
                "Insurance", "Certificates", "Sealing", "Storage", "Sync", "Web", arguments, crypto,
                httpClient, httpTypes, hummingbird, hummingbirdTLS, lifecycle, logging,
                nioCore, nioFoundation, nioHTTP, nioSSL, swiftASN1, unixSignals, x509,
            ],
            resources: [.copy("Screens/ScreenFiles"), .copy("ClerkDesk/DeskFiles")],
            swiftSettings: strict),

        // The lab: the other end of every device, never part of a kiosk.
        .target(name: "LabPhoto", linkerSettings: [.linkedLibrary("webp")]),
        .target(
            name: "CLabScene",
            // Optimised even in debug builds: a head's frame takes 12 ms then, else 29.
            cxxSettings: openCVHeaders + [.unsafeFlags(["-O2"])],
            linkerSettings: openCV("core", "imgproc", "imgcodecs", "dnn", "videoio")),
        .executableTarget(
            name: "Lab",
            dependencies: [
                "Registry", "DeviceSupport", "CCrypto", "CLabScene", arguments, crypto, httpClient,
                httpTypes, hummingbird, hummingbirdTLS, lifecycle, logging, nioCore,
                nioFoundation, nioHTTP, nioSSL,
            ],
            swiftSettings: strict),

        // Figures, by `make bench`.
        .executableTarget(
            name: "Bench", dependencies: ["Registry", "Sealing", "Specimens", "Storage", grdb],
            swiftSettings: strict),

        // Tests: one folder per target.
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(name: "RegistryTests", dependencies: ["Registry"], swiftSettings: strict),
        .testTarget(
            name: "DeviceSupportTests", dependencies: ["DeviceSupport"], swiftSettings: strict),
        .testTarget(
            name: "CardReaderTests",
            dependencies: [
                "CardReader", "Registry", "DeviceSupport", "Lab", "LabPhoto", "PhotoDecoder",
                "CPCSC",
            ],
            exclude: [
                "Passports/security_fixture.py", "Passports/zone_fixture.py", "Passports/zones.txt",
                "Passports/pace_peer.c",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FaceMatchTests", dependencies: ["FaceMatch", "Registry"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "PrintingTests", dependencies: ["Printing", "Registry", "DeviceSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DoorLockTests", dependencies: ["DoorLock", "Registry", "DeviceSupport"],
            exclude: ["oracle.py"], swiftSettings: strict),
        .testTarget(
            name: "InsuranceTests", dependencies: ["Insurance", "Lab", "Registry"],
            swiftSettings: strict),
        .testTarget(
            name: "CertificatesTests",
            dependencies: ["Certificates", "Registry", crypto, swiftASN1, x509],
            swiftSettings: strict),
        .testTarget(
            name: "SyncTests", dependencies: ["Sync", "Registry"], swiftSettings: strict),
        .testTarget(
            name: "PlatformTests",
            dependencies: [
                "Platform", "Certificates", "DeviceSupport", "Registry", "Sealing", "Specimens",
                "Sync", "Web", crypto, httpClient, httpTypes, hummingbird, hummingbirdTesting,
                hummingbirdTLS,
                logging, nioCore, nioHTTP, nioSSL, swiftASN1, x509,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SealingTests", dependencies: ["Sealing", "DeviceSupport", "Registry", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Storage", "Sealing", "Specimens", "Registry", grdb, crypto],
            swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "Registry", httpTypes, hummingbird, hummingbirdTesting, nioCore,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FrontDeskTests",
            dependencies: [
                "FrontDesk", "Certificates", "DoorLock", "FaceMatch", "Insurance", "Printing",
                "Registry", "Sealing", "Specimens", "Storage", "Sync", "Web", httpClient,
                httpTypes, hummingbird, hummingbirdTesting, hummingbirdTLS, logging, nioCore,
                nioFoundation, nioHTTP, nioSSL, x509,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LabTests", dependencies: ["Lab", "Printing", "Registry", "DeviceSupport"],
            exclude: ["door_client.py"], swiftSettings: strict),
        // The whole desk against the lab.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Lab", "Registry", "FrontDesk", "PhotoDecoder", "LabPhoto", "PlatformServer",
                "CLabScene", "DeviceSupport", "FaceMatch", "Printing", "Specimens", "Storage",
                logging,
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
