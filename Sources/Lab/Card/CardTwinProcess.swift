import Foundation
import Glibc

/// The process in the namespace: keeps pcscd, plays the card, takes orders on standard input.
///
/// One thread waits for both orders and commands. It ends when standard input does, so it never
/// outlives the lab, however that ended; and as the first process of its namespace it takes
/// pcscd with it.
final class CardTwinProcess {
    private enum Failing {
        case pullAway, keepSilent
    }
    /// Older exchanges are forgotten.
    private static let logMax = 10_000
    /// pcscd looks every 0.4 s; a card that is there again sooner may never have left for it.
    private static let absence = Duration.milliseconds(500)

    private let folder: URL
    private let socketPath: String
    private var daemon: PcscDaemon?
    private var isPlugged = true
    private var reader: VirtualReader?
    /// The chip of a passport that lies on the reader, with what it has come to.
    private var chip: PassportChip?
    private var cards = 0
    private var imageDigest = ""
    private var link: VpcdConnection?
    private var emptyUntil = ContinuousClock.now
    private var failing: (how: Failing, after: Int)?
    private var entries: [APDUEntry] = []
    private var input: [UInt8] = []

    /// Plays a card with files in `folder`.
    init(folder: URL, socketPath: String) {
        (self.folder, self.socketPath) = (folder, socketPath)
    }

    /// Runs until standard input ends; the process's exit status.
    func run() -> Int32 {
        answer(perform(.startDaemon))
        while true {
            var waits = [pollfd(fd: 0, events: Int16(POLLIN), revents: 0)]
            if let link {
                waits.append(pollfd(fd: link.descriptor, events: Int16(POLLIN), revents: 0))
            }
            if poll(&waits, nfds_t(waits.count), -1) < 0, errno != EINTR { break }
            if waits.count > 1, waits[1].revents != 0 { serveCard() }
            if waits[0].revents != 0, !serveOrders() { break }
        }
        daemon?.stop()
        let files = FileManager.default
        for name in ["readers/vpcd.conf", "readers"] {
            do { try files.removeItem(at: folder.appending(path: name)) } catch { return 1 }
        }
        return 0
    }

    private func serveOrders() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(0, &chunk, chunk.count)
        guard count > 0 else { return false }
        input += chunk.prefix(count)
        while let newline = input.firstIndex(of: 0x0A) {
            let line = Data(input[..<newline])
            input.removeSubrange(...newline)
            do {
                answer(perform(try JSONDecoder().decode(CardTwinRequest.self, from: line)))
            } catch {
                answer(.failed("not an order: \(error)"))
            }
        }
        return true
    }

    private func perform(_ request: CardTwinRequest) -> CardTwinAnswer {
        switch request {
        case .insert(let card):
            takeAway()
            reader = VirtualReader(card)
            cards += 1
            imageDigest = APDUEntry.digest(of: card.image)
            if let passport = card.passport { imageDigest = passport.digest }
            chip = card.passport.map(PassportChip.init)
            return connect()
        case .remove: takeAway()
        case .pullAway(let count): failing = (.pullAway, count)
        case .keepSilent(let count): failing = (.keepSilent, count)
        case .stopDaemon: stopDaemon()
        case .unplug:
            stopDaemon()
            return startDaemon(hasReader: false)
        case .startDaemon:
            if !isPlugged { stopDaemon() }
            return startDaemon(hasReader: true)
        case .log: return .log(entries)
        }
        return .done
    }

    private func stopDaemon() {
        daemon?.stop()
        (daemon, link) = (nil, nil)
    }

    private func startDaemon(hasReader: Bool) -> CardTwinAnswer {
        do throws(CardTwinError) {
            if daemon == nil {
                daemon = try PcscDaemon(
                    folder: folder, socketPath: socketPath, hasReader: hasReader)
            }
        } catch {
            return .failed(error.description)
        }
        isPlugged = hasReader
        return connect()
    }

    private func takeAway() {
        link?.leave()
        if failing != nil { emptyUntil = .now + Self.absence }
        (reader, link, failing) = (nil, nil, nil)
    }

    /// Inserts the card where there is one and a daemon; the driver listens soon after its start.
    private func connect() -> CardTwinAnswer {
        guard reader != nil, daemon != nil, isPlugged, link == nil else { return .done }
        while ContinuousClock.now < emptyUntil { usleep(10_000) }
        for _ in 0..<500 {
            link = VpcdConnection()
            if link != nil { return .done }
            usleep(10_000)
        }
        return .failed("the vpcd driver does not listen; see pcscd.log in \(folder.path)")
    }

    private func serveCard() {
        guard let card = reader?.card, let link else { return }
        switch link.receive() {
        case nil: self.link = nil
        case .power: chip?.reset()
        case .tellAnswerToReset: if !link.send(card.atr) { self.link = nil }
        case .command(let command): serve(command, link)
        }
    }

    private func serve(_ command: [UInt8], _ link: VpcdConnection) {
        var answer = chip?.answer(to: command) ?? reader?.answer(to: command)
        switch failing {
        case (let how, 0)?:
            answer = nil
            if how == .pullAway { takeAway() }
        case (let how, let rest)?: failing = (how, rest - 1)
        case nil: break
        }
        entries.append(APDUEntry(card: cards, command: command, answer: answer, image: imageDigest))
        if entries.count > Self.logMax { entries.removeFirst() }
        if let answer, !link.send(answer) { self.link = nil }
    }

    private func answer(_ answer: CardTwinAnswer) {
        do {
            let line = try JSONEncoder().encode(answer) + [0x0A]
            try FileHandle.standardOutput.write(contentsOf: line)
        } catch {
            // The lab has gone; the end of standard input ends this process too.
            return
        }
    }
}
