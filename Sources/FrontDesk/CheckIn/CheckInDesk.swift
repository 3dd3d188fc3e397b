import Logging
import Printing
import Registry
import Sealing
import ServiceLifecycle
import Storage

/// Carries out what the ``CheckIn`` value asks for, and feeds back what came of it.
///
/// The one place where the visitor's fingers, the devices, the clerk and the clock meet. Every
/// change is saved before its effects begin. Outcomes carry the visit they belong to: what comes
/// late, for a visitor who has left, is dropped.
actor CheckInDesk: Service {
    struct Devices: Sendable {
        let reader: any IdentityDocumentReader
        let photoDecoder: any CardPhotoDecoder
        let faces: any FaceVerifier
    }
    struct Timing: Sendable {
        let ask: Duration
        let wipe: Duration
    }

    let devices: Devices
    let data: DataFolder
    let registrar: Registrar
    let settler: Settler
    let standing: Standing
    /// What a person may ask about his own data.
    let rights: RightsDesk
    /// What is offered to each tenant, in this order; none is offered when empty.
    let insuranceProducts: [InsuranceProduct]
    private let timing: Timing
    let logger: Logger
    let clock: @Sendable () -> Timestamp

    private(set) var checkIn = CheckIn()
    /// When the visit came to where it is.
    private(set) var since: Timestamp
    private var watchers = Watchers<CheckIn>()
    private var work: [Task<Void, Never>] = []
    private var idleTimer: Task<Void, Never>?
    /// The event that is being processed or waits as the last one.
    private var last: Task<Void, Never>?
    /// The photo of the last read, dropped with the verdict.
    private(set) var photo: Result<Picture, any Error> = .failure(FaultError(fault: .unexpected))
    /// The same as the chip holds it, where kiosk.conf keeps it with the record.
    private(set) var encodedPhoto: [UInt8]?
    private(set) var preview: [[UInt8]] = []
    /// Whether a card lies on the reader.
    private(set) var hasCard = false
    /// Why the reader does not work, while it does not.
    private var readerFault: Fault?
    /// A card that lay there when the last visitor left must be taken away before it is read.
    private var cardIsLeftBehind = false
    /// Somebody signs in at the clerk's desk and lays his card here.
    private var staffCard: CheckedContinuation<Void, any Error>?

    init(
        devices: Devices, data: DataFolder, registrar: Registrar, settler: Settler,
        insuranceProducts: [InsuranceProduct] = [], standing: Standing = Standing(),
        terms: RetentionTerms = RetentionTerms(), keepsPhoto: Bool = false,
        timing: Timing, logger: Logger, clock: @escaping @Sendable () -> Timestamp
    ) {
        (self.devices, self.data) = (devices, data)
        (self.registrar, self.settler) = (registrar, settler)
        (self.insuranceProducts, self.standing) = (insuranceProducts, standing)
        (self.timing, self.logger, self.clock) = (timing, logger, clock)
        rights = RightsDesk(
            data: data, renderer: registrar.renderer, setting: registrar.setting, terms: terms,
            keepsPhoto: keepsPhoto, standing: standing, clock: clock,
            onOrdered: registrar.onRecorded)
        since = clock()
    }

    /// Follows the reader. ``resume()`` comes first, before any screen can be touched.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await presence in self.devices.reader.presence() {
                await self.noticed(presence)
            }
        }
        idleTimer?.cancel()
        for task in work { task.cancel() }
        for task in work { await task.value }
    }

    /// Each state from the present one on.
    func changes() -> AsyncStream<CheckIn> { watchers.follow(from: checkIn) }

    /// An event from the visitor or the clerk. Returns when its effects have begun.
    func deliver(_ event: CheckIn.Event) async {
        await inTurn { await $0.process(event) }
    }

    /// An outcome of work that was begun for `session`.
    func deliver(_ event: CheckIn.Event, for session: Identifier<CheckInSession>?) async {
        await inTurn { desk in
            guard await session == desk.checkIn.session else { return }
            await desk.process(event)
        }
    }

    /// One event after the other, saving included: else a visitor could leave between a change
    /// and its effects, and the camera would open for nobody.
    private func inTurn(_ body: @escaping @Sendable (CheckInDesk) async -> Void) async {
        let task = Task { [last] in
            await last?.value
            await body(self)
        }
        last = task
        await task.value
    }

    /// Something may have changed of what follows from this tenancy: shown, should its tenant
    /// still stand here.
    ///
    /// It is looked up when its turn has come, so that of two looks the later shows last.
    func lookAtStanding(of tenancy: Identifier<Tenancy>) async {
        await inTurn { desk in
            switch await desk.checkIn.state {
            case .registered(let receipt) where receipt.tenancy == tenancy:
                await desk.process(.door(tenancy, await desk.standing.doors(tenancy)))
                guard let policy = await desk.standing.policies(tenancy) else { return }
                await desk.process(.policy(tenancy, policy))
            case .checkingOut(let checkOut):
                guard case .ended(let receipt) = checkOut.state, receipt.tenancy == tenancy
                else { return }
                let door = await desk.standing.doorEnds(tenancy)
                await desk.process(.checkOut(.door(tenancy, door)))
                guard let policy = await desk.standing.policyEnds(tenancy) else { return }
                await desk.process(.checkOut(.policy(tenancy, policy)))
            default: return
            }
        }
    }

    private func process(_ event: CheckIn.Event) async {
        let before = checkIn
        let effects = checkIn.handle(event)
        if event == .stillHere { watchIdleness() }  // A touch that changes nothing is one, too.
        if checkIn.state != .welcome { endStaffCard(.failure(FaultError(fault: .kioskInUse))) }
        guard checkIn != before || !effects.isEmpty else { return }
        if case .facePrompt = event {
        } else {
            since = clock()
            await save()
        }
        watchers.send(checkIn)
        watchIdleness()
        // What is left behind still belongs to the visit that was.
        let session = checkIn.session ?? before.session
        for effect in effects { await carryOut(effect, for: session) }
        if checkIn.state.asksForCard, before.state != checkIn.state {
            await lookForCard()
        }
    }

    /// Goes on with the visit a restart interrupted. One whose seal or form is not ours any more
    /// is dropped with a word in the log: it was never recorded.
    ///
    /// - Throws: what keeps the data folder from being read; then nothing is dropped.
    func resume() async throws {
        do {
            guard let saved = try await data.checkIns.load(CheckIn.self) else { return }
            checkIn = saved.state
            await process(.restarted)
            watchIdleness()
            if let tenancy = checkIn.recordedTenancy { await lookAtStanding(of: tenancy) }
        } catch SealingError.notOpened {
            logger.error("saved check-in dropped", metadata: ["code": "FD-03"])
            try await data.checkIns.clear()
        }
    }

    private func save() async {
        do {
            if let session = checkIn.session {
                try await data.checkIns.save(checkIn, id: session, at: clock())
            } else {
                try await data.checkIns.clear()
            }
        } catch {
            _ = noted(error)
        }
    }

    private func watchIdleness() {
        idleTimer?.cancel()
        guard let limit = checkIn.idleLimit(ask: timing.ask, wipe: timing.wipe) else { return }
        let session = checkIn.session
        idleTimer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            await self.deliver(.idle, for: session)
        }
    }

    private func noticed(_ presence: DocumentPresence) async {
        readerFault = nil
        switch presence {
        case .present:
            hasCard = true
            if endStaffCard(.success(())) { return }
            if !cardIsLeftBehind { await deliver(.cardPresent) }
        case .absent:
            (hasCard, cardIsLeftBehind) = (false, false)
            await deliver(.readerReady)
        case .outOfOrder(let fault):
            readerFault = fault
            endStaffCard(.failure(FaultError(fault: fault)))
            logger.warning("reader out of order", metadata: ["code": "\(fault.code)"])
            await deliver(.readerFailed(fault))
        }
    }

    /// A card may lie there already when the screen asks for it, or the reader be out of order.
    private func lookForCard() async {
        if let readerFault {
            await process(.readerFailed(readerFault))
        } else if cardIsLeftBehind {
            await process(.failed(.cardLeftBehind))
        } else if hasCard {
            await process(.cardPresent)
        }
    }

    private func carryOut(
        _ effect: CheckIn.Effect, for session: Identifier<CheckInSession>?
    ) async {
        switch effect {
        case .readCard: work.append(Task { await readCard(for: session) })
        case .compareFace: work.append(Task { await compareFace(for: session) })
        case .stopFace: stopFace()
        case .draft(let identified, let choice, let terms):
            work.append(Task { await draft(identified, choice, terms, for: session) })
        case .record(let lease): work.append(Task { await record(lease, for: session) })
        case .checkOut(let effect):
            work.append(Task { await carryOut(effect, for: session) })
        // What he asked for on paper, and what he had deleted, is done also when he walks away.
        case .own(let effect): Task { await carryOut(effect, for: session) }
        case .printConsent(let tenancy): Task { await printConsent(of: tenancy, for: session) }
        case .raiseException(let fault, let remedies): await raise(fault, remedies, for: session)
        case .withdrawException: await withdrawException(for: session)
        case .forget: forget()
        }
    }

    private func stopFace() {
        for task in work { task.cancel() }
        work = []
        photo = .failure(FaultError(fault: .unexpected))
    }

    /// Stops devices and drops everything of the visitor.
    private func forget() {
        stopFace()
        encodedPhoto = nil
        preview = []
        cardIsLeftBehind = hasCard
    }

    /// Waits until somebody who signs in at the clerk's desk has laid down his card; one that lies
    /// there already may be a visitor's. It is never taken for a visitor's itself: until it is
    /// taken away it counts as left behind.
    ///
    /// - Throws: why none came: somebody stands at the kiosk or comes, another waits, the reader
    ///   is out of order, or `limit` is over.
    func awaitStaffCard(within limit: Duration) async throws {
        guard checkIn.state == .welcome, staffCard == nil else {
            throw FaultError(fault: .kioskInUse)
        }
        if let readerFault { throw FaultError(fault: readerFault) }
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            self.endStaffCard(.failure(FaultError(fault: .noStaffCard)))
        }
        defer { timer.cancel() }
        try await withCheckedThrowingContinuation { staffCard = $0 }
    }

    /// Whether somebody who signs in at the clerk's desk is to lay his card here.
    var isAwaitingStaffCard: Bool { staffCard != nil }

    /// Returns whether anybody waited.
    @discardableResult
    private func endStaffCard(_ outcome: Result<Void, any Error>) -> Bool {
        guard let waiting = staffCard else { return false }
        staffCard = nil
        if case .success = outcome { cardIsLeftBehind = true }
        waiting.resume(with: outcome)
        return true
    }

    /// Something beside the visit has changed that the pages show.
    func touch() { watchers.send(checkIn) }

    func keep(photo: Result<Picture, any Error>) { self.photo = photo }

    func keep(encodedPhoto: [UInt8]?) { self.encodedPhoto = encodedPhoto }

    func keep(preview: [[UInt8]]) { self.preview = preview }
}
