import Registry
import Storage

/// What the visitor's fingers do, turned into events.
extension CheckInDesk: TenantDesk {
    func begin() async { await begin { .begin($0) } }

    func beginCheckOut() async { await begin { .beginCheckOut($0) } }

    func beginOwnData() async { await begin { .beginOwnData($0) } }

    private func begin(_ event: (Identifier<CheckInSession>) -> CheckIn.Event) async {
        await deliver(event(.make(at: clock())))
        do {
            try data.checkSpace()
        } catch {
            _ = noted(error)
            await deliver(.unable(Fault(error)))
        }
    }

    func consent(to way: Consent.Way, notice: Int) async {
        await deliver(.consented(Consent(way: way, notice: notice, at: clock())))
    }

    func choose(room: Identifier<Room>) async {
        do {
            let offer = try await data.village.offer(room)
            try offer.checkAdmission(of: 1)
            if let number = checkIn.applicant?.document.number,
                try await data.tenancies.isHoused(number: number)
            {
                throw AdmissionError.alreadyHoused
            }
            let landlord = try await data.village.landlord(offer.house.landlord)
            guard let authority = landlord.authority else { throw LeaseError.noAuthority }
            await deliver(
                .roomChosen(RoomChoice(offer: offer, landlord: landlord, authority: authority)))
        } catch {
            await deliver(.roomRefused(noted(error)))
        }
    }

    func chooseTerms(from: CalendarDate, months: Int, phone: String) async {
        guard case .choosingTerms(_, let choice, _) = checkIn.state else { return }
        do throws(LeaseError) {
            let terms = try LeaseTerms(
                from: from, months: months, phone: phone, authority: choice.authority,
                today: clock().day)
            await deliver(.termsChosen(terms, products: insuranceProducts))
        } catch {
            await deliver(.termsRefused(error.fault))
        }
    }

    func choose(insurance: Identifier<InsuranceProduct>?) async {
        guard case .choosingInsurance(_, _, _, let products) = checkIn.state else { return }
        let product = products.first { $0.id == insurance }
        guard product != nil || insurance == nil else { return }
        await deliver(.insuranceChosen(product))
    }

    func readMeters(electricity: String, water: String) async {
        do throws(SettlementError) {
            let meters = try MeterReadings(electricity: electricity, water: water)
            await deliver(.checkOut(.metersRead(meters)))
        } catch {
            await deliver(.checkOut(.metersRefused(error.fault)))
        }
    }

    func sign(_ strokes: [[Signature.Point]]) async {
        do throws(LeaseError) {
            await deliver(.signed(try Signature(strokes: strokes), at: clock()))
        } catch {
            await deliver(.signatureRefused(error.fault))
        }
    }

    func offers() async throws -> [RoomOffer] { try await data.village.offers() }

    func livePicture() async -> [UInt8]? { await devices.faces.livePicture() }
}

extension CheckIn {
    /// Whose document was read, while that is known.
    var applicant: Applicant? {
        switch state {
        case .comparingFace(let applicant, _, _), .faceFailed(let applicant, _, _): applicant
        case .withClerk(let applicant, _): applicant
        case .choosingRoom(let identified, _), .choosingTerms(let identified, _, _),
            .choosingInsurance(let identified, _, _, _), .drafting(let identified, _, _),
            .reading(let identified, _),
            .signing(let identified, _, _):
            identified.applicant
        default: nil
        }
    }
}
