public import Foundation
import HTTPTypes
public import Hummingbird
import NIOCore

/// Stylesheets, scripts and pictures, read once at start and served below `/assets/`.
///
/// Only names that were found at start are served: a path from outside never reaches the disk.
public struct AssetFiles: Sendable {
    private struct Asset {
        let bytes: ByteBuffer
        let type: String
        let tag: String
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml", "png": "image/png",
    ]
    private let assets: [String: Asset]

    /// Reads the assets of `folders`, and those of `installed` from the folder that set-up fills.
    ///
    /// - Throws: ``WebError/missingAsset(_:)`` for a file of `installed` that is not there.
    public init(
        folders: [URL], installed: URL, names: [String] = ["htmx.min.js", "sse.js"]
    ) throws {
        var assets: [String: Asset] = [:]
        for folder in folders {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            for name in names {
                assets[name] = try Self.read(folder.appending(path: name))
            }
        }
        for name in names {
            guard let asset = try? Self.read(installed.appending(path: name)) else {
                throw WebError.missingAsset(name)
            }
            assets[name] = asset
        }
        self.assets = assets
    }

    /// Adds `GET /assets/:name`.
    public func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/assets/:name") { request, context in
            try answer(request, context.parameters.require("name"))
        }
    }

    private func answer(_ request: Request, _ name: String) throws -> Response {
        guard let asset = assets[name] else { throw WebError.noSuchPage }
        let headers: HTTPFields = [
            .contentType: asset.type, .eTag: asset.tag, .cacheControl: "no-cache",
        ]
        if request.headers[.ifNoneMatch] == asset.tag {
            return Response(status: .notModified, headers: headers)
        }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.bytes))
    }

    private static func read(_ file: URL) throws -> Asset? {
        guard let type = types[file.pathExtension] else { return nil }
        let bytes = try Data(contentsOf: file)
        // FNV-1a: a tag tells versions apart, it keeps nobody out.
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return Asset(
            bytes: ByteBuffer(bytes: bytes), type: type, tag: "\"\(String(hash, radix: 16))\"")
    }
}
