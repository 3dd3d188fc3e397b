import ArgumentParser
import CardReader
import FaceMatch
import Foundation
import Insurance
import Printing
import Registry
import Sealing

/// Looks at everything a kiosk needs and says what is wrong.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "检查自助机")
    @OptionGroup var options: ConfigurationOption
    @Flag(help: "输出一个 JSON 对象") var json = false

    private struct Finding: Encodable {
        let part: String
        let ok: Bool
        let code: String?
        let message: String?
    }
    private struct Findings: Encodable {
        let ok: Bool
        let findings: [Finding]
    }

    /// The driver by which pcscd offers a virtual reader to the whole network.
    private static let virtualDriver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

    func run() async throws {
        try await Outcome.of {
            let configuration = try options.load()
            let findings = [
                await look("人脸模型") { try await Self.loadFaces(configuration) },
                await look("表单") { try await Self.renderForms(configuration) },
                await look("读卡器") { try await Self.findReader(configuration) },
                await look("打印机") { try await Self.askSpooler(configuration) },
                await look("保险") { try Self.readInsurer(configuration) },
                await look("平台证书") { try Self.readIdentity(configuration) },
                await look("平台") { try await Self.askPlatform(configuration) },
                Self.masterKey(configuration),
                await Self.storedFaces(configuration),
                await look("虚拟读卡器") { try Self.refuseVirtualReader(configuration) },
            ]
            let report = Findings(ok: findings.allSatisfy(\.ok), findings: findings)
            if json {
                Outcome.say(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
            } else {
                for finding in findings {
                    let message = [finding.code, finding.message].compactMap { $0 }
                    Outcome.say(
                        "\(finding.ok ? "✔" : "✘") \(finding.part) "
                            + message.joined(separator: " "))
                }
            }
            if !report.ok { throw ExitCode(1) }
        }
    }

    private func look(_ part: String, _ body: () async throws -> Void) async -> Finding {
        do {
            try await body()
            return Finding(part: part, ok: true, code: nil, message: nil)
        } catch {
            let fault = Fault(error)
            return Finding(part: part, ok: false, code: fault.code, message: fault.clerk)
        }
    }

    /// No fault, but said plainly: with a key file, the disk alone is enough to open everything.
    private static func masterKey(_ configuration: KioskConfiguration) -> Finding {
        let isFile = MasterKeySource(folder: configuration.data.folder).place == .file
        return Finding(
            part: "主密钥", ok: true, code: nil,
            message: isFile
                ? "注意：主密钥是数据文件夹中的文件，拿到硬盘就能打开全部资料；请改由系统凭据保管，见 Documentation/operations.md" : nil)
    }

    /// How many faces are stored, beside the marks of the law. No fault where nothing is kept yet.
    private static func storedFaces(_ configuration: KioskConfiguration) async -> Finding {
        let answer = try? await DataOptions.run(.storedFaces, on: configuration)
        return Finding(
            part: "人脸数量", ok: true, code: nil, message: answer?.text ?? "还没有数据文件夹，或没有读到")
    }

    private static func loadFaces(_ configuration: KioskConfiguration) async throws {
        try await FaceEngine(settings: FaceMatchSettings(configuration)).load()
    }

    private static func renderForms(_ configuration: KioskConfiguration) async throws {
        try await TypstRenderer(configuration).start()
    }

    private static func findReader(_ configuration: KioskConfiguration) async throws {
        let reader = PCSCReader(
            readerName: configuration.reader.name, pcscdSocket: configuration.reader.pcscdSocket)
        for await presence in reader.presence() {
            if case .outOfOrder(let fault) = presence { throw FaultError(fault: fault) }
            return
        }
    }

    private static func askSpooler(_ configuration: KioskConfiguration) async throws {
        let spooler = CUPSSpooler(
            server: configuration.printer.server, queue: configuration.printer.queue)
        _ = try await spooler.job(named: "doctor")
    }

    private static func readInsurer(_ configuration: KioskConfiguration) throws {
        guard !configuration.insurer.url.isEmpty else { return }
        _ = try InsuranceCatalogue.read(configuration.insurer.products)
        try CarrierSettings(configuration.insurer).check()
    }

    /// Less is left than an operator needs to come by with a new code.
    private static func readIdentity(_ configuration: KioskConfiguration) throws {
        guard !configuration.platform.url.isEmpty else { return }
        let identity = PlatformIdentity(configuration)
        let days = Int(try identity.expiry().timeIntervalSinceNow / 86_400)
        if let trust = configuration.platform.trustFile { _ = try identity.tls(trustFile: trust) }
        guard days >= 30 else { throw FaultError(fault: .certificateEnds(days: max(days, 0))) }
    }

    private static func askPlatform(_ configuration: KioskConfiguration) async throws {
        let identity = PlatformIdentity(configuration)
        guard let platform = try PlatformClient(configuration.platform, identity: identity)
        else { return }
        _ = try await platform.changes(after: 0, wait: 0)
    }

    private static func refuseVirtualReader(_ configuration: KioskConfiguration) throws {
        let isThere = FileManager.default.fileExists(atPath: virtualDriver)
        if !configuration.trial, isThere { throw FaultError(fault: .virtualReader) }
    }
}

extension Fault {
    static func certificateEnds(days: Int) -> Fault {
        Fault(
            "FD-26", .outOfOrder, tenant: "设备正在准备，请联系工作人员",
            clerk: "本机的平台证书还有 \(days) 天到期：请在平台用 add-kiosk --renew 取得登记码，再运行 enrol。")
    }

    static let virtualReader = Fault(
        "FD-07", .outOfOrder, tenant: "设备正在准备，请联系工作人员",
        clerk: "正式使用的自助机装有虚拟读卡器驱动，任何人都可冒充证件：请卸载 vsmartcard-vpcd。")
}
