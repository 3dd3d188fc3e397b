import Glibc

/// A serial line to a security module: 115,200 baud, 8 data bits, no parity, one stop bit.
///
/// Calls block until the answer is there or the time is up; one thread uses it.
final class SerialPort {
    private let descriptor: Int32

    /// Opens the terminal at `path` for this program alone.
    ///
    /// - Throws: ``CardReaderError/readerMissing``, or ``CardReaderError/readerBusy`` while
    ///   another program has it.
    init(path: String) throws(CardReaderError) {
        // Without O_NONBLOCK opening waits for a carrier that three-wire readers never give.
        descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == EBUSY ? .readerBusy : .readerMissing }
        var line = termios()
        guard ioctl(descriptor, UInt(TIOCEXCL)) == 0, tcgetattr(descriptor, &line) == 0 else {
            close(descriptor)
            throw .readerMissing
        }
        cfmakeraw(&line)
        line.c_cflag &= ~(tcflag_t(CSIZE) | tcflag_t(PARENB) | tcflag_t(CSTOPB) | tcflag_t(CRTSCTS))
        line.c_cflag |= tcflag_t(CS8) | tcflag_t(CLOCAL) | tcflag_t(CREAD)
        guard cfsetspeed(&line, speed_t(B115200)) == 0, tcsetattr(descriptor, TCSANOW, &line) == 0
        else {
            close(descriptor)
            throw .readerMissing
        }
    }

    deinit { close(descriptor) }

    /// Sends a command and waits for the module's answer until `deadline`.
    ///
    /// - Throws: ``CardReaderError/silent``, ``CardReaderError/readerMissing`` when the line has
    ///   gone, ``CardReaderError/unreadable(status:)`` for an answer damaged on its way.
    func exchange(
        _ command: SAMCommand, until deadline: ContinuousClock.Instant
    ) throws(CardReaderError) -> SAMAnswer {
        // What is left of an answer that came too late is none to this command.
        tcflush(descriptor, TCIOFLUSH)
        try send(command.bytes, until: deadline)
        var parser = SAMFrameParser()
        while true {
            for result in parser.take(try receive(until: deadline)) {
                switch result {
                case .success(let answer): return answer
                case .failure(.length): continue
                case .failure(.check):
                    throw .unreadable(status: UInt16(SAMStatus.wrongCheck.rawValue))
                }
            }
        }
    }

    private func send(
        _ bytes: [UInt8], until deadline: ContinuousClock.Instant
    ) throws(CardReaderError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: POLLOUT, until: deadline)
            let sent = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if sent < 0, errno == EINTR || errno == EAGAIN { continue }
            guard sent > 0 else { throw .readerMissing }
            rest = rest.dropFirst(sent)
        }
    }

    private func receive(
        until deadline: ContinuousClock.Instant
    ) throws(CardReaderError) -> ArraySlice<UInt8> {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while true {
            try wait(for: POLLIN, until: deadline)
            let count = read(descriptor, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw .readerMissing }
            return bytes.prefix(count)
        }
    }

    private func wait(
        for event: Int32, until deadline: ContinuousClock.Instant
    ) throws(CardReaderError) {
        while true {
            let left = (deadline - .now).components
            let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0 else { throw .silent }
            var waits = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            let ready = poll(&waits, 1, Int32(clamping: milliseconds))
            if ready < 0, errno == EINTR { continue }
            guard ready >= 0 else { throw .readerMissing }
            if ready == 0 { throw .silent }
            // What was sent before the line broke is read first.
            if waits.revents & Int16(event) != 0 { return }
            throw .readerMissing
        }
    }
}
