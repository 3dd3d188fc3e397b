import Foundation
import Logging
import Registry
import ServiceLifecycle
import Web

/// Follows the check-in and sends each browser the parts of the screen that have changed.
///
/// Notice, question and the face prompt are parts of their own, so that a stroke being drawn or a
/// running picture is not swept away by them.
actor ScreenFeed: Service {
    private let desk: any TenantDesk
    private let pages: ScreenPages
    private let hub: EventHub
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    private var revision = 0
    private var shown: CheckIn.State?
    private var parts: [String: String] = [:]

    init(
        desk: any TenantDesk, pages: ScreenPages, hub: EventHub, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        (self.desk, self.pages, self.hub) = (desk, pages, hub)
        (self.logger, self.now) = (logger, now)
    }

    func run() async throws {
        for await checkIn in await desk.changes().cancelOnGracefulShutdown() {
            await show(checkIn)
        }
    }

    /// Shows `checkIn`; what cannot be shown becomes a notice, never an empty screen.
    func show(_ checkIn: CheckIn) async {
        revision += 1
        var material = ScreenPages.Material(today: now().day, purpose: checkIn.purpose)
        do {
            if checkIn.state.screen == .rooms { material.offers = try await desk.offers() }
            if [.lease, .outReview].contains(checkIn.state.screen) {
                material.pages = await desk.preview.count
            }
            try await showScreen(checkIn.state, material)
            try await show("notice", pages.notice(checkIn.state.notice))
        } catch {
            let fault = Fault(error)
            logger.error("screen not shown", metadata: ["code": "\(fault.code)"])
            if let notice = try? pages.notice(fault) { await show("notice", notice) }
        }
        if let overlay = try? pages.overlay(isAsking: checkIn.isAskingWhetherPresent) {
            await show("overlay", overlay)
        }
        let state = ScreenState(checkIn, offers: material.offers, revision: revision)
        if let text = try? state.json { await hub.publish(ServerSentEvent("state", text)) }
    }

    private func showScreen(
        _ state: CheckIn.State, _ material: ScreenPages.Material
    ) async throws {
        let html = try pages.screen(state, material)
        defer { shown = state }
        guard case .comparingFace(let applicant, let prompt, let failures) = state,
            case .comparingFace(applicant, _, failures) = shown
        else { return await show("screen", html) }
        parts["screen"] = html
        await hub.keep(ServerSentEvent("screen", html))
        await hub.send(ServerSentEvent("prompt", try pages.prompt(prompt)))
    }

    private func show(_ topic: String, _ html: String) async {
        guard parts[topic] != html else { return }
        parts[topic] = html
        await hub.publish(ServerSentEvent(topic, html))
    }
}

extension ScreenState {
    /// One line of JSON with sorted keys.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

/// Equality of an applicant as a pattern.
private func ~= (pattern: Applicant, value: Applicant) -> Bool { pattern == value }
