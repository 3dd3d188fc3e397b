/// What is printed on the data page of a made-up passport of the state of Utopia.
struct PassportPage: Sendable, Equatable {
    var surname = "LIN"
    var givenNames = "XIAOMAN"
    /// The name in the holder's own script.
    var ownName = "林小满"
    /// At most nine characters.
    var number = "E00007306"
    /// `YYYYMMDD`.
    var birth = "19491231"
    var expiry = "20360115"
    var issued = "20260116"
    /// `M` or `F`.
    var sex = "F"
    var address = "1 SPECIMEN ROAD<UTOPIA CITY"

    /// The same person as the lab's tenant.
    static let tenant = PassportPage()

    /// Both lines of 44 characters (ICAO 9303-4 § 4.2.2).
    var zone: String {
        let names = filled("P<UTO" + surname + "<<" + givenNames.replacing(" ", with: "<"), 44)
        let (number, birth, expiry) = (
            checked(filled(number, 9)), checked(short(birth)), checked(short(expiry))
        )
        let personal = checked(filled("", 14))
        return names + number + "UTO" + birth + sex + expiry + personal
            + digit(number + birth + expiry + personal)
    }

    /// What the chip's key is made of.
    var key: [UInt8] {
        Array((checked(filled(number, 9)) + checked(short(birth)) + checked(short(expiry))).utf8)
    }

    /// DG11: name, birth and address.
    var holderFile: [UInt8] {
        ChipObject.encode(
            0x6B,
            ChipObject.encode(0x5C, [0x5F, 0x0E, 0x5F, 0x2B, 0x5F, 0x42])
                + ChipObject.encode(0x5F0E, Array(ownName.utf8))
                + ChipObject.encode(0x5F2B, Array(birth.utf8))
                + ChipObject.encode(0x5F42, Array(address.utf8)))
    }

    /// DG12: authority and day of issue.
    var documentFile: [UInt8] {
        ChipObject.encode(
            0x6C,
            ChipObject.encode(0x5C, [0x5F, 0x19, 0x5F, 0x26])
                + ChipObject.encode(0x5F19, Array("UTOPIA PASSPORT OFFICE".utf8))
                + ChipObject.encode(0x5F26, Array(issued.utf8)))
    }

    private func short(_ date: String) -> String { String(date.suffix(6)) }

    private func filled(_ text: String, _ length: Int) -> String {
        text + String(repeating: "<", count: max(0, length - text.count))
    }

    private func checked(_ text: String) -> String { text + digit(text) }

    private func digit(_ text: String) -> String {
        var sum = 0
        for (place, character) in text.enumerated() {
            let value = character == "<" ? 0 : Int(String(character), radix: 36) ?? 0
            sum += value * [7, 3, 1][place % 3]
        }
        return String(sum % 10)
    }
}
