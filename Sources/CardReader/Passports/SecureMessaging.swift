/// A protected conversation with the chip (ICAO 9303-11 § 9.8).
///
/// ```
/// command  CLA|0C INS P1 P2 | Lc | 87 enciphered data | 97 Le | 8E code | 00
/// answer   87 enciphered data | 99 status | 8E code
/// ```
///
/// The counter goes up before each command and each answer, so none can be played again. After
/// any error the conversation is over: the next answer could not be trusted.
struct SecureMessaging: Equatable, Sendable {
    private let keys: SessionKeys
    private(set) var counter: [UInt8]

    /// Begins with `counter`, as long as a block of the cipher.
    init(keys: SessionKeys, counter: [UInt8]) {
        (self.keys, self.counter) = (keys, counter)
    }

    /// The protected form of `command`.
    mutating func protect(_ command: ChipCommand) throws(PassportError) -> [UInt8] {
        advance()
        let header = [command.cla | 0x0C, command.ins, command.p1, command.p2]
        var objects: [UInt8] = []
        if !command.data.isEmpty {
            let padded = CipherLibrary.pad(command.data, to: block)
            let enciphered = try CipherLibrary.encrypt(
                keys.cipher, key: keys.encryption, iv: try iv(), padded)
            objects +=
                command.isOdd
                ? DataObject.encode(0x85, enciphered)
                : DataObject.encode(0x87, [0x01] + enciphered)
        }
        if let le = command.le {
            objects += DataObject.encode(0x97, [UInt8(truncatingIfNeeded: le)])
        }
        let code = try code(CipherLibrary.pad(header, to: block) + objects)
        let body = objects + DataObject.encode(0x8E, code)
        return header + [UInt8(truncatingIfNeeded: body.count)] + body + [0]
    }

    /// The data and the status within a protected answer.
    ///
    /// - Throws: ``PassportError/sessionBroken`` for an answer without protection, without
    ///   status, or with a wrong code.
    mutating func open(_ answer: [UInt8]) throws(PassportError) -> (data: [UInt8], status: UInt16) {
        advance()
        let body = answer.dropLast(2)
        var objects: [DataObject]
        do { objects = try DataObject.all(in: body) } catch { throw .sessionBroken }
        guard let code = objects.popLast(), code.tag == 0x8E, code.value.count == 8,
            let status = objects.popLast(), status.tag == 0x99, status.value.count == 2,
            objects.count <= 1
        else { throw .sessionBroken }
        let covered = Array(body.dropLast(10))
        guard CipherLibrary.areEqual(try self.code(covered), Array(code.value)) else {
            throw .sessionBroken
        }
        let word = status.value.reduce(0 as UInt16) { $0 << 8 | UInt16($1) }
        return (try objects.first.map(decipher) ?? [], word)
    }

    private func decipher(_ object: DataObject) throws(PassportError) -> [UInt8] {
        var enciphered = object.value
        // 87 says with 01 how the data is padded; 85, of odd instructions, does not.
        if object.tag == 0x87 {
            guard enciphered.popFirst() == 0x01 else { throw .sessionBroken }
        }
        guard [0x85, 0x87].contains(object.tag), enciphered.count.isMultiple(of: block),
            !enciphered.isEmpty
        else { throw .sessionBroken }
        let padded = try CipherLibrary.decrypt(
            keys.cipher, key: keys.encryption, iv: try iv(), Array(enciphered))
        guard let data = CipherLibrary.unpad(padded) else { throw .sessionBroken }
        return data
    }

    private var block: Int { keys.cipher.blockLength }

    private func code(_ message: [UInt8]) throws(PassportError) -> [UInt8] {
        try CipherLibrary.code(keys.cipher, key: keys.authentication, counter + message)
    }

    /// Zeros for triple DES, the enciphered counter for AES.
    private func iv() throws(PassportError) -> [UInt8]? {
        guard keys.cipher != .tripleDES else { return nil }
        return try CipherLibrary.encrypt(keys.cipher, key: keys.encryption, counter)
    }

    private mutating func advance() {
        for place in counter.indices.reversed() {
            counter[place] &+= 1
            if counter[place] != 0 { return }
        }
    }
}
