import Foundation
import Registry

/// An application as it goes over the wire. The tenancy's own id stays at home.
struct ApplicationMessage: Encodable {
    let key: String
    let product: String
    let name: String
    let number: String
    let phone: String
    let place: String
    let from: CalendarDate
    let until: CalendarDate
    /// The most the tenant agreed to pay.
    let premiumFen: Int

    init(_ application: PolicyApplication) {
        (key, product) = (application.key.rawValue, application.product.id.rawValue)
        (name, number) = (application.name, application.number)
        (phone, place) = (application.phone, application.place)
        (from, until) = (application.from, application.until)
        premiumFen = application.premium.fen
    }
}

/// From which day on a policy is to end.
struct CancellationMessage: Encodable { let on: CalendarDate }

/// What an application would cost.
struct QuoteMessage: Decodable {
    let key: String
    let premiumFen: Int
}

/// A policy as the insurer tells it.
struct PolicyMessage: Decodable {
    let key: String
    /// Empty only where the key was cancelled before it was booked.
    let number: String
    let premiumFen: Int
    let status: String

    /// The policy of `key`; throws when it is another one's, or its values make no sense.
    func policy(of key: Identifier<PolicyApplication>) throws(InsuranceError) -> Policy {
        guard self.key == key.rawValue, let status = Policy.Status(rawValue: status),
            CarrierAnswer.premiums.contains(premiumFen), number.utf8.count <= 64,
            number.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            status == .cancelled || !number.isEmpty
        else { throw .badAnswer }
        return Policy(
            number: number, key: key, premium: Money(fen: premiumFen), status: status)
    }
}

/// Why the insurer refused; an unknown word is `other`.
struct RefusalMessage: Decodable { let reason: String }

/// An answer whose signature was found right.
struct CarrierAnswer {
    /// Fen; up to a million yuan.
    static let premiums = 0...100_000_000

    let status: Int
    let body: [UInt8]

    /// The value of an answer with status 200; every other answer is an error.
    func value<Value: Decodable>(_ type: Value.Type) throws(InsuranceError) -> Value {
        if status >= 500 { throw .outOfService(status: status) }
        guard status == 200 else { throw refusal }
        guard let value = try? JSONDecoder().decode(type, from: Data(body)) else {
            throw .badAnswer
        }
        return value
    }

    /// Whether the insurer says that nothing was ever asked under this key.
    var knowsNoKey: Bool { status == 404 && reason == "unknownKey" }

    private var reason: String? {
        (try? JSONDecoder().decode(RefusalMessage.self, from: Data(body)))?.reason
    }

    /// What an answer of 400...499 says.
    private var refusal: InsuranceError {
        guard (400...499).contains(status), let reason else { return .badAnswer }
        return switch reason {
        case "unknownProduct": .unknownProduct
        case "premiumChanged": .premiumChanged
        case "timestamp": .clocksDiffer
        default: .refused(RefusalReason(rawValue: reason) ?? .other)
        }
    }
}
