import ArgumentParser
import CardReader
import Foundation
import Registry

extension CardReaderProfile: ExpressibleByArgument {}

struct CardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card", abstract: "读卡器", subcommands: [Read.self])

    /// Reads the document on the reader, or waits for one.
    ///
    /// Exit status: 0 read, 3 no card, 4 unreadable, 5 reader missing.
    struct Read: AsyncParsableCommand {
        @Option(help: "读卡器名称的开头部分") var reader: String?
        @Option(help: "接法：image、frames、serial") var profile: CardReaderProfile?
        @Option(help: "等待放卡的秒数") var timeout = 10.0
        @Flag(help: "输出一个 JSON 对象") var json = false
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                let configuration = try options.load()
                let reader = configuration.reader.opened(name: reader, profile: profile)
                try await waitForCard(reader)
                do {
                    let document = try await reader.read().document
                    Outcome.say(try json ? Self.json(document) : Self.text(document))
                } catch {
                    throw try Self.refused(error, status: 4)
                }
            }
        }

        private func waitForCard(_ reader: any SAMReader) async throws {
            let found = await withTaskGroup(of: DocumentPresence.self) { group in
                group.addTask {
                    var last = DocumentPresence.absent
                    for await presence in reader.presence() {
                        last = presence
                        if presence == .present { break }
                    }
                    return last
                }
                group.addTask {
                    try? await Task.sleep(for: .seconds(timeout))
                    return .absent
                }
                let first = await group.next() ?? .absent
                group.cancelAll()
                // The reader's own word, where the time ran out first.
                guard first == .absent, let second = await group.next() else { return first }
                return second
            }
            switch found {
            case .present: return
            case .absent: throw try Self.refused(CardReaderError.noCard, status: 3)
            case .outOfOrder(let fault):
                throw try Self.refused(FaultError(fault: fault), status: 5)
            }
        }

        private static func refused(_ error: any Error, status: Int32) throws -> ExitCode {
            let fault = Fault(error)
            Outcome.say("\(fault.code) \(fault.clerk)", to: .standardError)
            return ExitCode(status)
        }

        private static func text(_ document: IdentityDocument) -> String {
            let until = document.validUntil?.chinese ?? "长期"
            return "\(document.kind.chinese) \(document.name) \(document.number) 有效期至\(until)"
        }

        private static func json(_ document: IdentityDocument) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(document), as: UTF8.self)
        }
    }
}
