/// A passport's chip, written from ICAO 9303-10 and -11: files, basic access, PACE, protection.
struct PassportChip {
    /// What a run of PACE has come to.
    private struct Run {
        var secret: [UInt8]
        var nonce: [UInt8] = []
        var generator: [UInt8] = []
        var privateKey: [UInt8] = []
        var publicKey: [UInt8] = []
        var readerKey: [UInt8] = []
        var shared: [UInt8] = []
    }

    private let specimen: PassportSpecimen
    private let files: [UInt16: [UInt8]]
    private var isApplication = false
    private var selected: UInt16?
    private var challenge: [UInt8]?
    private var run: Run?
    private var protection: ChipProtection?
    private var next: ChipProtection?

    init(_ specimen: PassportSpecimen) {
        self.specimen = specimen
        files = specimen.files.mapValues { Array($0) }
    }

    /// Forgets everything, as without power.
    mutating func reset() { self = PassportChip(specimen) }

    /// The answer to a command's bytes.
    mutating func answer(to bytes: [UInt8]) -> [UInt8] {
        guard let command = PassportCommand(bytes) else { return [0x67, 0x00] }
        let isProtected = command.cla & 0x0C == 0x0C
        guard isProtected else {
            // A plain command ends the protected conversation.
            protection = nil
            let (data, status) = plain(command)
            (protection, next) = (next, nil)
            return data + [UInt8(status >> 8), UInt8(status & 0xFF)]
        }
        guard let opened = protection?.open(command) else {
            protection = nil
            return [0x69, 0x88]
        }
        let (data, status) = plain(opened)
        let isOdd = !command.ins.isMultiple(of: 2)
        return protection?.close(data, status, isOdd: isOdd) ?? [0x69, 0x88]
    }

    private mutating func plain(_ command: PassportCommand) -> ([UInt8], UInt16) {
        switch command.ins {
        case 0xA4: return ([], select(command))
        case 0xB0: return read(command, at: Int(command.p1) << 8 | Int(command.p2))
        case 0xB1: return readFar(command)
        case 0x84 where specimen.hasBasicAccess && isApplication:
            let challenge = ChipCipher.random(8)
            self.challenge = challenge
            return (challenge, 0x9000)
        case 0x82 where specimen.hasBasicAccess: return authenticate(command.data)
        case 0x22: return ([], choose(command))
        case 0x86: return step(command)
        default: return ([], 0x6D00)
        }
    }

    private mutating func select(_ command: PassportCommand) -> UInt16 {
        selected = nil
        if command.p1 == 0x04 {
            guard command.data == [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01] else { return 0x6A82 }
            isApplication = true
            return 0x9000
        }
        guard command.data.count == 2 else { return 0x6A80 }
        let identifier = UInt16(command.data[0]) << 8 | UInt16(command.data[1])
        if identifier == 0x3F00 {
            isApplication = false
            return 0x9000
        }
        guard content(of: identifier) != nil else { return 0x6A82 }
        if isApplication, protection == nil { return 0x6982 }
        selected = identifier
        return 0x9000
    }

    private func content(of identifier: UInt16) -> [UInt8]? {
        isApplication ? files[identifier] : identifier == 0x011C ? specimen.cardAccess : nil
    }

    private func read(_ command: PassportCommand, at offset: Int) -> ([UInt8], UInt16) {
        guard let selected, let file = content(of: selected) else { return ([], 0x6986) }
        guard offset < file.count, let wanted = command.le else { return ([], 0x6B00) }
        let part = Array(file[offset...].prefix(wanted))
        return (part, part.count < wanted ? 0x6282 : 0x9000)
    }

    private func readFar(_ command: PassportCommand) -> ([UInt8], UInt16) {
        guard let object = ChipObject.decode(command.data)?.first, object.tag == 0x54,
            (1...3).contains(object.value.count), let le = command.le
        else { return ([], 0x6A80) }
        var inner = command
        inner.le = le - (le > 0x81 ? 3 : 2)
        let (part, status) = read(inner, at: object.value.reduce(0) { $0 << 8 | Int($1) })
        return (part.isEmpty ? [] : ChipObject.encode(0x53, part), status)
    }
}

// MARK: - Access

extension PassportChip {
    /// Basic access, § 4.3.2: shows that it knows the page, and that the other does.
    private mutating func authenticate(_ data: [UInt8]) -> ([UInt8], UInt16) {
        guard let challenge, data.count == 40 else { return ([], 0x6985) }
        self.challenge = nil
        let cipher = ChipCipher.tripleDES
        let seed = Array(ChipCipher.digest(specimen.key, "SHA1").prefix(16))
        let (encryption, authentication) = (cipher.key(seed, 1), cipher.key(seed, 2))
        let hidden = Array(data.prefix(32))
        let code = cipher.code(cipher.padded(hidden), key: authentication)
        let plain = cipher.run(hidden, key: encryption, encrypts: false)
        guard code == Array(data.suffix(8)), Array(plain[8..<16]) == challenge else {
            return ([], 0x6300)
        }
        let half = ChipCipher.random(16)
        let mine = cipher.run(
            challenge + plain[0..<8] + half, key: encryption, encrypts: true)
        next = ChipProtection(
            cipher, secret: zip(plain[16...], half).map { $0 ^ $1 },
            counter: Array(challenge[4...] + plain[4..<8]))
        return (mine + cipher.code(cipher.padded(mine), key: authentication), 0x9000)
    }

    /// MSE:Set AT, § 4.4.4.1: which method, and whose password.
    private mutating func choose(_ command: PassportCommand) -> UInt16 {
        guard let offered = specimen.passwordAccess, let objects = ChipObject.decode(command.data),
            objects.first?.value == PassportSpecimen.method(offered.cipher)
        else { return 0x6A80 }
        switch objects.first(where: { $0.tag == 0x83 })?.value {
        case [1]: run = Run(secret: ChipCipher.digest(specimen.key, "SHA1"))
        case [2]: run = Run(secret: Array(specimen.can.utf8))
        default: return 0x6A88
        }
        return 0x9000
    }

    /// GENERAL AUTHENTICATE, § 4.4.4.2.
    private mutating func step(_ command: PassportCommand) -> ([UInt8], UInt16) {
        guard let offered = specimen.passwordAccess, let curve = ChipCurve(number: offered.curve),
            var run, command.data.first == 0x7C,
            let objects = ChipObject.decode(command.data)?.first.map(\.value),
            let content = ChipObject.decode(objects)
        else { return ([], 0x6985) }
        let answer: [UInt8]?
        switch content.first.map({ ($0.tag, $0.value) }) {
        case nil: answer = nonce(&run, offered.cipher)
        case (0x81, let key)?: answer = map(&run, curve, key)
        case (0x83, let key)?: answer = agree(&run, curve, key)
        case (0x85, let token)?:
            answer = finish(run, offered.cipher, token)
            run.shared = []
        default: answer = nil
        }
        self.run = run
        guard let answer else {
            self.run = nil
            return ([], 0x6300)
        }
        return (ChipObject.encode(0x7C, answer), 0x9000)
    }

    private func nonce(_ run: inout Run, _ cipher: ChipCipher) -> [UInt8] {
        run.nonce = ChipCipher.random(16)
        let key = cipher.key(run.secret, 3)
        return ChipObject.encode(0x80, cipher.run(run.nonce, key: key, encrypts: true))
    }

    private func map(_ run: inout Run, _ curve: ChipCurve, _ key: [UInt8]) -> [UInt8]? {
        let mine = curve.privateKey()
        guard !run.nonce.isEmpty, let shared = curve.sum(nil, mine, key),
            let generator = curve.sum(run.nonce, [1], shared), let sent = curve.sum(mine, nil, nil)
        else { return nil }
        run.generator = generator
        return ChipObject.encode(0x82, sent)
    }

    private func agree(_ run: inout Run, _ curve: ChipCurve, _ key: [UInt8]) -> [UInt8]? {
        run.privateKey = curve.privateKey()
        guard !run.generator.isEmpty, let mine = curve.sum(nil, run.privateKey, run.generator),
            mine != key, let shared = curve.sum(nil, run.privateKey, key)
        else { return nil }
        (run.publicKey, run.readerKey) = (mine, key)
        run.shared = Array(shared[1...(shared.count / 2)])
        return ChipObject.encode(0x84, mine)
    }

    private mutating func finish(
        _ run: Run, _ cipher: ChipCipher, _ token: [UInt8]
    ) -> [UInt8]? {
        guard !run.shared.isEmpty else { return nil }
        let key = cipher.key(run.shared, 2)
        func code(over publicKey: [UInt8]) -> [UInt8] {
            let object = ChipObject.encode(
                0x7F49,
                ChipObject.encode(0x06, PassportSpecimen.method(cipher))
                    + ChipObject.encode(0x86, publicKey))
            return cipher.code(cipher == .tripleDES ? cipher.padded(object) : object, key: key)
        }
        guard code(over: run.publicKey) == token else { return nil }
        next = ChipProtection(
            cipher, secret: run.shared, counter: [UInt8](repeating: 0, count: cipher.block))
        return ChipObject.encode(0x86, code(over: run.readerKey))
    }
}
