import Foundation
import Registry
import Storage

extension DataAnswer {
    private struct Controllers: Encodable { let controllers: [Controller] }
    private struct Controller: Encodable {
        let serial: UInt32
        let house: String
        let wanted: Int
        let applied: Int
        let waiting: Int
    }
    private struct Events: Encodable { let events: [DoorEvent] }
    private struct Opened: Encodable {
        let serial: UInt32
        let door: Int
    }

    /// The village's controllers, and how far each agrees with what is wanted of it.
    static func doors(_ data: DataFolder) async throws -> DataAnswer {
        let controllers = try await data.village.controllers()
        let grants = try await data.doorGrants.byController()
        let lines = controllers.map { controller in
            let states = grants[controller.id] ?? []
            return Controller(
                serial: controller.serial, house: controller.house.rawValue,
                wanted: states.count { $0 != .revoked },
                applied: states.count { $0 == .applied },
                waiting: states.count { $0 != .applied && $0 != .revoked })
        }
        return try DataAnswer(
            ok: true, json: Controllers(controllers: lines),
            text: lines.map {
                "\($0.serial)  应有 \($0.wanted) 张卡，已核对 \($0.applied) 张，待办 \($0.waiting) 张"
            }.joined(separator: "\n"))
    }

    /// The newest `count` events of a controller, read from it now, the newest first.
    static func doorEvents(
        of serial: UInt32, count: Int, _ place: CommandPlace
    ) async throws -> DataAnswer {
        let link = try await place.link(to: serial)
        var events: [DoorEvent] = []
        var index = try await link.status().newestEvent
        while index > 0, events.count < count {
            if let event = try await link.event(at: index) { events.append(event) }
            index -= 1
        }
        return try DataAnswer(
            ok: true, json: Events(events: events),
            text: events.map(\.chinese).joined(separator: "\n"))
    }

    /// Opens a door once; who asked and why is recorded before it opens.
    static func openDoor(
        _ serial: UInt32, _ door: Int, reason: String, _ place: CommandPlace
    ) async throws -> DataAnswer {
        let link = try await place.link(to: serial)
        let body = ["by": "operator", "door": "\(door)", "reason": reason]
        try await place.data.journal.append(.door, subject: "\(serial)", body: body, at: .now)
        try await link.open(door: door)
        return try DataAnswer(
            ok: true, json: Opened(serial: serial, door: door), text: "\(serial) 第 \(door) 门已开")
    }
}

/// Where a command finds what it works on.
struct CommandPlace: Sendable {
    let data: DataFolder
    let links: any DoorLinks
    /// `nil` where no platform is linked, or no service runs.
    var renewal: CertificateRenewal?

    /// The line to the village's controller with this serial.
    func link(to serial: UInt32) async throws -> any DoorLink {
        guard let controller = try await data.village.controller(Identifier("\(serial)")) else {
            throw FaultError(fault: .noController)
        }
        return await links.link(to: controller)
    }
}

extension DoorEvent {
    /// One line for the operator; a card's number is shown by its last three digits only.
    fileprivate var chinese: String {
        let time = at?.chinese ?? "时间不明"
        return switch kind {
        case .swipe(let card, let isGranted):
            "\(index)  \(time)  第 \(door) 门 卡 …\(String(card).suffix(3)) "
                + (isGranted ? "已开门" : "未开门（\(reason)）")
        case .other(let type, let reason): "\(index)  \(time)  第 \(door) 门 类别 \(type)，原因 \(reason)"
        case .lost: "\(index)  已被控制器覆盖"
        }
    }
}
