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
    /// Exit status: 0 read, 2 a slip in what was typed, 3 no card, 4 unreadable, 5 reader missing.
    struct Read: AsyncParsableCommand {
        @Option(help: "读卡器名称的开头部分") var reader: String?
        @Option(help: "接法：image、frames、serial") var profile: CardReaderProfile?
        @Option(help: "等待放卡的秒数") var timeout = 10.0
        @Flag(help: "输出一个 JSON 对象") var json = false
        @OptionGroup var passport: PassportOption
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                let configuration = try options.load()
                let reader = configuration.reader.opened(name: reader, profile: profile)
                let access: PassportAccess?
                do { access = try passport.access() } catch {
                    throw try Self.refused(error, status: 2)
                }
                try await waitForCard(reader)
                do {
                    let today = Timestamp.now.day
                    let record =
                        if let access {
                            try await configuration.passportReader(name: self.reader).record(
                                access: access, issuers: configuration.issuers(), on: today)
                        } else {
                            try await Self.record(
                                from: reader, configuration.passportReader(name: self.reader),
                                on: today)
                        }
                    Outcome.say(try json ? record.json() : record.text)
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

        /// The record of a card; for a passport, the fault that asks for its data page.
        private static func record(
            from reader: some IdentityDocumentReader, _ passports: PCSCPassportReader,
            on day: CalendarDate
        ) async throws -> CardRecord {
            do {
                return CardRecord(try await reader.read().document, on: day)
            } catch CardReaderError.notIdentityCard {
                // Where it cannot be asked, what the card reader said stands.
                guard (try? await passports.hasPassport()) == true else {
                    throw CardReaderError.notIdentityCard
                }
                throw PassportError.accessMissing
            }
        }

        private static func refused(_ error: any Error, status: Int32) throws -> ExitCode {
            let fault = Fault(error)
            Outcome.say("\(fault.code) \(fault.clerk)", to: .standardError)
            return ExitCode(status)
        }
    }
}
