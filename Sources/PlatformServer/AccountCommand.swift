import ArgumentParser
import Foundation
import Platform
import Registry
import Sealing

/// People who sign in to the platform's pages, and how they prove it.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "平台账号",
        subcommands: [Add.self, List.self, Password.self, Totp.self, Remove.self])

    /// Adds somebody with a password and a secret of its own making; does nothing when the
    /// account is there.
    struct Add: AsyncParsableCommand {
        @Argument(help: "账号") var id: String
        @Option(help: "姓名") var name: String
        @Option(help: "角色：county、street、village 或 landlord") var role: RoleWord
        @Option(help: "街道的编号，role 为 street 时") var street: String?
        @Option(help: "村的编号，role 为 village、landlord 时") var village: String?
        @Option(help: "房东在村里的编号，role 为 landlord 时") var landlord: String?
        @Option(help: "把新密码写到这个文件，动态码密钥写到 <文件>.otpauth（均为 0600）")
        var passwordFile: String
        @OptionGroup var options: FolderOption

        private var account: Account? {
            Account(
                id: Identifier(id), name: name, role: role.role, street: street,
                village: village.map { Identifier($0) }, landlord: landlord.map { Identifier($0) })
        }

        func validate() throws {
            guard !id.isEmpty, account != nil else {
                throw ValidationError(
                    "street 须给 --street，village 须给 --village，"
                        + "landlord 须给 --village 和 --landlord，county 都不给")
            }
        }

        func run() async throws {
            try await Outcome.of {
                guard let account else { throw ExitCode(2) }
                let store = try options.accounts()
                if try await store.all().contains(where: { $0.account.id == account.id }) {
                    return Outcome.say("账号已在，没有改动")
                }
                let password = PasswordHash.newPassword()
                try OwnerFile(path: passwordFile).replace(Array((password + "\n").utf8))
                let codes = try await store.create(account, password: password, at: .now)
                try AccountCommand.write(codes, of: id, to: passwordFile + ".otpauth")
                Outcome.say("已添加，密码在 \(passwordFile)，动态码密钥在 \(passwordFile).otpauth")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "查看账号")
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                for (account, isDisabled) in try await options.accounts().all() {
                    let place = [account.scope.street, account.scope.village, account.scope.house]
                        .compactMap(\.self).joined(separator: "/")
                    let standing = isDisabled ? "  已停用" : ""
                    Outcome.say("\(account.id)  \(account.role.rawValue)  \(place)\(standing)")
                }
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "更换密码")
        @Argument(help: "账号") var id: String
        @Option(help: "把新密码写到这个文件（0600）") var passwordFile: String
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                let password = PasswordHash.newPassword()
                try OwnerFile(path: passwordFile).replace(Array((password + "\n").utf8))
                try await options.accounts()
                    .changePassword(of: Identifier(id), to: password, at: .now)
                Outcome.say("已更换，新密码在 \(passwordFile)")
            }
        }
    }

    struct Totp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "更换动态码密钥")
        @Argument(help: "账号") var id: String
        @Option(help: "把新密钥写到这个文件（0600）") var file: String
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                let codes = try await options.accounts().renewCodes(of: Identifier(id), at: .now)
                try AccountCommand.write(codes, of: id, to: file)
                Outcome.say("已更换，新密钥在 \(file)")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "停用账号，已登录的立即退出")
        @Argument(help: "账号") var id: String
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                try await options.accounts().disable(Identifier(id), at: .now)
                Outcome.say("已停用")
            }
        }
    }

    fileprivate static func write(_ codes: OneTimePassword, of id: String, to path: String) throws {
        let uri = codes.uri(account: id, issuer: "FrontDesk")
        try OwnerFile(path: path).replace(Array((uri + "\n").utf8))
    }
}

/// A role as the command line names it.
enum RoleWord: String, ExpressibleByArgument {
    case county, street, village, landlord

    var role: Role {
        switch self {
        case .county: .countyOfficer
        case .street: .streetOfficer
        case .village: .villageOfficer
        case .landlord: .landlord
        }
    }
}

extension FolderOption {
    fileprivate func accounts() throws -> AccountStore {
        let opened = try open()
        return AccountStore(database: opened.database, sealer: opened.sealer)
    }
}

/// What people did on the platform.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "谁在何时登录、查看、改动了什么，从哪里")
    @Option(help: "最近多少条") var last = 200
    @Flag(help: "输出一个 JSON 对象") var json = false
    @OptionGroup var options: FolderOption

    private static let origins = ["loopback": "本机页面", "network": "网络", "command": "本机命令"]

    private struct Listing: Encodable { let entries: [AuditStore.Entry] }

    func validate() throws {
        guard (1...100_000).contains(last) else {
            throw ValidationError("--last 须为 1 至 100000")
        }
    }

    func run() async throws {
        try await Outcome.of {
            let entries = try await AuditStore(database: options.open().database).newest(last)
            guard json else {
                for entry in entries {
                    Outcome.say(
                        "\(entry.at.chinese)  \(entry.account)  \(entry.act.chinese)  "
                            + "\(entry.subject)  来自\(Self.origins[entry.origin] ?? entry.origin)")
                }
                return
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Outcome.say(
                String(decoding: try encoder.encode(Listing(entries: entries)), as: UTF8.self))
        }
    }
}
