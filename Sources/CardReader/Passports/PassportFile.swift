/// Files of a travel document's chip (ICAO 9303-10).
enum PassportFile: UInt16, CaseIterable, Sendable {
    /// Offered access methods; in the master file, readable by everybody.
    case cardAccess = 0x011C
    /// List of the data groups present.
    case common = 0x011E
    /// The machine-readable zone.
    case zone = 0x0101
    /// The holder's picture.
    case picture = 0x0102
    /// More about the holder.
    case holder = 0x010B
    /// More about the document.
    case document = 0x010C
    /// Hashes of the data groups, signed.
    case security = 0x011D

    /// Number of the data group, as the signed list of hashes counts them.
    var dataGroup: Int? {
        switch self {
        case .zone: 1
        case .picture: 2
        case .holder: 11
        case .document: 12
        case .cardAccess, .common, .security: nil
        }
    }

    /// The tag that the file begins with, and that ``common`` lists it by.
    var tag: UInt32 {
        switch self {
        case .cardAccess: 0x31
        case .common: 0x60
        case .zone: 0x61
        case .picture: 0x75
        case .holder: 0x6B
        case .document: 0x6C
        case .security: 0x77
        }
    }
}
