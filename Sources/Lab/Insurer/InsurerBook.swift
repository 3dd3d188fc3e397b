import Foundation
import Registry

/// What the lab's insurer remembers: policies by the key they were asked for under. A value,
/// kept in a file by its owner.
struct InsurerBook: Codable, Equatable, Sendable {
    /// One key.
    struct Entry: Codable, Equatable, Sendable {
        /// Empty where the key was cancelled before it was booked.
        var number: String
        var premiumFen: Int
        var status: String
        /// What it was booked for; `nil` where it never was.
        var application: Application?
        /// The last day that was asked for with its end.
        var endsOn: String?
        /// How often the booking came.
        var requests: Int
    }

    /// An application as it comes over the wire.
    struct Application: Codable, Equatable, Sendable {
        let key: String
        let product: String
        let name: String
        let number: String
        let phone: String
        let place: String
        let from: String
        let until: String
        let premiumFen: Int
    }

    /// Refused, with the word and the status of the answer.
    struct Refusal: Error, Equatable {
        let status: Int
        let reason: String
    }

    /// Fen for each begun month.
    static let tariff = ["home-contents": 500, "personal-accident": 800]
    static let monthsMax = 120

    private(set) var entries: [String: Entry] = [:]
    private var lastNumber = 0
    /// Every application is refused, for this reason.
    var refusal: String?
    /// Everything costs a tenth more.
    var isDearer = false

    /// Keys with a policy in force, in the order of their numbers.
    var inForce: [Entry] {
        entries.values.filter { $0.status == "booked" }.sorted { $0.number < $1.number }
    }

    /// What `application` costs now.
    func premium(of application: Application) throws(Refusal) -> Int {
        if let refusal { throw Refusal(status: 422, reason: refusal) }
        guard let monthly = Self.tariff[application.product] else {
            throw Refusal(status: 422, reason: "unknownProduct")
        }
        guard let from = CalendarDate(application.from),
            let until = CalendarDate(application.until),
            let months = (1...Self.monthsMax).first(where: { until <= from.lastDay(months: $0) }),
            from <= until
        else { throw Refusal(status: 422, reason: "term") }
        guard !application.name.isEmpty, application.number.utf8.count >= 6 else {
            throw Refusal(status: 422, reason: "document")
        }
        let premium = monthly * months
        return isDearer ? premium + premium / 10 : premium
    }

    /// Books `application`; a repeat gets the policy of the first time.
    mutating func book(_ application: Application) throws(Refusal) -> Entry {
        if var entry = entries[application.key] {
            guard entry.status == "booked" else { throw Refusal(status: 409, reason: "cancelled") }
            guard entry.application == application else {
                throw Refusal(status: 409, reason: "otherContents")
            }
            entry.requests += 1
            entries[application.key] = entry
            return entry
        }
        let premium = try premium(of: application)
        guard premium <= application.premiumFen else {
            throw Refusal(status: 422, reason: "premiumChanged")
        }
        lastNumber += 1
        let entry = Entry(
            number: "YZ-\(String(1_000_000 + lastNumber).dropFirst())", premiumFen: premium,
            status: "booked", application: application, endsOn: nil, requests: 1)
        entries[application.key] = entry
        return entry
    }

    /// Ends the policy of `key`. A key that was never booked is closed, so that a booking that is
    /// still on its way finds no entry.
    mutating func cancel(_ key: String, on day: String) -> Entry {
        var entry =
            entries[key]
            ?? Entry(
                number: "", premiumFen: 0, status: "cancelled", application: nil, endsOn: day,
                requests: 0)
        if entry.status == "booked" { (entry.status, entry.endsOn) = ("cancelled", day) }
        entries[key] = entry
        return entry
    }
}

extension CalendarDate {
    /// The last day of a term that begins on this one: the eve of the day with the same number,
    /// or the month's last day where it is too short for it.
    fileprivate func lastDay(months: Int) -> CalendarDate {
        let end = adding(months: months)
        return end.day < day ? end : end.adding(days: -1)
    }
}
