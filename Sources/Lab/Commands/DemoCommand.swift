import ArgumentParser
import Foundation

/// Lets the virtual tenant check in without a person and reports, with proof from the other ends.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "虚拟租客入住再离房，写出报告和屏幕图片")

    @Option(help: "数据文件夹，开始时清空") var folder = "var/trial"
    @Option(help: "报告和图片写到哪里") var output = "var/demo"
    @Option(help: "租客屏的端口") var tenantPort = 18_080
    @Option(help: "前台页面的端口") var clerkPort = 18_081
    @Option(help: "平台的端口") var platformPort = 18_070
    @Flag(inversion: .prefixedNo, help: "是否拍屏幕图片") var pictures = true

    func run() async throws {
        let demo = Demo(
            project: .current, folder: URL(filePath: folder).absoluteURL,
            output: URL(filePath: output).absoluteURL,
            ports: .init(tenant: tenantPort, clerk: clerkPort, platform: platformPort),
            takesPictures: pictures)
        let report = try await demo.run()
        print(report.table)
        guard report.ok else { throw ExitCode(1) }
    }
}
