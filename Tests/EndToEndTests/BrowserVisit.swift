import Foundation

@testable import Lab

/// A whole visit by clicking, as a person does it.
extension WebDriver {
    /// From the welcome screen to the last one, with the tenant's card, without an insurance.
    func checkIn(at desk: Desk) async throws {
        try await open(await desk.kiosk.addresses.tenant)
        try await see("welcome")
        try await click("[hx-post='/begin']")
        try await see("consent")
        try await click("[value=face]")
        try await see("card")
        try await desk.station.insertCard(.tenant)
        try await Self.turnHead(as: desk)
        try await see("rooms")
        try await click("[name=room]:not([disabled])")
        try await see("terms")
        for digit in "13800000000" { try await click("[data-key='\(digit)']") }
        try await click("button[form=terms]")
        try await see("insurance")
        try await click(".decline")
        try await see("lease")
        try await click("[hx-post='/accept']")
        try await see("sign")
        try await wait(
            until: "document.querySelector('canvas[data-ready]') !== null")
        // As slow as a hand: a busy browser drops points of quick ones.
        let strokes = (0..<6).map { stroke in
            (0..<25).map { (x: -280 + stroke * 90 + $0 * 3, y: -60 + $0 * 5) }
        }
        try await draw(strokes, on: "canvas")
        try await click("button.primary")
        try await see("done")
    }

    /// Does with the lab's head what the screen asks, until the camera is done.
    private static func turnHead(as desk: Desk) async throws {
        for try await state in await desk.screen.states() {
            switch state.prompt {
            case "left": _ = try await desk.station.moveHead(.left)
            case "right": _ = try await desk.station.moveHead(.right)
            case "back": _ = try await desk.station.moveHead(.back)
            default: if state.screen == "rooms" { return }
            }
        }
    }
}
