import CCUPS

/// A connection to the spooler for one operation's requests.
///
/// libcups keeps the server's name per thread and asks it again in some calls, so it is set on
/// the calling thread each time; with another name than the connection's, libcups would take the
/// spooler for a printer.
final class IPPConnection {
    private let http: OpaquePointer
    /// Longest wait for the spooler, in seconds; it answers within some 20 ms.
    private static let answerLimit = 10.0

    /// Connects to `127.0.0.1:631` or to a socket's absolute path.
    init(server: String) throws(PrintingError) {
        cupsSetServer(server)
        let isPath = server.hasPrefix("/")
        let parts = server.split(separator: ":")
        let host = isPath ? server : parts.first.map(String.init) ?? ""
        let port = isPath ? 0 : parts.dropFirst().first.flatMap { Int32($0) } ?? 631
        guard
            let http = httpConnect2(
                host, port, nil, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, 3_000, nil)
        else { throw .spoolerUnreachable }
        httpSetTimeout(http, Self.answerLimit, nil, nil)
        self.http = http
    }

    deinit { httpClose(http) }

    /// Puts `request` and waits for the answer, whatever its status; `nil` when none came.
    func answer(to request: IPPRequest) -> IPPAnswer? {
        guard let message = request.message() else { return nil }
        return cupsDoRequest(http, message, request.path).map(IPPAnswer.init)
    }

    /// Puts `request` with `document` after it, in pieces.
    func answer(to request: IPPRequest, document: [UInt8]) -> IPPAnswer? {
        guard let message = request.message() else { return nil }
        defer { ippDelete(message) }
        let length = ippLength(message) + document.count
        guard cupsSendRequest(http, message, request.path, length) == HTTP_STATUS_CONTINUE
        else { return nil }
        var rest = document[...]
        while !rest.isEmpty {
            let piece = rest.prefix(16_384)
            let status = piece.withUnsafeBytes {
                cupsWriteRequestData(
                    http, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            }
            guard status == HTTP_STATUS_CONTINUE else { return nil }
            rest = rest.dropFirst(piece.count)
        }
        return cupsGetResponse(http, request.path).map(IPPAnswer.init)
    }
}

/// One IPP request (RFC 8011 §4): an operation and its attributes in order.
struct IPPRequest {
    let operation: ipp_op_t
    let path: String
    private var attributes: [(group: ipp_tag_t, tag: ipp_tag_t, name: String, values: [String])]
    private var integers: [(name: String, value: Int)] = []
    private var flags: [(name: String, value: Bool)] = []

    /// A request about the queue `queue`, or about one of its jobs.
    init(_ operation: ipp_op_t, queue: String) {
        (self.operation, path) = (operation, "/printers/\(queue)")
        attributes = [
            (IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", ["ipp://localhost/printers/\(queue)"]),
            (IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", ["frontdesk"]),
        ]
    }

    /// The same with a text for the operation.
    func with(_ tag: ipp_tag_t, _ name: String, _ values: String...) -> IPPRequest {
        var copy = self
        copy.attributes.append((IPP_TAG_OPERATION, tag, name, values))
        return copy
    }

    /// The same with a keyword for the job.
    func withJob(_ name: String, keyword: String) -> IPPRequest {
        var copy = self
        copy.attributes.append((IPP_TAG_JOB, IPP_TAG_KEYWORD, name, [keyword]))
        return copy
    }

    /// The same for the job with number `job`.
    func with(job: Int) -> IPPRequest {
        var copy = self
        copy.integers.append(("job-id", job))
        return copy
    }

    /// The same with a flag for the operation.
    func with(_ name: String, _ value: Bool) -> IPPRequest {
        var copy = self
        copy.flags.append((name, value))
        return copy
    }

    /// The message; whoever gets it frees it. `nil` when memory has run out.
    fileprivate func message() -> OpaquePointer? {
        guard let message = ippNewRequest(operation) else { return nil }
        for number in integers {
            ippAddInteger(
                message, IPP_TAG_OPERATION, IPP_TAG_INTEGER, number.name, Int32(number.value))
        }
        for attribute in attributes {
            guard
                var added = ippAddString(
                    message, attribute.group, attribute.tag, attribute.name, nil,
                    attribute.values.first ?? "")
            else { continue }
            for (index, value) in attribute.values.enumerated().dropFirst() {
                var place: OpaquePointer? = added
                ippSetString(message, &place, Int32(index), value)
                added = place ?? added
            }
        }
        for flag in flags {
            ippAddBoolean(message, IPP_TAG_OPERATION, flag.name, flag.value ? 1 : 0)
        }
        return message
    }
}

/// The spooler's answer.
final class IPPAnswer {
    /// Attributes of one job or printer, by name, as text.
    typealias Attributes = [String: [String]]

    private let message: OpaquePointer

    fileprivate init(_ message: OpaquePointer) { self.message = message }

    deinit { ippDelete(message) }

    /// The status; up to 0x00FF are successes, some with substitutions (RFC 8011 §4.1.6).
    var status: Int { Int(ippGetStatusCode(message).rawValue) }
    var isSuccess: Bool { (0...0x00FF).contains(status) }

    /// The attribute groups with `tag`, one for each job or printer.
    func groups(_ tag: ipp_tag_t) -> [Attributes] {
        var groups: [Attributes] = []
        var isInside = false
        var attribute = ippFirstAttribute(message)
        while let present = attribute {
            if ippGetGroupTag(present) == tag, let name = ippGetName(present) {
                if !isInside { groups.append([:]) }
                isInside = true
                groups[groups.count - 1][String(cString: name)] = Self.values(of: present)
            } else {
                isInside = false  // An attribute without a name parts two groups.
            }
            attribute = ippNextAttribute(message)
        }
        return groups
    }

    private static func values(of attribute: OpaquePointer) -> [String] {
        (0..<ippGetCount(attribute)).map { index in
            switch ippGetValueTag(attribute) {
            case IPP_TAG_INTEGER, IPP_TAG_ENUM: String(ippGetInteger(attribute, index))
            default: ippGetString(attribute, index, nil).map { String(cString: $0) } ?? ""
            }
        }
    }
}
