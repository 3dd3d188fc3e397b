import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The visitor's own picture as a stream of JPEGs, each taking the place of the one before
/// (`multipart/x-mixed-replace`). It ends when the camera is closed; nothing of it is kept.
struct LivePicture {
    let desk: any TenantDesk

    private static let boundary = "frame"
    /// 15 pictures a second at most.
    private static let pause = Duration.milliseconds(67)
    /// How long the camera may take to open.
    private static let openLimit = Duration.seconds(10)

    func response() -> Response {
        let desk = desk
        let body = ResponseBody { writer in
            let opensBy = ContinuousClock.now + Self.openLimit
            var previous: [UInt8]?
            while !Task.isShuttingDownGracefully {
                let picture = await desk.livePicture()
                if let picture, picture != previous {
                    try await writer.write(Self.part(picture, isFirst: previous == nil))
                    previous = picture
                }
                let isOver = previous != nil || ContinuousClock.now > opensBy
                if picture == nil, isOver { break }
                try await Task.sleep(for: Self.pause)
            }
            try await writer.finish(nil)
        }
        let type = "multipart/x-mixed-replace; boundary=\(Self.boundary)"
        let headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Browsers show a picture once the next boundary is there, so that it ends each part.
    private static func part(_ picture: [UInt8], isFirst: Bool) -> ByteBuffer {
        var buffer = ByteBuffer(string: isFirst ? "--\(boundary)\r\n" : "")
        buffer.writeString("Content-Type: image/jpeg\r\n")
        buffer.writeString("Content-Length: \(picture.count)\r\n\r\n")
        buffer.writeBytes(picture)
        buffer.writeString("\r\n--\(boundary)\r\n")
        return buffer
    }
}
