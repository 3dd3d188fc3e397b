extension ChipSession {
    /// The chip's master file, in which the offered ways of access stand.
    private static let selectMaster = ChipCommand(
        ins: 0xA4, p1: 0x00, p2: 0x0C, data: [0x3F, 0x00])

    /// Opens the chip by the data page and selects the application for travel documents: by PACE
    /// where the chip offers a way that is spoken here, else by basic access.
    ///
    /// - Throws: ``PassportError/accessRefused`` when the page is another chip's,
    ///   ``PassportError/unsupported`` when no way is left.
    mutating func open(
        by access: PassportAccess,
        random: @escaping (Int) throws(PassportError) -> [UInt8] = CipherLibrary.random
    ) throws {
        let offers = try offeredAccess()
        if let offers, let best = offers.best {
            do {
                try runPACE(best, of: offers, access, random)
            } catch PassportError.unreadable where access.isZone {
                // A chip whose PACE is out of order may still speak basic access.
            }
        }
        guard try send(.selectApplication).status == 0x9000 else {
            throw CardReaderError.notIdentityCard
        }
        if isProtected { return }
        guard case .mrz(let key) = access else { throw PassportError.unsupported }
        try runBasicAccess(key, random)
    }

    /// `nil` where the chip has no list: it knows basic access only.
    private mutating func offeredAccess() throws -> CardAccessFile? {
        // Another program may have left the application selected; chips that lack a master file
        // say so, and then the list is sought where the chip stands.
        _ = try send(Self.selectMaster)
        do {
            return try file(.cardAccess).map { (bytes) throws(PassportError) in
                try CardAccessFile(bytes)
            }
        } catch PassportError.unreadable {
            return nil
        }
    }

    private mutating func runPACE(
        _ offer: CardAccessFile.Offer, of file: CardAccessFile, _ access: PassportAccess,
        _ random: @escaping (Int) throws(PassportError) -> [UInt8]
    ) throws {
        let choice = PasswordAccess.choice(
            offer, access: access, tellsParameters: file.isAmbiguous(offer))
        // 63Cx: the password has been tried in vain before, and x tries are left.
        let status = try send(choice).status
        guard status == 0x9000 || status & 0xFFF0 == 0x63C0 else {
            if case .can = access { throw PassportError.unsupported }
            throw PassportError.unreadable(status: status)
        }
        var run = try PasswordAccess(offer, access: access, random: random)
        let nonce = try step([], answer: 0x80)
        let mapping = try run.mappingKey(encryptedNonce: nonce)
        let chipMapping = try step(DataObject.encode(0x81, mapping), answer: 0x82)
        let key = try run.ephemeralKey(chipMapping: chipMapping)
        let chipKey = try step(DataObject.encode(0x83, key), answer: 0x84)
        let token = try run.token(chipKey: chipKey)
        let chipToken = try step(DataObject.encode(0x85, token), answer: 0x86, isLast: true)
        protect(by: try run.session(chipToken: chipToken))
    }

    private mutating func step(
        _ content: [UInt8], answer tag: UInt32, isLast: Bool = false
    ) throws -> [UInt8] {
        let (data, status) = try send(PasswordAccess.step(content, isLast: isLast))
        guard status == 0x9000 else { throw Self.refusal(status) }
        return try PasswordAccess.answer(tag, in: data[...])
    }

    private mutating func runBasicAccess(
        _ key: MRZKey, _ random: (Int) throws(PassportError) -> [UInt8]
    ) throws {
        let (challenge, status) = try send(.getChallenge)
        guard status == 0x9000 else {
            throw status == 0x6D00
                ? PassportError.unsupported : PassportError.unreadable(status: status)
        }
        let run = try BasicAccess(
            key: key, challenge: challenge, nonce: try random(8), secretHalf: try random(16))
        let answer = try send(.authenticate(try run.request()))
        guard answer.status == 0x9000 else { throw Self.refusal(answer.status) }
        protect(by: try run.session(answer: answer.data))
    }

    /// What a status of an authentication means: these are the ones that chips give for a wrong
    /// password.
    private static func refusal(_ status: UInt16) -> PassportError {
        switch status {
        case 0x6300, 0x63C0...0x63CF, 0x6982, 0x6983, 0x6985, 0x6988: .accessRefused
        default: .unreadable(status: status)
        }
    }
}
