import Foundation
import Registry

@testable import FaceMatch

/// Files that set-up makes, found from this file's own place.
enum Files {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let models = root.appending(path: "var/models").path
    /// Public research pictures, not part of the project; absent on most machines.
    static let people = root.deletingLastPathComponent().appending(path: "shared/faces")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: path)))
    }

    static func tenant() throws -> [UInt8] { try bytes("var/lab/portraits/tenant.png") }
    static func other() throws -> [UInt8] { try bytes("var/lab/portraits/other.jpg") }
}

extension FaceMatchSettings {
    /// Settings whose limits do not make a test wait.
    static func quick(camera: String = "") -> FaceMatchSettings {
        var settings = FaceMatchSettings(camera: camera, models: Files.models)
        settings.cameraSilence = .seconds(1)
        settings.cameraPatience = .seconds(2)
        settings.limits.face = .seconds(6)
        settings.limits.turn = .seconds(1)
        return settings
    }
}

extension FaceLook {
    /// A straight look in the middle of the frame, changed by what is given; `similarity` is
    /// the cosine to a look made with 1.
    static func made(
        turn: Double = 0, mesh: Double = 0, similarity: Double = 1, x: Double = 0.5,
        width: Double = 0.28
    ) -> FaceLook {
        let embedding = Embedding([
            Float(similarity), Float((1 - similarity * similarity).squareRoot()),
        ])
        return FaceLook(
            score: 0.92, x: x, y: 0.4, width: width, turn: turn, meshTurn: mesh,
            embedding: embedding)
    }
}

/// Numbers from a seed (SplitMix64), so that a failure can be repeated.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
