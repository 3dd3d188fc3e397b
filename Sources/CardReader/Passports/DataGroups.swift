import Registry

/// EF.COM: which data groups the chip says it has. Not signed, so only a hint.
struct CommonFile: Equatable {
    /// The groups' tags.
    let tags: [UInt8]

    init(_ file: [UInt8]) throws(PassportError) {
        tags = Array(try DataObject.first(0x60, in: file[...]).child(0x5C).value)
    }

    func lists(_ file: PassportFile) -> Bool { tags.contains { UInt32($0) == file.tag } }
}

/// DG1: the machine-readable zone.
struct ZoneFile: Equatable {
    let zone: MachineReadableZone

    init(_ file: [UInt8]) throws(PassportError) {
        let lines = try DataObject.first(0x61, in: file[...]).child(0x5F1F).value
        do {
            zone = try MachineReadableZone(lines: Array(lines))
        } catch {
            // Here it is the chip's own zone, not the typed one.
            throw .unreadable(status: nil)
        }
    }
}

/// DG11: more about the holder, each field where the state gives it.
struct HolderFile: Equatable {
    /// The whole name in the state's own script.
    var name: String?
    /// The whole date of birth.
    var birthDate: CalendarDate?
    var address: String?

    init(_ file: [UInt8]) throws(PassportError) {
        for object in try DataObject.first(0x6B, in: file[...]).children() {
            switch object.tag {
            case 0x5F0E: name = LDSText.name(object.value)
            case 0x5F2B: birthDate = LDSText.date(object.value)
            case 0x5F42: address = LDSText.lines(object.value)
            default: break
            }
        }
    }
}

/// DG12: more about the document, each field where the state gives it.
struct DocumentFile: Equatable {
    var authority: String?
    var issueDate: CalendarDate?

    init(_ file: [UInt8]) throws(PassportError) {
        for object in try DataObject.first(0x6C, in: file[...]).children() {
            switch object.tag {
            case 0x5F19: authority = LDSText.lines(object.value)
            case 0x5F26: issueDate = LDSText.date(object.value)
            default: break
            }
        }
    }
}

/// Texts of DG11 and DG12: UTF-8, fillers between words.
enum LDSText {
    private static let lengthMax = 400

    /// A name: two fillers part surname and given names; all become single spaces.
    static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        text(bytes)?.split { $0 == "<" || $0 == " " }.joined(separator: " ")
    }

    /// Lines parted by fillers, on one line.
    static func lines(_ bytes: ArraySlice<UInt8>) -> String? {
        text(bytes)?.split { $0 == "<" }.joined(separator: " ")
    }

    /// `YYYYMMDD` as digits, or packed two to a byte as older chips have it.
    static func date(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
        let digits = bytes.count == 4 ? bytes.flatMap { [$0 >> 4 + 0x30, $0 & 15 + 0x30] } : []
        return CalendarDate(String(decoding: digits.isEmpty ? Array(bytes) : digits, as: UTF8.self))
    }

    /// `nil` for what is empty, too long, no UTF-8 or has control characters.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard (1...lengthMax).contains(bytes.count),
            let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return text
    }
}
