import ArgumentParser
import Foundation
import Registry
import Storage

/// Adds somebody who works at the desk.
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "前台人员", subcommands: [Add.self])

    /// Adds a clerk with a password of its own making; does nothing when the clerk is known.
    struct Add: AsyncParsableCommand {
        @Argument(help: "工号") var id: String
        @Option(help: "姓名") var name: String
        @Option(help: "把新密码写到这个文件（0600）") var passwordFile: String
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                let configuration = try options.load()
                let data = try DataFolder(
                    path: configuration.data.folder, purpose: configuration.purpose, at: .now)
                defer { data.close() }
                let staff = Staff(id: Identifier(id), name: name, role: .clerk)
                guard try await data.staff.staff(staff.id) == nil else {
                    return Outcome.say("工号已在，没有改动")
                }
                let password = try Self.writePassword(to: passwordFile)
                try await data.staff.create(staff, password: password, at: .now)
                Outcome.say("已添加，密码在 \(passwordFile)")
            }
        }

        /// 16 characters out of 31 that are not mistaken for one another: 79 bits.
        private static func writePassword(to path: String) throws -> String {
            let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
            let password = String((0..<16).map { _ in alphabet.randomElement() ?? "x" })
            try? FileManager.default.removeItem(atPath: path)
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data((password + "\n").utf8),
                    attributes: [.posixPermissions: 0o600])
            else { throw CocoaError(.fileWriteUnknown) }
            return password
        }
    }
}
