import Foundation
import Registry
import Testing

@testable import Lab

/// What tests do at the platform, and how they wait for what comes of it: by asking, with a limit.
extension Desk {
    /// `platform tenancy show --json`.
    struct PlatformRecord: Decodable {
        let kiosk: String
        let room: String
        let arrivedAt: Timestamp?
        let endedAt: Timestamp?
        let endArrivedAt: Timestamp?
        let hasDocument: Bool
    }
    /// `platform request show --json`.
    struct RequestState: Decodable {
        let state: String
        let code: String?
    }
    private struct SyncStatus: Decodable {
        let waiting: Int
        let newest: Int
        let position: Int
    }
    /// What was awaited did not come.
    struct NeverCame: Error {}

    /// Asks until `body` gives a value.
    func until<Value>(
        within limit: Duration = .seconds(30), _ body: () async throws -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let value = try await body() { return value }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NeverCame()
    }

    /// The platform's row of a tenancy, once it is as `condition` says.
    func record(
        of tenancy: String, where condition: (PlatformRecord) -> Bool
    ) async throws -> PlatformRecord {
        try await until {
            let (status, output) = try await platform.run(["tenancy", "show", tenancy, "--json"])
            guard status == 0 else { return nil }
            let record = try JSONDecoder().decode(PlatformRecord.self, from: Data(output))
            return condition(record) ? record : nil
        }
    }

    /// Waits until the platform has the whole journal.
    func waitUntilSynced(_ kiosk: KioskProcess? = nil) async throws {
        let kiosk = kiosk ?? self.kiosk
        _ = try await until {
            let status = try await Self.status(of: kiosk)
            return status.waiting == 0 && status.newest > 0 ? true : nil
        }
    }

    /// Runs `body`, then waits until the kiosk has heard of what it changed at the platform.
    func hearing(_ body: () async throws -> Void) async throws {
        let before = try await Self.status(of: kiosk).position
        try await body()
        _ = try await until { try await Self.status(of: kiosk).position > before ? true : nil }
    }

    private static func status(of kiosk: KioskProcess) async throws -> SyncStatus {
        let output = try await kiosk.run(["sync", "status", "--json"]).output
        return try JSONDecoder().decode(SyncStatus.self, from: Data(output))
    }

    /// Gives a house another colour, as an officer's assessment will.
    func grade(_ house: String, _ colour: String) async throws {
        #expect(try await platform.run(["grade", house, colour]).status == 0)
    }

    /// Asks this kiosk for a registration from elsewhere; returns the request's id.
    func request(room: String) async throws -> String {
        let today = ISO8601DateFormatter.chinaDay(Date())
        let (status, output) = try await platform.run([
            "request", "check-in", "--room", room, "--name", CardSpecimen.tenant.name,
            "--number", CardSpecimen.tenant.number, "--phone", "13800000000", "--from", today,
            "--until", "2099-12-31", "--kiosk", Self.id,
        ])
        #expect(status == 0)
        return String(decoding: output, as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
    }

    /// What became of a request.
    func answer(to request: String) async throws -> RequestState {
        try await until {
            let output = try await platform.run(["request", "show", request, "--json"]).output
            let state = try JSONDecoder().decode(RequestState.self, from: Data(output))
            return state.state == "open" ? nil : state
        }
    }

    /// The rooms as the screen lists them; the visit is left again.
    func rooms(at client: KioskClient? = nil) async throws -> [ScreenState.RoomChoice] {
        var plan = VirtualTenant.Plan()
        plan.stopAt = "rooms"
        let ours = await screen
        let kiosk = client ?? ours
        let last = try await VirtualTenant(kiosk: kiosk, lab: station, plan: plan).checkIn().last
        try await kiosk.press("/leave")
        try await station.removeCard()
        return last.rooms ?? []
    }
}
