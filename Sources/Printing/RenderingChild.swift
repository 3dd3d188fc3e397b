import DeviceSupport
import Foundation

/// One request to `forms/render.py`.
struct RenderingRequest: Encodable {
    enum Format: String, Encodable { case pdf, png }

    let id: Int
    let folder: String
    let format: Format
    let data: String
    let sha256: String
    let qr: String
    /// Seconds since 1970; the PDF's own date.
    let timestamp: Int64
    /// Dots an inch of a PNG.
    let ppi: Int
}

/// Its answer: the pages, or line and cause.
struct RenderingAnswer: Decodable {
    let id: Int
    let pages: [String]?
    let line: Int?
    let cause: String?
}

/// The process that runs `forms/render.py`, and the exchange of lines with it.
struct RenderingChild {
    /// A page is at most 2 MiB; thirty of them in Base64.
    static let answerMax = 80 * 1_024 * 1_024

    /// A lease takes 130 MB and maps 360 MB, on two cores; an hour is 100,000 leases, after which
    /// a new child goes on.
    private static let limits = ChildLimits(
        memory: 768 << 20, addressSpace: 4 << 30, processorTime: 3_600)

    private let process: ChildProcess
    private let limit: Duration
    /// The child's process number.
    var pid: Int32 { process.pid }

    /// Starts Python without its environment, user folder and working directory in the path.
    ///
    /// It has no network; a proxy that nobody serves makes a form that asks fail at once.
    init(_ program: TypstRenderer.Program, forms: String) throws(ChildProcessError) {
        limit = program.limit
        process = try ChildProcess(
            command: [
                program.python, "-I", "-X", "utf8", program.script, forms, program.fonts,
            ],
            environment: [
                "LC_ALL=C.UTF-8", "http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9",
            ],
            limits: Self.limits)
    }

    /// Sends `request` and waits for its answer. Any error means: this child is of no more use.
    func answer(to request: RenderingRequest) throws -> RenderingAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        try process.write(Array(try encoder.encode(request)) + [0x0A])
        let line = try process.readLine(within: limit, lengthMax: Self.answerMax)
        let answer = try JSONDecoder().decode(RenderingAnswer.self, from: Data(line))
        guard answer.id == request.id else { throw ChildProcessError.ended }
        return answer
    }
}
