import ArgumentParser
import CardReader
import Foundation
import Registry

struct CardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card", abstract: "读卡器",
        subcommands: [Read.self, Watch.self, StorageCardCommand.self])

    /// Which reader, and how its documents are told.
    struct Options: ParsableArguments {
        @Option(help: "读卡器名称的开头部分") var reader: String?
        @Option(help: "接法：image、frames、serial") var profile: CardReaderProfile?
        @Flag(help: "输出 JSON 对象") var json = false
        @OptionGroup var options: ConfigurationOption

        /// The configured reader, or the one asked for.
        func opened() throws -> any SAMReader {
            try options.load().reader.opened(name: reader, profile: profile)
        }

        /// Reads the document on `reader`, or the passport that `key` opens; what is said of it.
        func read(_ reader: any SAMReader, by key: PassportKey? = nil) async throws -> String {
            let today = Timestamp.now.day
            let passports = try options.load().passportReader(name: self.reader)
            let report =
                if let key {
                    try await passports.report(by: key, on: today)
                } else {
                    CardReport(try await passports.document(insteadOf: reader), on: today)
                }
            return try json ? report.json() : report.text
        }
    }

    /// Reads the document on the reader, or waits for one.
    ///
    /// Exit status: 0 read, 2 a slip in what was typed, 3 no card, 4 unreadable, pulled away or no
    /// document, 5 reader missing or out of order.
    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "读一张证件")
        @Option(help: "等待放卡的秒数") var timeout = 10.0
        @OptionGroup var passport: PassportOption
        @OptionGroup var options: Options

        func run() async throws {
            try await Outcome.of {
                let key = try passport.key(options.options.load())
                let reader = try options.opened()
                switch await found(by: reader) {
                case .present: break
                case .absent: throw CardCommand.refused(CardReaderError.noCard.fault)
                case .outOfOrder(let fault): throw CardCommand.refused(fault)
                }
                do {
                    Outcome.say(try await options.read(reader, by: key))
                } catch {
                    throw CardCommand.refused(Fault(error))
                }
            }
        }

        private func found(by reader: any SAMReader) async -> DocumentPresence {
            await withTaskGroup(of: DocumentPresence.self) { group in
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
        }
    }

    /// Reads one document after the other, each when it is laid down, until it is interrupted.
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "一直读卡，每放一张读一张")
        @OptionGroup var options: Options

        func run() async throws {
            try await Outcome.of {
                let reader = try options.opened()
                for await presence in reader.presence() {
                    switch presence {
                    case .absent: say("absent", "请放证件")
                    case .outOfOrder(let fault): say(fault)
                    case .present:
                        do {
                            Outcome.say(try await options.read(reader))
                        } catch {
                            say(Fault(error))
                        }
                    }
                }
            }
        }

        private func say(_ event: String, _ text: String) {
            Outcome.say(options.json ? "{\"event\":\"\(event)\"}" : text)
        }

        private func say(_ fault: Fault) {
            let text = "\(fault.code) \(fault.clerk)"
            if options.json {
                Outcome.say("{\"event\":\"fault\",\"code\":\"\(fault.code)\"}")
                Outcome.say(text, to: .standardError)
            } else {
                Outcome.say(text)
            }
        }
    }

    /// Tells the operator what was wrong, and says so to scripts by the exit status.
    static func refused(_ fault: Fault) -> ExitCode {
        Outcome.say("\(fault.code) \(fault.clerk)", to: .standardError)
        if fault.code == CardReaderError.noCard.fault.code { return ExitCode(3) }
        return ExitCode(fault.kind == .outOfOrder ? 5 : 4)
    }
}

extension CardReaderProfile: ExpressibleByArgument {}
