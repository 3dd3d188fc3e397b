/// `POST /v1/enrolments`: a kiosk without a certificate asks for one.
public struct EnrolmentRequest: Codable, Equatable, Sendable {
    /// The one-time code, with or without its dashes.
    public let code: String
    /// PKCS #10 (RFC 2986) in PEM; its subject is not looked at.
    public let request: String

    /// Creates the question.
    public init(code: String, request: String) { (self.code, self.request) = (code, request) }
}

/// `POST /v1/kiosks/{id}/certificates`: a kiosk asks for its next certificate, for a new key.
public struct RenewalRequest: Codable, Equatable, Sendable {
    /// PKCS #10 (RFC 2986) in PEM; its subject is not looked at.
    public let request: String

    /// Creates the question.
    public init(request: String) { self.request = request }
}

/// What it is given.
public struct EnrolmentAnswer: Codable, Equatable, Sendable {
    /// The certificate in PEM.
    public let certificate: String

    /// Creates the answer.
    public init(certificate: String) { self.certificate = certificate }
}
