/// The chip's end of a protected conversation (ICAO 9303-11 § 9.8).
struct ChipProtection {
    let cipher: ChipCipher
    let encryption: [UInt8]
    let authentication: [UInt8]
    var counter: [UInt8]

    init(_ cipher: ChipCipher, secret: [UInt8], counter: [UInt8]) {
        self.cipher = cipher
        encryption = cipher.key(secret, 1)
        authentication = cipher.key(secret, 2)
        self.counter = counter
    }

    /// The plain command within a protected one; `nil` when its code is wrong or objects lack.
    mutating func open(_ command: PassportCommand) -> PassportCommand? {
        count()
        guard let objects = ChipObject.decode(command.data), let code = objects.last,
            code.tag == 0x8E
        else { return nil }
        let head = cipher.padded([command.cla, command.ins, command.p1, command.p2])
        let covered = counter + head + command.data.dropLast(10)
        guard cipher.code(cipher.padded(covered), key: authentication) == code.value else {
            return nil
        }
        var plain = command
        (plain.cla, plain.data, plain.le) = (command.cla & 0xF3, [], nil)
        for object in objects.dropLast() {
            switch object.tag {
            case 0x87 where object.value.first == 0x01:
                guard let data = decrypted(Array(object.value.dropFirst())) else { return nil }
                plain.data = data
            case 0x85:
                guard let data = decrypted(object.value) else { return nil }
                plain.data = data
            case 0x97: plain.le = object.value.first.map { $0 == 0 ? 256 : Int($0) }
            default: return nil
            }
        }
        return plain
    }

    /// The protected form of an answer.
    mutating func close(_ data: [UInt8], _ status: UInt16, isOdd: Bool) -> [UInt8] {
        count()
        var body: [UInt8] = []
        if !data.isEmpty {
            let hidden = cipher.run(
                cipher.padded(data), key: encryption, start: start(), encrypts: true)
            body = isOdd ? ChipObject.encode(0x85, hidden) : ChipObject.encode(0x87, [1] + hidden)
        }
        let word = [UInt8(status >> 8), UInt8(status & 0xFF)]
        body += ChipObject.encode(0x99, word)
        let code = cipher.code(cipher.padded(counter + body), key: authentication)
        return body + ChipObject.encode(0x8E, code) + word
    }

    private func decrypted(_ hidden: [UInt8]) -> [UInt8]? {
        let padded = cipher.run(hidden, key: encryption, start: start(), encrypts: false)
        guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == 0x80 else {
            return nil
        }
        return Array(padded[..<end])
    }

    private func start() -> [UInt8]? {
        cipher == .tripleDES ? nil : cipher.run(counter, key: encryption, encrypts: true)
    }

    private mutating func count() {
        var place = counter.count - 1
        while place >= 0, counter[place] == 0xFF {
            counter[place] = 0
            place -= 1
        }
        if place >= 0 { counter[place] += 1 }
    }
}

/// A short command, taken apart.
struct PassportCommand {
    var cla, ins, p1, p2: UInt8
    var data: [UInt8] = []
    /// 1...256; `nil` where nothing is wanted.
    var le: Int?

    /// `nil` for bytes that are no short command.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 4 else { return nil }
        (cla, ins, p1, p2) = (bytes[0], bytes[1], bytes[2], bytes[3])
        func wanted(_ byte: UInt8) -> Int { byte == 0 ? 256 : Int(byte) }
        switch bytes.count {
        case 4: return
        case 5: le = wanted(bytes[4])
        default:
            let end = 5 + Int(bytes[4])
            guard bytes[4] > 0, (end...end + 1).contains(bytes.count) else { return nil }
            data = Array(bytes[5..<end])
            if bytes.count > end { le = wanted(bytes[end]) }
        }
    }
}
