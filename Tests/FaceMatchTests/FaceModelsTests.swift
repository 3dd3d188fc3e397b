import Foundation
import Registry
import Testing

@testable import FaceMatch

@Suite struct FaceModelsTests {
    /// A folder with links to the true models; gone with `body`.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for role in FaceModels.Role.allCases {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: role.file),
                withDestinationURL: URL(filePath: Files.models).appending(path: role.file))
        }
        try body(folder)
    }

    @Test(arguments: FaceModels.Role.allCases)
    func `a model with one changed byte is refused by name`(role: FaceModels.Role) throws {
        try withFolder { folder in
            let place = folder.appending(path: role.file)
            var bytes = try Data(contentsOf: place)
            bytes[bytes.count / 2] ^= 1
            try FileManager.default.removeItem(at: place)
            try bytes.write(to: place)
            #expect(throws: FaceMatchError.modelDiffers(role.file)) {
                try FaceModels(folder: folder.path)
            }
        }
    }

    @Test func `a missing model is named`() throws {
        try withFolder { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "sface.onnx"))
            #expect(throws: FaceMatchError.modelMissing("sface.onnx")) {
                try FaceModels(folder: folder.path)
            }
        }
    }

    @Test func `without models the verifier exists and says so when asked`() async throws {
        var settings = FaceMatchSettings.quick()
        settings.models = "/nonexistent"
        let engine = FaceEngine(settings: settings)
        let verifier = CameraFaceVerifier(settings: settings, engine: engine)
        await #expect(throws: FaceMatchError.modelMissing("yunet.onnx")) { try await engine.load() }
        let photo = try #require(Picture(width: 1, height: 1, pixels: [0, 0, 0]))
        await #expect(throws: FaceMatchError.modelMissing("yunet.onnx")) {
            for try await _ in verifier.verify(photo: photo, turns: [.left, .right]) {}
        }
    }

    @Test func `bytes that are no network are refused without a crash`() {
        #expect(throws: FaceMatchError.self) { try NativeNetwork(onnx: []) }
        #expect(throws: FaceMatchError.self) { try NativeNetwork(onnx: Array("no network".utf8)) }
    }
}
