import Foundation

/// Photographs every screen in Debian's Chromium while a second tenant checks in.
struct DemoPictures: Sendable {
    let station: LabStation
    let addresses: KioskProcess.Addresses
    /// The platform's page.
    let platform: String
    /// Its certificate, PEM.
    let platformCertificate: String
    /// That of the clerk's desk, PEM.
    let deskCertificate: String
    let folder: URL
    let clerk: SignIn
    /// An officer of the county.
    let officer: SignIn

    /// Writes one PNG a screen, the tenant's at 1080×1920, the clerk's at 1440×900.
    func take() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let browser = try await WebDriver.start(width: 1_080, height: 1_920)
        do {
            try await browser.open(addresses.tenant)
            try await followVisit(browser)
            try await followDeparture(browser)
            try await readSlowly(browser)
            try await failBeforeCamera(browser)
            try await askForClerk(browser)
        } catch {
            await browser.quit()
            throw error
        }
        await browser.quit()
    }

    /// Screens that wait for the visitor: he waits for their picture.
    private static let patient: Set = [
        "welcome", "consent", "card", "rooms", "terms", "insurance", "lease", "sign",
    ]

    /// The whole way of a tenant, one picture a screen. What passes by without him is caught by
    /// a second pair of eyes, so that no picture holds up his head.
    private func followVisit(_ browser: WebDriver) async throws {
        let kiosk = KioskClient(address: addresses.tenant)
        let passing = Task {
            for try await state in kiosk.states() where !Self.patient.contains(state.screen) {
                let part = state.prompt ?? state.paper
                let name = ([state.screen] + [part].compactMap(\.self)).joined(separator: "-")
                try await photograph(
                    browser, screen: state.screen, as: name, within: .milliseconds(300))
            }
        }
        defer { passing.cancel() }
        var plan = VirtualTenant.Plan()
        plan.card = .second
        plan.waitsForAll = true
        var tenant = VirtualTenant(kiosk: kiosk, lab: station, plan: plan)
        tenant.onScreen = { state in
            guard Self.patient.contains(state.screen) else { return }
            try await photograph(browser, screen: state.screen, as: state.screen)
        }
        let last = try await tenant.checkIn().last
        try await photograph(browser, screen: last.screen, as: "done-printed")
        try await photographPlatform()
        try await kiosk.press("/leave")
    }

    /// The county's page while the tenant stands before the last screen.
    private func photographPlatform() async throws {
        let page = try await WebDriver.start(
            width: 1_440, height: 900,
            trusting: [try TrustedServer(certificate: platformCertificate)])
        do {
            try await page.open(platform)
            try await page.screenshot().write(
                to: folder.appending(path: "platform-sign-in.png"))
            try await officer.fill(page)
            try await page.wait(until: "document.querySelector('#live[data-state=on]') !== null")
            try await page.screenshot().write(to: folder.appending(path: "platform.png"))
        } catch {
            await page.quit()
            throw error
        }
        await page.quit()
    }

    /// The second tenant leaves again, one picture a screen.
    private func followDeparture(_ browser: WebDriver) async throws {
        let kiosk = KioskClient(address: addresses.tenant)
        var plan = VirtualTenant.Plan()
        plan.card = .second
        var tenant = VirtualTenant(kiosk: kiosk, lab: station, plan: plan)
        tenant.onScreen = { state in
            guard ["out-consent", "out-card", "out-meters", "out-review"].contains(state.screen)
            else { return }
            try await photograph(browser, screen: state.screen, as: state.screen)
        }
        let last = try await tenant.checkOut().last
        try await photograph(browser, screen: last.screen, as: last.screen)
        try await kiosk.press("/leave")
    }

    /// A card that answers slowly, so that the screen which shows its reading can be seen.
    private func readSlowly(_ browser: WebDriver) async throws {
        let kiosk = KioskClient(address: addresses.tenant)
        try await station.insertCard(.tenant)
        try await station.reader.keepSilent(afterAPDUs: 2)
        try await kiosk.press("/begin")
        try await kiosk.press("/consent", [("way", "face")])
        try await photograph(browser, screen: "reading", as: "reading")
        try await station.removeCard()
        try await kiosk.press("/leave")
    }

    /// Nobody before the camera: the screen that offers both ways again.
    private func failBeforeCamera(_ browser: WebDriver) async throws {
        let kiosk = KioskClient(address: addresses.tenant)
        await station.show(.nobody)
        try await kiosk.press("/begin")
        try await kiosk.press("/consent", [("way", "face")])
        try await station.insertCard(.tenant)
        try await photograph(
            browser, screen: "face-failed", as: "face-failed", within: .seconds(40))
        try await kiosk.press("/leave")
        try await station.removeCard()
        await station.show(.honest(.tenant))
    }

    /// The other way, and the clerk's desk meanwhile; then the clerk cancels.
    private func askForClerk(_ browser: WebDriver) async throws {
        let kiosk = KioskClient(address: addresses.tenant)
        try await kiosk.press("/begin")
        try await kiosk.press("/consent", [("way", "inPerson")])
        try await station.insertCard(.stranger)
        try await photograph(browser, screen: "clerk", as: "clerk")
        let desk = try await WebDriver.start(
            width: 1_440, height: 900,
            trusting: [try TrustedServer(certificate: deskCertificate)])
        do {
            try await desk.open(addresses.clerk + "/sign-in")
            try await desk.screenshot().write(to: folder.appending(path: "desk-sign-in.png"))
            try await clerk.fill(desk)
            try await desk.wait(until: "location.pathname === '/'")
            try await desk.screenshot().write(to: folder.appending(path: "desk.png"))
            try await desk.open(addresses.clerk + "/people")
            try await desk.type(CardSpecimen.tenant.name, into: "input[name=query]")
            try await desk.type("样张：来补打合同", into: "input[name=reason]")
            try await desk.click("button.primary")
            try await desk.wait(until: "document.querySelector('tbody, .empty + *') !== null")
            try await desk.screenshot().write(to: folder.appending(path: "desk-people.png"))
            try await desk.open(addresses.clerk)
            try await desk.click("[value=cancel]")
            try await photograph(browser, screen: "ended", as: "ended")
        } catch {
            await desk.quit()
            throw error
        }
        await desk.quit()
        try await kiosk.press("/leave")
        try await station.removeCard()
    }

    /// Waits until the browser shows `screen`, then takes its picture.
    private func photograph(
        _ browser: WebDriver, screen: String, as name: String,
        within limit: Duration = .seconds(10)
    ) async throws {
        do {
            try await browser.see(screen, within: limit)
        } catch is WebDriver.Failure {
            return  // It was there for a moment only: no picture of it.
        }
        let file = folder.appending(path: "\(name).png")
        try await browser.screenshot().write(to: file)
    }
}
