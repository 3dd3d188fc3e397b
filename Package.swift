// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "frontdesk",
    targets: [
        // Domain: imports nothing of ours.
        .target(name: "Registry", swiftSettings: strict),
        .target(name: "DeviceSupport", dependencies: ["Registry"], swiftSettings: strict),
        .testTarget(
            name: "DeviceSupportTests", dependencies: ["DeviceSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
