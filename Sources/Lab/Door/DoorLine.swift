/// What is wrong with a board or the network before it.
struct DoorFaults: Equatable, Sendable {
    /// No power: nothing is answered, no door opens, all is kept.
    var isOff = false
    /// Share of the packets lost each way, 0...1.
    var loss = 0.0
    /// Time before a reply is sent.
    var replyDelay = Duration.zero
    /// Every other reply is held back and sent just before the answer to the next request.
    var answersLate = false
    /// Every reply is sent twice.
    var sendsTwice = false
    /// Every reply has a byte too many.
    var addsByte = false
    /// Events begin as firmware 6.62 begins them.
    var marksEventsAsOld = false
    /// Every put-card is refused.
    var refusesPuts = false
    /// There is no room for a card more.
    var tableIsFull = false
}

/// Numbers that come again with the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
        return number ^ number >> 31
    }
}

/// The network before one board, as a value: what gets through, when, and how often.
struct DoorLine: Sendable {
    /// Bytes on their way to a program.
    struct Packet: Equatable, Sendable {
        var bytes: [UInt8]
        var peer: DoorPeer
    }

    var faults = DoorFaults()
    /// Packets lost so far, both ways.
    private(set) var lost = 0
    private var random: SeededNumbers
    private var held: Packet?

    init(seed: UInt64) { random = SeededNumbers(seed: seed) }

    /// Whether a packet gets through to the board.
    mutating func letsThrough() -> Bool {
        guard faults.loss > 0, Double.random(in: 0..<1, using: &random) < faults.loss else {
            return true
        }
        lost += 1
        return false
    }

    /// What is sent now that the board has answered `peer`.
    mutating func sendings(_ reply: DoorFrame, to peer: DoorPeer) -> [Packet] {
        let packet = Packet(bytes: reply.bytes + (faults.addsByte ? [0] : []), peer: peer)
        guard faults.answersLate || held != nil else { return through([packet]) }
        guard let late = held else {
            held = packet
            return []
        }
        held = nil
        return through([late, packet])
    }

    /// What is sent of an event.
    mutating func sendings(event: DoorFrame, to peer: DoorPeer) -> [Packet] {
        var event = event
        if faults.marksEventsAsOld { event.beginAsOldFirmware() }
        return letsThrough() ? [Packet(bytes: event.bytes, peer: peer)] : []
    }

    private mutating func through(_ packets: [Packet]) -> [Packet] {
        let copies = faults.sendsTwice ? packets.flatMap { [$0, $0] } : packets
        return copies.filter { _ in letsThrough() }
    }
}
