import Foundation
import Registry
import Testing
import Web

@testable import FrontDesk

@Suite struct ScreensPagesTests {
    /// What a visitor sees of a page: text and labels, without tags.
    private func visible(_ html: String) -> String {
        let labels = html.matches(of: /(?:aria-label|alt|placeholder|title)="([^"]*)"/)
            .map { String($0.output.1) }
        return ([html.replacing(/<[^>]*>/, with: " ")] + labels).joined(separator: " ")
    }

    @Test func `every state has a screen without a gap and without a foreign word`() throws {
        let pages = try Sample.pages()
        for (name, state) in try Sample.states() {
            let html = try pages.screen(state, Sample.material) + pages.notice(state.notice)
            let words = visible(html).matches(of: /[A-Za-z]{3,}/).map { String($0.output) }
            #expect(words.isEmpty, "\(name): \(words)")
            #expect(html.contains("<h1"), "\(name)")
        }
        #expect(try visible(pages.overlay(isAsking: true)).matches(of: /[A-Za-z]{3,}/).isEmpty)
    }

    @Test func `no screen carries a script or a style of its own`() throws {
        let pages = try Sample.pages()
        let html =
            try pages.shell(parts: [:])
            + Sample.states().map { try pages.screen($0.state, Sample.material) }.joined()
        #expect(!html.contains(" style="))
        #expect(!html.contains("<style"))
        #expect(html.matches(of: /<script[^>]*>/).allSatisfy { $0.output.contains("src=") })
        #expect(html.matches(of: /\son[a-z]+=/).isEmpty)
    }

    @Test func `full name, number and phone are on no screen`() throws {
        let pages = try Sample.pages()
        for (name, state) in try Sample.states() {
            let html = try pages.screen(state, Sample.material)
            for value in [Sample.name, Sample.number, Sample.phone, Sample.document.address] {
                #expect(!html.contains(value), "\(name)")
            }
        }
    }

    @Test func `every screen but the first and the working ones can be left`() throws {
        let pages = try Sample.pages()
        for (name, state) in try Sample.states()
        where ![.welcome, .recording, .outRecording, .ownDeleting].contains(state.screen) {
            let html = try pages.screen(state, Sample.material)
            #expect(html.contains("hx-post=\"/leave\""), "\(name)")
        }
    }

    @Test func `the two ways of being compared are buttons of one kind`() throws {
        let html = try Sample.pages().screen(.consenting, Sample.material)
        let buttons = html.matches(of: /<button class="primary choice"[^>]*value="([a-zA-Z]+)"/)
        #expect(buttons.map { String($0.output.1) } == ["face", "inPerson"])
    }

    @Test func `a room that cannot be had is shown with the reason and is no button`() throws {
        let state = CheckIn.State.choosingRoom(Sample.identified, notice: nil)
        let html = try Sample.pages().screen(state, Sample.material)
        for id in ["room-1-303", "room-2-102", "room-3-101", "room-4-201", "room-5-101"] {
            #expect(!html.contains("value=\"\(id)\""))
        }
        for id in ["room-1-302", "room-1-401", "room-2-101"] {
            #expect(html.contains("value=\"\(id)\""))
        }
        for error in [AdmissionError.houseUnsafe, .houseNotAssessed, .roomFull] {
            #expect(html.contains(error.fault.tenant))
        }
    }

    @Test func `houses stand in the order of their numbers`() throws {
        let offers = [10, 9, 1].map { Sample.offer(house: $0) }
        let state = CheckIn.State.choosingRoom(Sample.identified, notice: nil)
        let material = ScreenPages.Material(offers: offers, today: Sample.today)
        let html = try Sample.pages().screen(state, material)
        let numbers = html.matches(of: /桂花巷 (\d+) 号/).map { String($0.output.1) }
        #expect(numbers == ["1", "9", "10"])
    }

    @Test func `the terms cost what the room and the authority say`() throws {
        let state = CheckIn.State.choosingTerms(Sample.identified, Sample.choice, notice: nil)
        let html = try Sample.pages().screen(state, Sample.material)
        #expect(html.contains("value=\"12\" data-sum=\"9600\" selected"))
        #expect(html.contains("value=\"24\" data-sum=\"19200\""))
        #expect(!html.contains("value=\"25\""))
        #expect(html.contains("2026年11月22日\n今天 周日"))
        #expect(html.matches(of: /<option value="20\d\d-/).count == LeaseTerms.daysAheadMax + 1)
    }

    @Test func `the trial's mark is on the page around every screen, and only in a trial`() throws {
        #expect(try Sample.pages().shell(parts: [:]).contains("class=\"trial\""))
        let real = DeskFacts(
            village: "桂花村", phone: "1", isTrial: false, wipe: .seconds(10))
        let pages = ScreenPages(
            templates: try Templates(folders: [WebFiles.folder, ScreenPages.files]), facts: real)
        #expect(try !pages.shell(parts: [:]).contains("样张"))
    }

    @Test func `a fault's text cannot bring its own markup`() throws {
        let fault = Fault("XX-01", .tryAgain, tenant: "<img src=x onerror=y>", clerk: "")
        #expect(try !Sample.pages().notice(fault).contains("<img"))
    }
}

@Suite struct ScreensStateTests {
    @Test func `the state for machines names the screen and holds nothing personal`() throws {
        for (name, state) in try Sample.states() {
            let checkIn = CheckIn(session: Identifier("s"), state: state)
            let json = try ScreenState(checkIn, offers: Sample.offers, revision: 7).json
            #expect(json.contains("\"screen\":\"\(state.screen.rawValue)\""), "\(name)")
            for value in [Sample.name, Sample.number, Sample.phone, "样张甲", "440524"] {
                #expect(!json.contains(value), "\(name)")
            }
            #expect(json.contains("\"rooms\"") == (state.screen == .rooms), "\(name)")
        }
    }

    @Test func `a room, a prompt, a fault and a paper as a machine reads them`() throws {
        func json(_ state: CheckIn.State) throws -> String {
            try ScreenState(
                CheckIn(session: nil, state: state), offers: [Sample.offer(colour: .yellow)],
                revision: 3
            ).json
        }
        #expect(
            try json(.choosingRoom(Sample.identified, notice: AdmissionError.roomFull.fault))
                == #"{"asking":false,"notice":"AD-03","revision":3,"rooms":[{"colour":"yellow","#
                + #""freeBeds":2,"house":"桂花巷 1 号（样张）","id":"room-1-302","number":"302"}],"#
                + #""screen":"rooms"}"#)
        #expect(
            try json(.comparingFace(Sample.applicant(), .turn(.left), failures: 0))
                == #"{"asking":false,"prompt":"left","revision":3,"screen":"face"}"#)
        #expect(
            try json(.registered(Sample.receipt(.delayed(Sample.noPaper))))
                == #"{"asking":false,"door":"none","paper":"delayed","policy":"declined","#
                + #""revision":3,"screen":"done","tenancy":"tenancy-1"}"#)
    }
}
