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
                await look("前台证书") { try Self.readDeskCertificate(configuration) },
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
        await look(part) { () -> String? in
            try await body()
            return nil
        }
    }

    /// A part that has something to say though all is well.
    private func look(_ part: String, _ body: () async throws -> String?) async -> Finding {
        do {
            return Finding(part: part, ok: true, code: nil, message: try await body())
        } catch {
            let fault = Fault(error)
            return Finding(part: part, ok: false, code: fault.code, message: fault.clerk)
        }
    }

    /// No fault, but said plainly: with a key file, the disk alone is enough to open everything.
    private static func masterKey(_ configuration: KioskConfiguration) -> Finding {
        let source = MasterKeySource(folder: configuration.data.folder)
        let warning = "注意：主密钥是数据文件夹中的文件，拿到硬盘就能打开全部资料；"
        let message: String? =
            switch source.place {
            case .file where PlatformModule.own != nil && !configuration.trial:
                warning + "本机有安全芯片，请运行 frontdesk key change-master"
            case .file: warning + "请改由系统凭据保管，见 Documentation/operations.md"
            case .module: "由本机安全芯片密封；副本须另存，见 frontdesk key copy-master"
            case .credential, nil: nil
            }
        return Finding(part: "主密钥", ok: true, code: nil, message: message)
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

    private static func findReader(_ configuration: KioskConfiguration) async throws -> String? {
        let reader = configuration.reader.opened()
        for await presence in reader.presence() {
            if case .outOfOrder(let fault) = presence { throw FaultError(fault: fault) }
            break
        }
        do {
            return try await reader.moduleNumber().map { "安全模块编号 \($0)" }
        } catch CardReaderError.noCard {
            return "放上证件再检查，可读出安全模块编号"
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

    /// With less left an operator must come by: by itself the kiosk should have renewed it.
    private static let certificateDaysMin = 60

    private static func readIdentity(_ configuration: KioskConfiguration) throws -> String? {
        guard !configuration.platform.url.isEmpty else { return nil }
        let identity = PlatformIdentity(configuration)
        let days = try identity.daysLeft(at: .now)
        if let trust = configuration.platform.trustFile { _ = try identity.tls(trustFile: trust) }
        guard days >= certificateDaysMin else {
            throw FaultError(fault: .certificateEnds(days: days))
        }
        return "还有 \(days) 天，到期前半年自动换新"
    }

    private static func readDeskCertificate(_ configuration: KioskConfiguration) throws -> String? {
        guard let days = try DeskTLS.daysLeft(configuration, at: .now) else {
            return "首次启动时由本机自制"
        }
        guard days >= certificateDaysMin else {
            throw FaultError(
                fault: .deskCertificateEnds(
                    days: days, isOperators: configuration.clerk.certificateFile != nil))
        }
        return "还有 \(days) 天"
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
            clerk: "本机的平台证书还有 \(days) 天到期，没有能自动换新：请先接通平台；不行再用 add-kiosk --renew 取登记码，运行 enrol。"
        )
    }

    static func deskCertificateEnds(days: Int, isOperators: Bool) -> Fault {
        Fault(
            "FD-50", .outOfOrder, tenant: "设备正在准备，请联系工作人员",
            clerk: isOperators
                ? "前台页面的证书还有 \(days) 天到期：请换上新证书，再重启服务。"
                : "前台页面的证书还有 \(days) 天到期：请重启服务，会自动换新。")
    }

    static let virtualReader = Fault(
        "FD-07", .outOfOrder, tenant: "设备正在准备，请联系工作人员",
        clerk: "正式使用的自助机装有虚拟读卡器驱动，任何人都可冒充证件：请卸载 vsmartcard-vpcd。")
}
