/// What an identity document says of its holder.
///
/// One value for every family of documents; ``Kind`` grows with the families that are read.
public struct IdentityDocument: Equatable, Sendable, Codable {
    /// Family of documents.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// 居民身份证, second generation.
        case resident
        /// 港澳台居民居住证, issued since 2018.
        case hmt
        /// 外国人永久居留身份证 of 2017.
        case foreigner2017
        /// 外国人永久居留身份证 of 2023.
        case foreigner2023
        /// A passport with a chip, of any state.
        case passport

        /// The name on screens and paper.
        public var chinese: String {
            switch self {
            case .resident: "居民身份证"
            case .hmt: "港澳台居民居住证"
            case .foreigner2017, .foreigner2023: "外国人永久居留身份证"
            case .passport: "护照"
            }
        }
    }

    /// Family this document belongs to.
    public let kind: Kind
    /// Name in Chinese characters; in Latin letters where the document has no Chinese one.
    public let name: String
    /// Document number: an ``IdentityNumber``; for foreigners' cards of 2017 a
    /// ``ForeignerNumber``.
    public let number: String
    /// Sex.
    public let sex: Sex
    /// Ethnic group in Chinese, such as 汉族; `nil` where the family has none.
    public let ethnicGroup: String?
    /// Date of birth.
    public let birthDate: CalendarDate
    /// Registered address; empty where the family has none.
    public let address: String
    /// Issuing authority; for foreigners' cards of 2017 its code, empty for those of 2023.
    public let issuer: String
    /// First day of validity; the day of birth where a passport does not name it.
    public let validFrom: CalendarDate
    /// Last day of validity; `nil` for 长期.
    public let validUntil: CalendarDate?
    /// The chip's own serial (8 bytes), which doors see; `nil` where the reader does not give it.
    public internal(set) var chipSerial: [UInt8]?
    /// Name in Latin letters; `nil` where the family has none.
    public var latinName: String?
    /// Nationality, three letters (ISO 3166-1, GB/T 2659); `nil` where the family has none.
    public var nationality: String?
    /// Number of the travel permit of a holder from Hong Kong, Macao or Taiwan.
    public var passNumber: String?
    /// How many times the card was issued or renewed, as the chip says it.
    public var issueCount: Int?
    /// What links a foreigner's card of 2023 to the number of an earlier one, as the chip says it.
    public var formerNumberLink: String?
    /// What a passport's chip proves of itself; `nil` for families that prove nothing here.
    public var authenticity: Authenticity?

    /// Creates a document from the fields that every family has; the others are set after it.
    public init(
        kind: Kind, name: String, number: String, sex: Sex, ethnicGroup: String?,
        birthDate: CalendarDate, address: String, issuer: String, validFrom: CalendarDate,
        validUntil: CalendarDate?, chipSerial: [UInt8]?
    ) {
        (self.kind, self.name, self.number, self.sex) = (kind, name, number, sex)
        (self.ethnicGroup, self.birthDate, self.address) = (ethnicGroup, birthDate, address)
        (self.issuer, self.validFrom, self.validUntil) = (issuer, validFrom, validUntil)
        self.chipSerial = chipSerial
    }

    /// First day of validity for screens and paper; `nil` where the document does not name it.
    public var namedValidFrom: CalendarDate? { validFrom == birthDate ? nil : validFrom }

    /// Whether the document may be used on `day`.
    public func checkValidity(on day: CalendarDate) throws(DocumentError) {
        if day < validFrom { throw .notYetValid }
        if let validUntil, validUntil < day { throw .expired }
    }

    /// Whether a guardian must agree to what is done with the holder's data on `day`: he is under
    /// 14 (个人信息保护法 § 31, 人脸识别技术应用安全管理办法).
    ///
    /// A year of life is complete on the day after the birthday, as Chinese courts count ages: on
    /// the birthday itself he still comes with a guardian.
    public func needsGuardian(on day: CalendarDate) -> Bool {
        birthDate.years(until: day.adding(days: -1)) < Self.ownConsentAge
    }

    /// Complete years from which on a person consents for himself.
    private static let ownConsentAge = 14

    /// The number for screens and slips: the first six and the last four characters.
    public var maskedNumber: String {
        guard number.count > 10 else { return String(repeating: "*", count: number.count) }
        return number.prefix(6) + String(repeating: "*", count: number.count - 10)
            + number.suffix(4)
    }

    /// The name for screens others may see: the first character, the rest hidden.
    public var maskedName: String {
        name.prefix(1) + String(repeating: "*", count: max(0, name.count - 1))
    }

    /// The same without the chip's serial, which doors see and nobody else needs.
    public var withoutChip: IdentityDocument {
        var copy = self
        copy.chipSerial = nil
        return copy
    }
}

/// Why a readable document cannot be used.
public enum DocumentError: UserFacing, Equatable {
    case expired, notYetValid, contradictory

    public var fault: Fault {
        switch self {
        case .expired:
            Fault(
                "ID-01", .invalid, tenant: "您的证件已过期，请联系工作人员",
                clerk: "证件已过有效期：请核对换证回执或其他有效证件后再办理。")
        case .notYetValid:
            Fault(
                "ID-02", .invalid, tenant: "您的证件尚未生效，请联系工作人员",
                clerk: "证件有效期尚未开始：请核对本机日期，再核对证件。")
        case .contradictory:
            Fault(
                "ID-03", .invalid, tenant: "证件信息有误，请联系工作人员",
                clerk: "证件号码与出生日期、性别或校验位不符：疑为伪造或芯片损坏，请人工核验。")
        }
    }
}
