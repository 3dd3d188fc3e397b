import ArgumentParser
import Registry
import Sealing
import Storage

/// Adds somebody who works at the desk, and changes how he proves it.
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "前台人员",
        subcommands: [Add.self, Totp.self, Pin.self, Remove.self])

    /// Adds somebody with a password and a secret of its own making; does nothing when he is
    /// known.
    struct Add: AsyncParsableCommand {
        @Argument(help: "工号；房东用其在平台上的编号") var id: String
        @Option(help: "姓名") var name: String
        @Option(help: "把新密码写到这个文件，动态码密钥写到 <文件>.otpauth（均为 0600）")
        var passwordFile: String
        @Option(help: "角色：clerk 或 landlord") var role = "clerk"
        @OptionGroup var options: ConfigurationOption

        func validate() throws {
            guard Staff.Role(rawValue: role) != nil else {
                throw ValidationError("--role 须为 clerk 或 landlord")
            }
        }

        func run() async throws {
            try await Outcome.of {
                guard let role = Staff.Role(rawValue: role) else { throw ExitCode(2) }
                let staff = Staff(id: Identifier(id), name: name, role: role)
                try await StaffCommand.open(options) { data in
                    guard try await data.staff.staff(staff.id) == nil else {
                        return Outcome.say("工号已在，没有改动")
                    }
                    if role == .landlord { try await StaffCommand.checkLandlord(id, data) }
                    let password = PasswordHash.newPassword()
                    try StaffCommand.write(password, to: passwordFile)
                    let codes = try await data.staff.create(staff, password: password, at: .now)
                    try StaffCommand.write(codes, of: id, to: passwordFile + ".otpauth")
                    Outcome.say("已添加，密码在 \(passwordFile)，动态码密钥在 \(passwordFile).otpauth")
                }
            }
        }
    }

    /// Makes a new secret for one-time codes.
    struct Totp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "更换动态码密钥")
        @Argument(help: "工号") var id: String
        @Option(help: "把新密钥写到这个文件（0600）") var file: String
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                try await StaffCommand.open(options) { data in
                    let codes = try await data.staff.renewCodes(of: Identifier(id), at: .now)
                    try StaffCommand.write(codes, of: id, to: file)
                    Outcome.say("已更换，新密钥在 \(file)")
                }
            }
        }
    }

    /// Enters an ID card and its PIN, read from standard input: neither belongs on a command
    /// line, which every process may read.
    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "登记身份证与 PIN：标准输入第一行证件号码，第二行 PIN")
        @Argument(help: "工号") var id: String
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                let number = readLine() ?? "", pin = readLine() ?? ""
                _ = try IdentityNumber(number)
                try await StaffCommand.open(options) { data in
                    try await data.staff.setCard(
                        of: Identifier(id), number: number, pin: pin, at: .now)
                    Outcome.say("已登记身份证与 PIN")
                }
            }
        }
    }

    /// Ends somebody's access.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "撤销工号")
        @Argument(help: "工号") var id: String
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                try await StaffCommand.open(options) { data in
                    try await data.staff.remove(Identifier(id), at: .now)
                    Outcome.say("已撤销")
                }
            }
        }
    }
}

extension StaffCommand {
    private static func open(
        _ options: ConfigurationOption, _ body: (DataFolder) async throws -> Void
    ) async throws {
        let configuration = try options.load()
        let data = try DataFolder(
            path: configuration.data.folder, purpose: configuration.purpose, at: .now)
        defer { data.close() }
        try await body(data)
    }

    /// What a landlord may see hangs on his id in the village.
    private static func checkLandlord(_ id: String, _ data: DataFolder) async throws {
        do {
            _ = try await data.village.landlord(Identifier(id))
        } catch StorageError.unknownRecord {
            throw FaultError(fault: .noSuchLandlord)
        }
    }

    private static func write(_ codes: OneTimePassword, of id: String, to path: String) throws {
        try write(codes.uri(account: id, issuer: "FrontDesk"), to: path)
    }

    private static func write(_ secret: String, to path: String) throws {
        try OwnerFile(path: path).replace(Array((secret + "\n").utf8))
    }
}
