/// The bytes of a motion JPEG stream over HTTP.
enum MotionJPEG {
    /// Longest request head that is read.
    static let requestMax = 8_192

    /// What a client asks for.
    enum Request: Equatable {
        /// Its head is not whole yet.
        case incomplete
        /// `GET` of this path, without its query.
        case get(String)
        /// Anything else.
        case refused
    }

    /// The answer's head. The length of the whole is unknown, so its end is the connection's.
    static let head = Array(
        """
        HTTP/1.1 200 OK\r
        Content-Type: multipart/x-mixed-replace; boundary=frame\r
        Cache-Control: no-store\r
        Connection: close\r
        \r

        """.utf8)

    /// The answer to every other path.
    static let notFound = Array(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)

    /// One picture as a part. The boundary stands before it, once: a second one would be an empty
    /// part, and without a length readers wait for the next picture before they take this one.
    static func part(_ jpeg: [UInt8]) -> [UInt8] {
        let head =
            "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: \(jpeg.count)\r\n\r\n"
        return Array(head.utf8) + jpeg + Array("\r\n".utf8)
    }

    /// Reads a request's head.
    static func request(in bytes: [UInt8]) -> Request {
        guard bytes.count <= requestMax else { return .refused }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("\r\n\r\n") else { return .incomplete }
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count == 3, words[0] == "GET", words[2].hasPrefix("HTTP/1.") else {
            return .refused
        }
        return .get(String(words[1].prefix { $0 != "?" }))
    }
}
