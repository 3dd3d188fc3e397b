/// What passive authentication says of a passport's chip (ICAO 9303-11 § 5.1): never simply
/// "genuine", since whose word it is matters; and a copy of a whole chip is not told from the
/// original by signatures alone.
public enum Authenticity: String, Sendable, Codable, CaseIterable {
    /// All that was read is as it was signed, by an issuing state whose certificate is kept here.
    case issuerTrusted
    /// All that was read is as it was signed, but nobody here knows the signer.
    case issuerUnknown
    /// Something was changed, or the signature is not right: forged or damaged.
    case damaged

    /// The words on screens.
    public var chinese: String {
        switch self {
        case .issuerTrusted: "芯片签名正确，签发国可信"
        case .issuerUnknown: "芯片签名正确，签发国证书未收录"
        case .damaged: "芯片内容与签名不符，疑为伪造或损坏"
        }
    }
}
