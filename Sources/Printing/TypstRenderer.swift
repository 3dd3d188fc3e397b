import DeviceSupport
import Foundation
public import Registry

/// Fills forms with Typst in one long-lived child process, `forms/render.py`.
///
/// Warm, a lease takes some 20 ms, the first one after a start some 500 ms. Calls block for at
/// twice ``Program/limit``, on a thread of their own. A child that crashes or
/// hangs is replaced and the request put once more: rendering has no effect but its answer.
public actor TypstRenderer: FormRenderer {
    /// What is run, all absolute paths.
    public struct Program: Sendable {
        /// Python with the packages of `Scripts/requirements.txt`.
        public let python: String
        /// `forms/render.py`.
        public let script: String
        /// Folder with the Noto CJK fonts.
        public let fonts: String
        /// Longest wait for one answer: more than any form takes, less than a tenant's patience.
        public let limit: Duration

        /// Takes the paths; the fonts are where Debian's `fonts-noto-cjk` puts them.
        public init(
            python: String, script: String, fonts: String = "/usr/share/fonts/opentype/noto",
            limit: Duration = .seconds(10)
        ) {
            (self.python, self.script) = (python, script)
            (self.fonts, self.limit) = (fonts, limit)
        }
    }

    /// Dots an inch of ``pictures(_:data:at:)``: an A4 page becomes 1,075 pixels wide.
    static let screenPPI = 130

    private let program: Program
    let forms: FormFolder
    private var child: RenderingChild?
    private var requests = 0
    private var schemas: [FormVersion: FormSchema] = [:]
    private let executor = BlockingExecutor(label: "typst-renderer")
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates a renderer; the child is started by the first call.
    public init(program: Program, forms folder: FormFolder) {
        (self.program, self.forms) = (program, folder)
    }

    /// Warms up: renders the specimen of every form's newest version once.
    public func start() throws {
        for form in Set(forms.versions().map(\.form)).sorted() {
            let newest = try forms.newestVersion(of: form)
            _ = try render(newest, .pdf, forms.specimen(of: newest), at: .init(milliseconds: 0))
        }
    }

    public func newestVersion(of form: String) throws -> FormVersion {
        try forms.newestVersion(of: form)
    }

    public func pdf(
        _ form: FormVersion, data: [UInt8], at time: Timestamp
    ) throws -> [UInt8] {
        let pages = try render(form, .pdf, data, at: time)
        guard let file = pages.first else { throw PrintingError.rendererFailed }
        return file
    }

    public func pictures(
        _ form: FormVersion, data: [UInt8], at time: Timestamp
    ) throws -> [[UInt8]] {
        try render(form, .png, data, at: time)
    }

    /// The running child's process number.
    var childPID: Int32? { child?.pid }

    /// Page pictures at `ppi` dots an inch.
    func pictures(
        _ form: FormVersion, data: [UInt8], at time: Timestamp, ppi: Int
    ) throws -> [[UInt8]] {
        try render(form, .png, data, at: time, ppi: ppi)
    }

    private func render(
        _ form: FormVersion, _ format: RenderingRequest.Format, _ data: [UInt8],
        at time: Timestamp, ppi: Int = screenPPI
    ) throws(PrintingError) -> [[UInt8]] {
        let checked = try forms.checked(data, for: form, keeping: &schemas[form])
        requests += 1
        let answer = try exchange(
            RenderingRequest(
                id: requests, folder: form.name, format: format,
                data: String(decoding: checked.canonical, as: UTF8.self), sha256: checked.sha256,
                qr: checked.qrText, timestamp: time.milliseconds / 1_000, ppi: ppi))
        if let cause = answer.cause {
            throw .formBroken(form.name, line: answer.line ?? 0, cause: cause)
        }
        let pages = (answer.pages ?? []).compactMap { Data(base64Encoded: $0).map(Array.init) }
        guard !pages.isEmpty, pages.count == answer.pages?.count else { throw .rendererFailed }
        return pages
    }

    private func exchange(_ request: RenderingRequest) throws(PrintingError) -> RenderingAnswer {
        for _ in 0..<2 {
            do {
                let running = try child ?? RenderingChild(program, forms: forms.path)
                child = running
                return try running.answer(to: request)
            } catch ChildProcessError.notStarted {
                throw .rendererMissing
            } catch {
                child = nil
            }
        }
        throw .rendererFailed
    }
}
