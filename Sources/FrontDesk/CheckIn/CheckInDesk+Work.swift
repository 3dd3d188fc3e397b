import Logging
import Registry
import Storage

/// The work itself: each ends by feeding its outcome back.
extension CheckInDesk {
    func readCard(for session: Identifier<CheckInSession>?) async {
        do {
            let reading = try await devices.reader.read()
            if case .checkingOut = checkIn.state {  // No face is looked at, so no photo either.
                let read = CheckIn.Event.cardRead(reading.document, today: clock().day)
                return await deliver(read, for: session)
            }
            let isKept = rights.keepsPhoto && checkIn.purpose == .checkIn
            if isKept, session == checkIn.session { keep(encodedPhoto: reading.encodedPhoto) }
            do {
                keep(photo: .success(try await devices.photoDecoder.decode(reading.encodedPhoto)))
            } catch {
                keep(photo: .failure(error))
            }
            await deliver(.cardRead(reading.document, today: clock().day), for: session)
        } catch {
            await failed(error, for: session)
        }
    }

    func compareFace(for session: Identifier<CheckInSession>?) async {
        do {
            let picture = try photo.get()
            let turns = HeadTurn.allCases.shuffled()  // A recording cannot know the order.
            for try await progress in devices.faces.verify(photo: picture, turns: turns) {
                switch progress {
                case .prompt(let prompt): await deliver(.facePrompt(prompt), for: session)
                case .finished(let comparison):
                    if session == checkIn.session {
                        keep(photo: .failure(FaultError(fault: .unexpected)))
                    }
                    await deliver(.faceCompared(comparison), for: session)
                }
            }
        } catch {
            await failed(error, for: session)
        }
    }

    func draft(
        _ identified: Identified, _ choice: RoomChoice, _ terms: LeaseTerms,
        for session: Identifier<CheckInSession>?
    ) async {
        do {
            let now = clock()
            let draft = LeaseDraft(
                number: try await data.leaseNumbers.next(on: now.day),
                tenancy: .make(at: now), tenant: identified.applicant.document,
                offer: choice.offer, landlord: choice.landlord, authority: choice.authority,
                terms: terms, madeAt: now)
            let pages = try await registrar.preview(draft)
            guard session == checkIn.session else { return }
            keep(preview: pages)
            await deliver(.drafted(draft), for: session)
        } catch {
            await failed(error, for: session)
        }
    }

    func record(_ lease: SignedLease, for session: Identifier<CheckInSession>?) async {
        do {
            // Only of one who agreed to be compared; after a restart it is gone.
            let agreed = lease.consent.way == .face ? encodedPhoto : nil
            let photo = agreed?.isEmpty == true ? nil : agreed
            var receipt = try await registrar.record(lease, photo: photo)
            receipt.door = await standing.doors(receipt.tenancy)
            await deliver(.recorded(receipt), for: session)
            // What was told between that answer and this screen.
            await lookAtStanding(of: receipt.tenancy)
        } catch {
            await failed(error, for: session)
        }
    }

    func raise(
        _ fault: Fault, _ remedies: [DeskException.Remedy],
        for session: Identifier<CheckInSession>?
    ) async {
        guard let session else { return }
        let now = clock()
        let exception = DeskException(
            id: .make(at: now), subject: .checkIn(session), fault: fault, remedies: remedies,
            raisedAt: now)
        do { try await data.exceptions.raise(exception) } catch { _ = noted(error) }
        touch()
    }

    func withdrawException(for session: Identifier<CheckInSession>?) async {
        guard let session else { return }
        do {
            try await data.exceptions.withdraw(about: .checkIn(session), at: clock())
        } catch {
            _ = noted(error)
        }
    }

    /// Work that was called off has no outcome.
    func failed(_ error: any Error, for session: Identifier<CheckInSession>?) async {
        guard !(error is CancellationError) else { return }
        await deliver(.failed(noted(error)), for: session)
    }

    func noted(_ error: any Error) -> Fault {
        let fault = Fault(error)
        let detail = fault.code == Fault.unexpected.code ? "\(type(of: error))" : ""
        logger.warning("step failed", metadata: ["code": "\(fault.code)", "type": "\(detail)"])
        return fault
    }
}

/// A fault thrown as it is.
struct FaultError: UserFacing, Equatable { let fault: Fault }

extension Fault {
    static let cardLeftBehind = Fault(
        "FD-04", .tryAgain, tenant: "请先取走读卡区上的证件，再放上您的身份证",
        clerk: "上一位租客的证件还在读卡区，请取走并归还。")
}
