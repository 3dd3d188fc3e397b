import ArgumentParser
import Foundation
import Platform
import Registry

/// What is asked of a kiosk from elsewhere.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "向自助机提出申请",
        subcommands: [CheckIn.self, Show.self])

    /// Asks for a registration; prints the request's id.
    struct CheckIn: AsyncParsableCommand {
        @Option(help: "房间编号") var room: String
        @Option(help: "租客姓名") var name: String
        @Option(help: "身份证号码") var number: String
        @Option(help: "电话") var phone: String
        @Option(help: "第一天，如 2026-11-23") var from: CalendarDate
        @Option(help: "最后一天") var until: CalendarDate
        @Option(help: "自助机编号") var kiosk: String
        @Option(help: "几秒后失效，1 至 2592000") var expiresIn = 86_400
        @Option(help: "村的编号") var village = DemoVillage.id.rawValue
        @OptionGroup var options: FolderOption

        func validate() throws {
            guard (1...2_592_000).contains(expiresIn) else {
                throw ValidationError("--expires-in 须为 1 至 2592000")
            }
        }

        func run() async throws {
            try await Outcome.of {
                let request = try TenancyRequest.checkIn(
                    id: .make(at: .now), room: Identifier(room), name: name, number: number,
                    phone: phone, from: from, until: until,
                    expiresAt: .now + .seconds(expiresIn))
                let folder = try options.open()
                let store = RequestStore(database: folder.database, sealer: folder.sealer)
                try await store.put(request, to: Identifier(kiosk), in: Identifier(village))
                Outcome.say(request.id.rawValue)
            }
        }
    }

    /// Says how far a request has come.
    struct Show: AsyncParsableCommand {
        @Argument(help: "申请编号") var id: String
        @Option(help: "村的编号") var village = DemoVillage.id.rawValue
        @Flag(help: "输出一个 JSON 对象") var json = false
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                let folder = try options.open()
                let store = RequestStore(database: folder.database, sealer: folder.sealer)
                let state = try await store.state(
                    of: Identifier(id), in: Identifier(village), at: .now)
                let report = RequestReport(id: id, state: state.name, code: state.code)
                Outcome.say(try json ? report.json : "\(state.name) \(state.code ?? "")")
            }
        }
    }
}

/// `{"code":null,"id":"…","state":"open"}`
private struct RequestReport: Encodable {
    let id: String
    let state: String
    let code: String?

    private enum Key: String, CodingKey { case id, state, code }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(state, forKey: .state)
        // Written as null, too, so that who reads it need not ask whether it is there.
        try container.encode(code, forKey: .code)
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

extension CalendarDate: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
