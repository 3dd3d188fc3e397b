import Crypto
import Foundation
import Registry

/// The three model files, read and found to be the very ones that were measured.
public struct FaceModels: Sendable {
    /// What a model is for.
    public enum Role: String, Sendable, CaseIterable {
        /// YuNet 2023: where the faces are.
        case detector
        /// SFace 2021: whose face it is.
        case embedder
        /// MediaPipe's 468-point mesh: which way the face looks.
        case mesh

        /// The file's name in the models' folder.
        public var file: String {
            switch self {
            case .detector: "yunet.onnx"
            case .embedder: "sface.onnx"
            case .mesh: "face_mesh.onnx"
            }
        }

        /// SHA-256 of the file as set-up makes it, hexadecimal.
        public var sha256: String {
            switch self {
            case .detector: "e3c28cf198ab4a53711b368257ca1d9bbb03760ab8fac5eb6f109068a96a8a13"
            case .embedder: "489d2a87c521e1ce6c5a24716eb69284a4329f21f01fa3871aca26c7afd7957a"
            case .mesh: "cbf7d4c45e6c45baf2a86dbc890a9fa2781467555f791b0630d5168529a2e987"
            }
        }
    }

    /// SHA-256 of every model by role, as a ``FaceComparison`` keeps it.
    public static var hashes: [String: String] {
        Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, $0.sha256) })
    }

    private let files: [Role: [UInt8]]

    /// Reads and checks the files in `folder`: 41 MB, about 0.1 s.
    ///
    /// The bytes that were checked are the bytes that are used.
    ///
    /// - Throws: ``FaceMatchError/modelMissing(_:)``, ``FaceMatchError/modelDiffers(_:)``.
    public init(folder: String) throws(FaceMatchError) {
        var files: [Role: [UInt8]] = [:]
        for role in Role.allCases {
            let place = URL(filePath: folder).appending(path: role.file)
            guard let data = try? Data(contentsOf: place) else { throw .modelMissing(role.file) }
            guard SHA256.hash(data: data).hex == role.sha256 else {
                throw .modelDiffers(role.file)
            }
            files[role] = Array(data)
        }
        self.files = files
    }

    /// The file of one role.
    subscript(role: Role) -> [UInt8] { files[role] ?? [] }
}
