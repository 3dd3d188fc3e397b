import CCUPS
import DeviceSupport
public import Registry

/// Hands documents to a CUPS queue and finds them again by our name for them.
///
/// The document goes as `application/vnd.cups-pdf`: the queue passes it through byte for byte, so
/// the printer gets exactly what was archived (the printer itself must take PDF). Calls block,
/// usually for 5 to 40 ms, on a thread of their own. Source: RFC 8011; observed on CUPS 2.4.2.
public actor CUPSSpooler: Spooler {
    private let server: String
    private let queue: String
    private let executor = BlockingExecutor(label: "cups-spooler")
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Takes `127.0.0.1:631` or a socket's absolute path, and the queue's name. Nothing is sent.
    public init(server: String, queue: String) {
        (self.server, self.queue) = (server, queue)
    }

    public func submit(document: [UInt8], name: String) throws -> SpoolJob {
        let connection = try IPPConnection(server: server)
        let job = try announce(name, connection)
        let send = IPPRequest(IPP_OP_SEND_DOCUMENT, queue: queue).with(job: job)
            .with(IPP_TAG_NAME, "document-name", name)
            .with(IPP_TAG_MIMETYPE, "document-format", "application/vnd.cups-pdf")
            .with("last-document", true)
        guard let sent = connection.answer(to: send, document: document), sent.isSuccess else {
            throw PrintingError.interrupted
        }
        guard let known = try find(name, connection) else { throw PrintingError.interrupted }
        return known
    }

    public func job(named name: String) throws -> SpoolJob? {
        try find(name, IPPConnection(server: server))
    }

    public func cancel(named name: String) throws {
        try end(name, purging: false)
    }

    public func purge(named name: String) throws {
        try end(name, purging: true)
    }

    /// Creates the job without its document.
    func announce(_ name: String) throws -> Int {
        try announce(name, IPPConnection(server: server))
    }

    private func announce(_ name: String, _ connection: IPPConnection) throws -> Int {
        let create = IPPRequest(IPP_OP_CREATE_JOB, queue: queue)
            .with(IPP_TAG_NAME, "job-name", name)
            .withJob("media", keyword: "iso_a4_210x297mm")
            .withJob("print-scaling", keyword: "none")
        // From here on a missing answer leaves open whether there is a job.
        guard let created = connection.answer(to: create) else { throw PrintingError.interrupted }
        guard created.isSuccess else { throw refusal(created.status) }
        guard let job = created.groups(IPP_TAG_JOB).first?["job-id"]?.first.flatMap({ Int($0) })
        else { throw PrintingError.interrupted }
        return job
    }

    private func end(_ name: String, purging: Bool) throws {
        let connection = try IPPConnection(server: server)
        guard let job = try find(name, connection) else { return }
        let isOver = job.state == .completed || job.state == .cancelled
        guard purging || !isOver else { return }
        let cancel = IPPRequest(IPP_OP_CANCEL_JOB, queue: queue).with(job: job.id)
            .with("purge-job", purging)
        guard let answer = connection.answer(to: cancel) else {
            throw PrintingError.spoolerUnreachable
        }
        // Ended in between: that is what was wanted.
        let over = [Int(IPP_STATUS_ERROR_NOT_POSSIBLE.rawValue), notFound]
        guard answer.isSuccess || over.contains(answer.status) else {
            throw refusal(answer.status)
        }
    }

    /// The newest job of that name. `job-uuid` is always asked for: without it CUPS 2.4.2 leaves
    /// the names of ended jobs out.
    private func find(_ name: String, _ connection: IPPConnection) throws -> SpoolJob? {
        let request = IPPRequest(IPP_OP_GET_JOBS, queue: queue)
            .with(IPP_TAG_KEYWORD, "which-jobs", "all")
            .with(
                IPP_TAG_KEYWORD, "requested-attributes", "job-id", "job-uuid", "job-name",
                "job-state", "job-state-reasons", "job-printer-state-message")
        let jobs = try groups(IPP_TAG_JOB, of: request, connection)
        let named = jobs.filter { $0["job-name"]?.first == name }
        guard let job = named.max(by: { number($0["job-id"]) < number($1["job-id"]) }) else {
            return nil
        }
        return SpoolJob(
            id: number(job["job-id"]), uuid: job["job-uuid"]?.first ?? "", name: name,
            state: try state(of: job, connection))
    }

    /// Trusts `job-state`; the reasons of ended jobs were seen to lag behind.
    private func state(
        of job: IPPAnswer.Attributes, _ connection: IPPConnection
    ) throws -> SpoolState {
        let reasons = job["job-state-reasons"] ?? []
        switch ipp_jstate_t(UInt32(number(job["job-state"]))) {
        case IPP_JSTATE_COMPLETED: return .completed
        case IPP_JSTATE_CANCELED, IPP_JSTATE_ABORTED: return .cancelled
        case IPP_JSTATE_HELD where reasons.contains("job-incoming"): return .awaitingDocument
        default: break
        }
        let request = IPPRequest(IPP_OP_GET_PRINTER_ATTRIBUTES, queue: queue)
            .with(
                IPP_TAG_KEYWORD, "requested-attributes", "printer-state",
                "printer-state-reasons", "printer-state-message")
        let printer = try groups(IPP_TAG_PRINTER, of: request, connection).first ?? [:]
        let messages = ["printer-state-message", "job-printer-state-message"].flatMap {
            (printer[$0] ?? []) + (job[$0] ?? [])
        }
        return .active(
            faults: PrinterCondition.all(
                reasons: printer["printer-state-reasons"] ?? [], messages: messages))
    }

    private func groups(
        _ tag: ipp_tag_t, of request: IPPRequest, _ connection: IPPConnection
    ) throws -> [IPPAnswer.Attributes] {
        guard let answer = connection.answer(to: request) else {
            throw PrintingError.spoolerUnreachable
        }
        guard answer.isSuccess else { throw refusal(answer.status) }
        return answer.groups(tag)
    }

    private var notFound: Int { Int(IPP_STATUS_ERROR_NOT_FOUND.rawValue) }

    private func refusal(_ status: Int) -> PrintingError {
        switch status {
        case notFound: .queueMissing
        case Int(IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS.rawValue): .queueRefuses
        case Int(IPP_STATUS_ERROR_SERVICE_UNAVAILABLE.rawValue): .spoolerUnreachable
        default: .spoolerRefused(status: status)
        }
    }

    private func number(_ values: [String]?) -> Int { values?.first.flatMap { Int($0) } ?? 0 }
}
