import DeviceSupport
public import Registry

/// The line to one controller over UDP, which knows neither connections nor request numbers.
///
/// One request is under way at a time: no method awaits, and the actor's own thread takes calls
/// in their order. Every try has a source port of its own, other than the one before, so that
/// the late or doubled reply to an earlier request, which looks just like the one waited for,
/// goes to a port that nobody reads. What does not fit is ignored until the wait is over.
///
/// A call ends within 8.9 seconds (``DoorLinkSettings``), after those before it, and after the
/// resolver's own time when the address is a name; once its task is cancelled, within 0.1 second.
public actor UDPDoorLink: DoorLink {
    nonisolated let address: String
    private let serial: UInt32
    private let doorCount: Int
    private let settings: DoorLinkSettings
    /// The last try's, kept until the next has a port, which therefore is another one.
    private var socket: UDPSocket?
    private let executor = BlockingExecutor(label: "door-link")
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates the line; nothing is sent, and a bad address is told by the first call.
    public init(to controller: DoorController, settings: DoorLinkSettings = .init()) {
        (serial, address) = (controller.serial, controller.address)
        (doorCount, self.settings) = (controller.doorCount, settings)
    }

    /// Which board is there.
    public func identity() throws -> ControllerIdentity { try ask { GetDevice() } }

    /// Its clock; `nil` when it shows none.
    public func clock() throws -> Timestamp? { try ask { GetClock() } }

    /// Cards it holds.
    public func cardCount() throws -> Int { Int(try ask { GetCardCount() }) }

    public func status() throws -> ControllerStatus { try ask { GetStatus() } }

    public func setClock(to time: Timestamp) throws {
        // A status tells two digits of the year.
        guard (2_000...2_099).contains(time.day.year) else { throw DoorLockError.clockRefused }
        let start = ContinuousClock.now
        guard try ask({ SetClock(time: time + (.now - start)) }) else {
            throw DoorLockError.clockRefused
        }
    }

    public func card(_ number: UInt32) throws -> DoorCard? { try ask { GetCard(number: number) } }

    /// Stores the card, in place of one with the same number.
    ///
    /// Controllers take impossible numbers, days and doors without a word: refused here.
    public func put(_ card: DoorCard) throws {
        guard !CardNumberRule.refused.contains(card.number) else {
            throw DoorLockError.wrongCardNumber
        }
        guard card.from <= card.until else { throw DoorLockError.wrongDays }
        guard !card.doors.isEmpty, card.doors.allSatisfy((1...doorCount).contains) else {
            throw DoorLockError.wrongDoors
        }
        guard try ask({ PutCard(card: card) }) else { throw DoorLockError.cardRefused }
    }

    public func remove(_ number: UInt32) throws {
        // The second try finds nothing to delete when only the first one's reply was lost.
        guard try !ask({ DeleteCard(number: number) }) else { return }
        guard try card(number) == nil else { throw DoorLockError.removalRefused }
    }

    /// Opens a door; sent once, because a second request would open it again behind somebody
    /// when only the reply was lost. A person at the door sees and asks again.
    ///
    /// - Throws: `.openingUnknown` when it was sent and no sound reply came in 1.5 seconds.
    public func open(door: Int) throws {
        guard (1...doorCount).contains(door), let number = UInt8(exactly: door) else {
            throw DoorLockError.wrongDoors
        }
        let isOpened: Bool
        do {
            isOpened = try exchange(waits: [settings.openingWait]) { OpenDoor(door: number) }
        } catch DoorLockError.silent, DoorLockError.badAnswer, DoorLockError.otherController {
            throw DoorLockError.openingUnknown
        }
        guard isOpened else { throw DoorLockError.doorRefused }
    }

    public func event(at index: UInt32) throws -> DoorEvent? { try ask { GetEvent(index: index) } }

    /// A call that may be repeated: doing it twice is as good as once.
    private func ask<Message: ControllerMessage>(
        _ message: () -> Message
    ) throws -> Message.Reply {
        do {
            return try exchange(waits: settings.waits(), message)
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    private func exchange<Message: ControllerMessage>(
        waits: [Duration], _ make: () -> Message
    ) throws -> Message.Reply {
        let peer = try ControllerAddress(address).resolve()
        var met = DoorLockError.silent
        for wait in waits {
            try Task.checkCancellation()
            let current = try UDPSocket(to: peer)
            socket = current
            let message = make()
            current.send(message.request(to: serial))
            let deadline = ContinuousClock.now + wait
            while let bytes = current.receive(until: deadline) {
                do throws(DoorLockError) {
                    return try message.reply(in: bytes, from: serial)
                } catch { met = error }
            }
        }
        throw met
    }
}
