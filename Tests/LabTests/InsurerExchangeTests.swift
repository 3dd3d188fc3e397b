import Foundation
import Registry
import Testing

@testable import Lab

@Suite struct InsurerExchangeTests {
    private static let now = Timestamp(milliseconds: 1_795_357_800_000)
    private let exchange = InsurerExchange(secret: Array("0123456789abcdef".utf8))

    private func application(
        key: String = "k-1", product: String = "home-contents", from: String = "2026-11-22",
        until: String = "2027-11-21", premiumFen: Int = 6_000
    ) -> [UInt8] {
        Array(
            """
            {"key":"\(key)","product":"\(product)","name":"样张某某","number":"11010519491231002X",\
            "phone":"10000000099","place":"桂花巷 12 号 301","from":"\(from)","until":"\(until)",\
            "premiumFen":\(premiumFen)}
            """.utf8)
    }

    private func send(
        _ method: String, _ path: String, _ body: [UInt8] = [], to book: inout InsurerBook,
        change: (inout [String: String]) -> Void = { _ in }
    ) -> (status: Int, text: String) {
        var headers = [
            "x-client": "lab-kiosk", "x-timestamp": "1795357800",
            "x-signature": exchange.signature([method, path, "1795357800"], body: body),
            "idempotency-key": path.split(separator: "/").dropFirst(2).first.map(String.init) ?? "",
        ]
        change(&headers)
        let reply = exchange.reply(
            to: .init(method: method, path: path, headers: headers, body: body), book: &book,
            at: Self.now)
        return (reply.status, String(decoding: reply.body, as: UTF8.self))
    }

    /// The same text stands in the test of the kiosk's end.
    @Test func `a signature is the one of the protocol's page`() {
        let signed = exchange.signature(
            ["POST", "/v1/quotes", "1795357800"], body: Array("{}".utf8))
        #expect(signed == "d6d7d35a985a3bfdbbd0563a5cfe9707d5fdbd452732ce2a89f291982b1bcebf")
    }

    @Test(arguments: [
        ("2026-11-22", "2027-11-21", 6_000), ("2026-11-22", "2026-12-21", 500),
        ("2026-11-22", "2026-12-22", 1_000), ("2027-01-31", "2027-02-28", 500),
        ("2026-11-22", "2026-11-22", 500),
    ])
    func `each begun month is charged`(from: String, until: String, fen: Int) {
        var book = InsurerBook()
        let body = application(from: from, until: until)
        let answer = send("POST", "/v1/quotes", body, to: &book)
        #expect(answer == (200, #"{"key":"k-1","premiumFen":\#(fen)}"#))
        book.isDearer = true
        #expect(
            send("POST", "/v1/quotes", body, to: &book).text
                == #"{"key":"k-1","premiumFen":\#(fen + fen / 10)}"#)
    }

    @Test func `a repeated booking is the first one, an altered repeat is refused`() {
        var book = InsurerBook()
        let first = send("PUT", "/v1/policies/k-1", application(), to: &book)
        #expect(
            first.text == #"{"key":"k-1","number":"YZ-000001","premiumFen":6000,"status":"booked"}"#
        )
        #expect(send("PUT", "/v1/policies/k-1", application(), to: &book) == first)
        let altered = application(until: "2027-10-21")
        #expect(
            send("PUT", "/v1/policies/k-1", altered, to: &book)
                == (409, #"{"reason":"otherContents"}"#))
        #expect(book.inForce.map(\.requests) == [2])
        #expect(send("GET", "/v1/policies/k-1", to: &book) == first)
        #expect(
            send("GET", "/v1/policies/k-2", to: &book) == (404, #"{"reason":"unknownKey"}"#))
    }

    @Test func `what was ended is not booked again, nor what was ended before it came`() {
        var book = InsurerBook()
        _ = send("PUT", "/v1/policies/k-1", application(), to: &book)
        let day = Array(#"{"on":"2027-02-01"}"#.utf8)
        for key in ["k-1", "k-2"] {
            let ended = send("POST", "/v1/policies/\(key)/cancellation", day, to: &book)
            #expect(ended.status == 200 && ended.text.contains("cancelled"))
            #expect(send("POST", "/v1/policies/\(key)/cancellation", day, to: &book) == ended)
            #expect(
                send("PUT", "/v1/policies/\(key)", application(key: key), to: &book)
                    == (409, #"{"reason":"cancelled"}"#))
        }
        #expect(book.inForce.isEmpty)
    }

    @Test(arguments: [
        ("x-client", "another"), ("x-signature", ""), ("x-signature", "00"),
        ("x-timestamp", "1795357801"), ("x-timestamp", ""),
    ])
    func `a request that is not signed so changes nothing`(name: String, value: String) {
        var book = InsurerBook()
        let answer = send("PUT", "/v1/policies/k-1", application(), to: &book) {
            $0[name] = value
        }
        #expect(answer == (401, #"{"reason":"signature"}"#))
        #expect(book == InsurerBook())
    }

    @Test(arguments: ["1795357499", "1795358101", "-9223372036854775808", "9223372036854775807"])
    func `a stale request is refused even when it is signed`(time: String) {
        var book = InsurerBook()
        let signed = exchange.signature(["PUT", "/v1/policies/k-1", time], body: application())
        let answer = send("PUT", "/v1/policies/k-1", application(), to: &book) {
            $0["x-timestamp"] = time
            $0["x-signature"] = signed
        }
        #expect(answer == (401, #"{"reason":"timestamp"}"#))
        #expect(book == InsurerBook())
    }

    @Test(arguments: [
        ("product", #""home-contents""#, #""x""#, 422, "unknownProduct"),
        ("term", "2027-11-21", "2026-11-21", 422, "term"),
        ("day", "2027-11-21", "2027-02-30", 422, "term"), ("years", "2027", "2096", 422, "term"),
        ("premium", "6000", "5999", 422, "premiumChanged"),
        ("number", "11010519491231002X", "", 422, "document"), ("key", "k-1", "k-2", 400, "other"),
        ("json", #""phone""#, #""fone""#, 400, "other"),
    ])
    func `what is wrong with an application is named`(
        case: String, old: String, new: String, status: Int, reason: String
    ) {
        var book = InsurerBook()
        let text = String(decoding: application(), as: UTF8.self).replacing(old, with: new)
        let answer = send("PUT", "/v1/policies/k-1", Array(text.utf8), to: &book)
        #expect(answer == (status, #"{"reason":"\#(reason)"}"#))
        #expect(book == InsurerBook())
    }

    @Test func `an insurer that refuses refuses everything new`() {
        var book = InsurerBook()
        book.refusal = "age"
        #expect(
            send("POST", "/v1/quotes", application(), to: &book) == (422, #"{"reason":"age"}"#))
        #expect(
            send("PUT", "/v1/policies/k-1", application(), to: &book)
                == (422, #"{"reason":"age"}"#))
        #expect(book.entries.isEmpty)
    }
}
