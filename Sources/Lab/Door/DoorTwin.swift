import DeviceSupport
import Dispatch
import Foundation
import Registry

/// Why the virtual door boards do not do as they are told: a sentence for whoever runs the lab.
enum DoorTwinError: Error, Equatable, CustomStringConvertible {
    /// The port cannot be had; `errno`.
    case noPort(Int32)
    /// There is no such board.
    case noBoard(UInt32)

    var description: String {
        switch self {
        case .noPort(let code): "门禁控制器的端口打不开：\(String(cString: strerror(code)))"
        case .noBoard(let serial): "没有编号为 \(serial) 的门禁控制器"
        }
    }
}

/// The lab's door controllers: any number of UT0311 boards behind one UDP port on loopback.
///
/// A request goes to the board whose serial it carries; get-device with serial 0 is answered by
/// all of them. Written from the protocol's table, without a line of the product's driver.
actor DoorTwin {
    /// Forty boards of two doors each.
    static let serials: [UInt32] = Array(223_000_001...223_000_040)
    /// Packets that wait for the boards; more are lost.
    private static let waitingMax = 4_096

    private enum Event: Sendable {
        case packet([UInt8], DoorPeer)
        case tick
    }

    nonisolated let serials: [UInt32]
    /// How all its readers number a chip.
    nonisolated let numbering: ChipNumbering
    private let now: @Sendable () -> Timestamp
    private let executor = BlockingExecutor(label: "lab-doors")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }
    private let queue = DispatchQueue(label: "lab-doors-packets")
    private var boards: [UInt32: DoorBoard] = [:]
    private var lines: [UInt32: DoorLine] = [:]
    private var socket: DoorSocket?
    private var report: AsyncStream<Event>.Continuation?
    private var loop: Task<Void, Never>?
    private var delayed: [(due: ContinuousClock.Instant, packet: DoorLine.Packet)] = []

    /// Where it listens; 0 before the first start.
    private(set) var port = 0

    /// Makes the boards; nothing listens yet.
    ///
    /// - Parameters:
    ///   - serials: one board each; the first digit is its number of doors.
    ///   - numbering: how all readers number a chip.
    ///   - seed: for the packets that get lost.
    ///   - eventsKept: events a board keeps before it overwrites the oldest.
    ///   - now: what the boards' clocks are set by at first.
    init(
        serials: [UInt32] = DoorTwin.serials, numbering: ChipNumbering = ChipNumbering(),
        seed: UInt64 = 1, eventsKept: Int = DoorBoard.eventsKept,
        now: @escaping @Sendable () -> Timestamp = {
            Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        }
    ) {
        (self.serials, self.numbering, self.now) = (serials, numbering, now)
        for serial in serials {
            boards[serial] = DoorBoard(serial: serial, eventsKept: eventsKept)
            lines[serial] = DoorLine(seed: seed &+ UInt64(serial))
        }
    }

    /// Begins to listen on `wanted`, else on the port it had, else on a free one; returns it.
    @discardableResult
    func start(port wanted: Int? = nil) throws(DoorTwinError) -> Int {
        guard socket == nil else { return port }
        let (events, report) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
        let socket = try DoorSocket(
            port: wanted ?? port, queue: queue,
            onPacket: { report.yield(.packet($0, $1)) }, onClose: { report.finish() })
        (self.socket, self.report, port) = (socket, report, socket.port)
        loop = Task { [weak self] in
            for await event in events { await self?.handle(event) }
        }
        return port
    }

    /// Closes the port and returns once nothing more is done; the boards keep what they hold.
    func stop() async {
        let (socket, loop) = (socket, loop)
        (self.socket, self.loop, report, delayed) = (nil, nil, nil, [])
        socket?.close()
        await loop?.value
    }

    // MARK: People and evidence

    /// Lays a card on the reader of `door`; whether the door opened.
    @discardableResult
    func swipe(card: UInt32, door: Int, at serial: UInt32) -> Bool {
        guard lines[serial]?.faults.isOff == false else { return false }
        let opened = boards[serial]?.swipe(card: card, door: door, at: now()) ?? false
        pushEvents(of: serial)
        return opened
    }

    /// What a board holds now; `nil` for one that is not there.
    func board(_ serial: UInt32) -> DoorBoard? {
        boards[serial]?.settle(at: now())
        return boards[serial]
    }

    /// A board's cards, in the order of their places.
    func cards(of serial: UInt32) -> [BoardCard] { board(serial)?.cards.cards ?? [] }

    /// A board's events that are not overwritten, oldest first.
    func events(of serial: UInt32) -> [BoardEvent] { board(serial)?.events.events ?? [] }

    /// The boards at which something has happened, the latest first.
    var busyBoards: [DoorBoard] {
        serials.compactMap(board)
            .compactMap { board in board.changedAt.map { (time: $0, board: board) } }
            .sorted { ($0.time, $1.board.serial) > ($1.time, $0.board.serial) }
            .map(\.board)
    }

    // MARK: Faults

    /// What is wrong with a board.
    func faults(of serial: UInt32) -> DoorFaults { lines[serial]?.faults ?? DoorFaults() }

    /// Packets lost so far before a board, both ways.
    func lost(at serial: UInt32) -> Int { lines[serial]?.lost ?? 0 }

    /// Changes what is wrong with one board, or with all of them.
    func spoil(_ serial: UInt32? = nil, _ change: @Sendable (inout DoorFaults) -> Void) {
        for serial in serial.map({ [$0] }) ?? serials {
            guard var line = lines[serial] else { continue }
            change(&line.faults)
            lines[serial] = line
            boards[serial]?.refusesPuts = line.faults.refusesPuts
            boards[serial]?.cards.isClosed = line.faults.tableIsFull
        }
    }

    /// Chooses what a board says of a card it does not know.
    func refuseUnknownCards(at serial: UInt32, as reason: BoardEvent.Reason) {
        boards[serial]?.unknownCardReason = reason
    }

    /// Presses a board's reset button: its events count on from 0, its cards stay.
    func reset(_ serial: UInt32) { boards[serial]?.reset() }

    // MARK: Packets

    private func handle(_ event: Event) {
        sendDue()
        switch event {
        case .packet(let bytes, let peer):
            guard let request = DoorFrame(received: bytes) else { return }
            for serial in request.serial == 0 ? serials : [request.serial] {
                serve(request, serial, peer)
            }
        case .tick:
            for serial in serials {
                boards[serial]?.settle(at: now())
                pushEvents(of: serial)
            }
        }
    }

    private func serve(_ request: DoorFrame, _ serial: UInt32, _ peer: DoorPeer) {
        guard let faults = lines[serial]?.faults, !faults.isOff,
            lines[serial]?.letsThrough() == true,
            let reply = boards[serial]?.answer(request, at: now())
        else { return }
        for packet in lines[serial]?.sendings(reply, to: peer) ?? [] {
            send(packet, after: faults.replyDelay)
        }
        pushEvents(of: serial)
    }

    /// Tells a board's listener of its new events, and looks again when its doors close.
    private func pushEvents(of serial: UInt32) {
        let frames = boards[serial]?.takeUnsent(at: now()) ?? []
        guard !frames.isEmpty, let board = boards[serial] else { return }
        if let delay = board.openDoors(at: now()).map({ board.doors[$0 - 1].delay }).max() {
            wake(after: .seconds(Int(delay)))
        }
        guard lines[serial]?.faults.isOff == false, let peer = DoorPeer(board.listener) else {
            return
        }
        for packet in frames.flatMap({ lines[serial]?.sendings(event: $0, to: peer) ?? [] }) {
            socket?.send(packet)
        }
    }

    private func send(_ packet: DoorLine.Packet, after delay: Duration) {
        guard delay > .zero else {
            socket?.send(packet)
            return
        }
        delayed.append((.now + delay, packet))
        wake(after: delay)
    }

    private func sendDue() {
        let time = ContinuousClock.now
        for (due, packet) in delayed where due <= time { socket?.send(packet) }
        delayed.removeAll { $0.due <= time }
    }

    private func wake(after delay: Duration) {
        let report = report
        // A little late rather than early: what is due must be due by then.
        queue.asyncAfter(deadline: .now() + .milliseconds(delay.milliseconds + 1)) {
            report?.yield(.tick)
        }
    }
}
