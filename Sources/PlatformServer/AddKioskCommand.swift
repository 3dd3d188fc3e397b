import ArgumentParser
import Foundation
import Platform
import Registry

/// Enters a kiosk and writes its bearer key into a file. Again, with a key that fits, it does
/// nothing; without one the kiosk gets a new key.
struct AddKioskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-kiosk", abstract: "登记一台自助机")
    @Argument(help: "村的编号") var village: String
    @Argument(help: "自助机编号") var id: String
    @Option(help: "自助机名称") var name: String
    @Option(help: "密钥写到哪个文件（0600）") var keyFile: String
    @OptionGroup var options: FolderOption

    func run() async throws {
        try await Outcome.of {
            let store = KioskStore(database: try options.open().database)
            if let key = try? String(contentsOfFile: keyFile, encoding: .utf8) {
                let owner = try await store.kiosk(forKey: key.trimmingCharacters(in: .newlines))
                let isOurs = owner?.id.rawValue == id && owner?.village.rawValue == village
                guard !isOurs else { return }
            }
            let key = try await store.add(Identifier(village), Identifier(id), name: name)
            try SecretFile.write(key + "\n", to: keyFile)
        }
    }
}
