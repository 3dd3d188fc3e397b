import ArgumentParser
import Foundation
import Platform
import Registry
import Sealing

/// Enters a kiosk and writes its one-time code into a file. Again, once the kiosk has its
/// certificate, it does nothing unless told `--renew`.
struct AddKioskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-kiosk", abstract: "登记一台自助机，写出 24 小时内有效的一次性登记码")
    @Argument(help: "村的编号") var village: String
    @Argument(help: "自助机编号") var id: String
    @Option(help: "自助机名称") var name: String
    @Option(help: "登记码写到哪个文件（0600）") var codeFile: String
    @Flag(help: "本机已有证书也写出新的登记码，用过之后旧证书作废") var renew = false
    @OptionGroup var options: FolderOption

    func run() async throws {
        try await Outcome.of {
            let store = KioskStore(database: try options.open().database)
            let (village, id) = (Identifier<Village>(village), Identifier<KioskStation>(id))
            if !renew, try await store.isEnrolled(village, id, at: .now) { return }
            let code = try await store.add(village, id, name: name, at: .now)
            try OwnerFile(path: codeFile).replace(Array((code + "\n").utf8))
        }
    }
}

/// Ends a kiosk's certificates: at once, also for connections that are open.
struct RevokeKioskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-kiosk", abstract: "吊销自助机的证书，立即生效")
    @Argument(help: "村的编号") var village: String
    @Argument(help: "自助机编号") var id: String
    @Option(help: "只吊销这个序列号（十六进制）；不给则吊销全部") var serial: String?
    @OptionGroup var options: FolderOption

    func run() async throws {
        try await Outcome.of {
            let store = KioskStore(database: try options.open().database)
            let count = try await store.revoke(
                Identifier(village), Identifier(id), serial: serial, at: .now)
            Outcome.say("已吊销 \(count) 张证书")
        }
    }
}
