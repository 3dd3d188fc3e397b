import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Testing
import Web

@testable import FrontDesk

@Suite struct ScreensRoutesTests {
    private func post(
        _ path: String, _ body: String = "", json: Bool = false, to desk: ScriptedDesk
    ) async throws -> Int {
        try await Sample.tenantApplication(desk).test(.router) { client in
            try await client.execute(
                uri: path, method: .post,
                headers: [.contentType: json ? "application/json" : "x-www-form-urlencoded"],
                body: ByteBuffer(string: body)
            ) { $0.status.code }
        }
    }

    @Test func `a visit goes from the welcome to the record by plain requests`() async throws {
        let desk = ScriptedDesk()
        #expect(try await post("/begin", to: desk) == 204)
        #expect(try await post("/consent", "way=face", to: desk) == 204)
        await desk.deliver(.cardPresent)
        await desk.deliver(.cardRead(Sample.document, today: Sample.today))
        await desk.deliver(.faceCompared(Sample.comparison(0.9)))
        #expect(try await post("/rooms", "room=room-3-101", to: desk) == 204)
        #expect(await desk.checkIn.state.fault?.code == "AD-02")
        #expect(try await post("/rooms", #"{"room":"room-1-302"}"#, json: true, to: desk) == 204)
        #expect(try await post("/terms", "from=2026-11-22&months=6&phone=", to: desk) == 204)
        #expect(await desk.checkIn.state.fault?.code == "LE-03")
        let terms = #"{"from":"2026-11-22","months":6,"phone":"13800000000"}"#
        #expect(try await post("/terms", terms, json: true, to: desk) == 204)
        #expect(await desk.checkIn.state.screen == .insurance)
        #expect(try await post("/insurance", "product=home", to: desk) == 204)
        guard case .drafting(_, _, let chosen) = await desk.checkIn.state else {
            Issue.record("nothing is drawn up")
            return
        }
        #expect(chosen.insurance == Sample.products[0])
        await desk.deliver(.drafted(try Sample.draft()))
        #expect(try await post("/accept", to: desk) == 204)
        #expect(try await post("/sign", #"{"strokes":[]}"#, json: true, to: desk) == 204)
        #expect(await desk.checkIn.state.fault?.code == "LE-04")
        let strokes = try JSONEncoder().encode(["strokes": Sample.strokes])
        let body = String(decoding: strokes, as: UTF8.self)
        #expect(try await post("/sign", body, json: true, to: desk) == 204)
        #expect(await desk.checkIn.state.screen == .recording)
        await desk.deliver(.recorded(Sample.receipt()))
        #expect(try await post("/leave", to: desk) == 204)
        #expect(await desk.checkIn == CheckIn())
    }

    @Test func `a stay ends by plain requests`() async throws {
        let desk = ScriptedDesk()
        #expect(try await post("/check-out", to: desk) == 204)
        #expect(try await post("/check-out/consent", to: desk) == 204)
        await desk.deliver(.cardPresent)
        await desk.deliver(.cardRead(Sample.document, today: Sample.today))
        await desk.deliver(.checkOut(.found(try Sample.tenant())))
        #expect(try await post("/check-out/meters", "electricity=38,5&water=", to: desk) == 204)
        #expect(await desk.checkIn.state.fault?.code == "CO-01")
        let figures = "electricity=3815.6&water=207.4"
        #expect(try await post("/check-out/meters", figures, to: desk) == 204)
        await desk.deliver(.checkOut(.drawn(try Sample.settlement())))
        #expect(try await post("/back", to: desk) == 204)
        #expect(await desk.checkIn.state.screen == .outMeters)
        #expect(try await post("/check-out/meters", figures, to: desk) == 204)
        await desk.deliver(.checkOut(.drawn(try Sample.settlement())))
        #expect(try await post("/check-out/confirm", to: desk) == 204)
        #expect(await desk.checkIn.state.screen == .outRecording)
        #expect(try await post("/leave", to: desk) == 204)
        #expect(await desk.checkIn.state.screen == .outRecording, "what was begun is finished")
        await desk.deliver(.checkOut(.recorded(Sample.checkOutReceipt())))
        #expect(try await post("/leave", to: desk) == 204)
        #expect(await desk.checkIn == CheckIn())
    }

    @Test func `a tenant who declines the insurance goes on as one who takes it`() async throws {
        let offered = CheckIn.State.choosingInsurance(
            Sample.identified, Sample.choice, try Sample.terms(), Sample.products)
        let desk = ScriptedDesk(offered)
        #expect(try await post("/insurance", "product=", to: desk) == 204)
        #expect(
            await desk.checkIn.state
                == .drafting(Sample.identified, Sample.choice, try Sample.terms()))
    }

    @Test(arguments: [
        ("/consent", ""), ("/consent", "way=other"), ("/consent", "way=%ff"), ("/rooms", ""),
        ("/rooms", "room=" + String(repeating: "x", count: 500)), ("/terms", "from=2026-02-30"),
        ("/terms", "from=2026-11-22&months=x&phone=1"),
        ("/terms", "from=2026-11-22&months=99999999999999999999&phone=1"),
        ("/sign", ""), ("/sign", "[]"), ("/sign", #"{"strokes":[[{"x":"a"}]]}"#),
        ("/sign", #"{"strokes":[[{"x":0.1,"y":0.1,"milliseconds":0,"pressure":7}]]}"#),
        ("/sign", #"{"strokes":[[{"x":0.1,"y":0.1,"milliseconds":-1,"pressure":0}]]}"#),
        ("/sign", #"{"strokes":[[{"x":1e999,"y":0,"milliseconds":0,"pressure":0}]]}"#),
    ])
    func `a broken form is a fault and changes nothing`(path: String, body: String) async throws {
        let states: [CheckIn.State] = [
            .consenting, .choosingRoom(Sample.identified, notice: nil),
            .choosingTerms(Sample.identified, Sample.choice, notice: nil),
            .signing(Sample.identified, try Sample.draft(), notice: nil),
        ]
        for state in states {
            let desk = ScriptedDesk(state)
            #expect(try await post(path, body, to: desk) == 422)
            #expect(await desk.checkIn.state == state)
        }
    }

    @Test(arguments: [("99999", "LE-02"), ("0", "LE-02"), ("-3", "LE-02")])
    func `months the landlord does not allow are refused with a word`(
        months: String, code: String
    ) async throws {
        let desk = ScriptedDesk(
            .choosingTerms(Sample.identified, Sample.choice, notice: nil))
        let body = "from=2026-11-22&months=\(months)&phone=\(Sample.phone)"
        #expect(try await post("/terms", body, to: desk) == 204)
        #expect(await desk.checkIn.state.fault?.code == code)
    }

    @Test(arguments: [
        ("/preview/1.png", 200), ("/preview/2.png", 200), ("/preview/3.png", 404),
        ("/preview/0.png", 404), ("/preview/-1.png", 404), ("/preview/1", 404),
        ("/preview/9223372036854775808.png", 404), ("/preview/-9223372036854775808.png", 404),
    ])
    func `the lease's pages are served and never kept`(path: String, status: Int) async throws {
        try await Sample.tenantApplication(ScriptedDesk()).test(.router) { client in
            try await client.execute(uri: path, method: .get) {
                #expect($0.status.code == status)
                #expect($0.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test func `the page comes whole, with what is shown now`() async throws {
        try await Sample.tenantApplication(ScriptedDesk()).test(.router) { client in
            try await client.execute(uri: "/", method: .get) {
                let page = String(buffer: $0.body)
                #expect(page.contains("sse-connect=\"/events\""))
                #expect(page.contains("0000-0000000"))
            }
        }
    }
}
