import Foundation
import Glibc
import Synchronization
import Testing

@testable import Lab

/// The lab's security module at the other end of a pseudo-terminal.
final class SerialModuleTwin: Sendable {
    /// What a thread and the tests share.
    private struct Slot {
        var card: VirtualCard?
        var module = VirtualModule()
        var isSilent = false
        var noise: [UInt8] = []
    }

    /// The terminal a reader is told to open.
    let path: String
    private let master: Int32
    /// Kept open, so that the line stands while no reader has it.
    private let keeper: Int32
    private let slot = Mutex(Slot())

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (lock, number): (Int32, UInt32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN of Linux's asm/ioctls.h: macros that Swift does not see.
        try #require(ioctl(master, 0x4004_5431, &lock) == 0)
        try #require(ioctl(master, 0x8004_5430, &number) == 0)
        path = "/dev/pts/\(number)"
        keeper = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(keeper >= 0)
    }

    deinit {
        close(keeper)
        close(master)
    }

    /// Lays a card on the reader, or takes it away.
    func lay(_ card: VirtualCard?) {
        slot.withLock { ($0.card, $0.module) = (card, VirtualModule()) }
    }

    /// Answers no more, or answers again.
    func keepSilent(_ isSilent: Bool) { slot.withLock { $0.isSilent = isSilent } }

    /// Sends `noise` before every answer.
    func send(noise: [UInt8]) { slot.withLock { $0.noise = noise } }

    /// Answers frames until the twin is let go.
    func start() {
        let master = master
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 256)
            while true {
                let count = read(master, &buffer, buffer.count)
                guard count > 0, let self else { return }
                self.answer(Array(buffer.prefix(count)))
            }
        }
    }

    private func answer(_ frame: [UInt8]) {
        let answer: [UInt8]? = slot.withLock {
            guard !$0.isSilent else { return nil }
            return $0.noise + $0.module.answer(to: frame, card: $0.card)
        }
        guard var rest = answer?[...] else { return }
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}
