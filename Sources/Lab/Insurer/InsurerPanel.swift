import Foundation
import Hummingbird
import NIOCore

/// The insurer's part of the lab's page.
struct InsurerPanel {
    let insurer: InsurerTwin

    /// What the page shows between `<section>` and `</section>`; `buttons` draws the handles.
    func html(
        buttons: (String, [(value: String, label: String)]) -> String
    ) async -> String {
        let (isOn, refuses, isDearer) = (
            await insurer.isOn, await insurer.refuses, await insurer.isDearer
        )
        let states = [
            isOn ? "营业" : "停机", refuses ? "一律拒保" : "", isDearer ? "涨价一成" : "",
        ].filter { !$0.isEmpty }
        let switches = [
            isOn ? ("off", "停机") : ("on", "恢复营业"),
            refuses ? ("accept", "恢复承保") : ("refuse", "一律拒保"),
            isDearer ? ("normal", "恢复原价") : ("dearer", "涨价一成"),
        ]
        let rows = await insurer.policies.map {
            "<li>\($0.number) \($0.application?.product.filter(\.isASCII) ?? "")</li>"
        }.joined()
        let faults = [InsurerFault.failOnce, .timeoutOnce, .alteredOnce]
        return """
            <h2>保险公司</h2><p>现在：<b>\(states.joined(separator: "、"))</b></p>
            <p>\(buttons("insurer", switches.map { (value: $0.0, label: $0.1) }))</p>
            <p>\(buttons("insurer", faults.map { (value: $0.rawValue, label: $0.title) }))</p>
            <p>有效保单：</p><ol>\(rows)</ol>
            """
    }

    /// `GET /insurer`: one line for each key, for the command.
    func add(to router: Router<BasicRequestContext>) {
        router.get("/insurer") { _, _ in
            let lines = await insurer.entries.sorted { $0.key < $1.key }.map { key, entry in
                let product = entry.application?.product ?? "-"
                let number = entry.number.isEmpty ? "-" : entry.number
                return "\(key) \(number) \(product) \(entry.premiumFen) \(entry.status)\n"
            }.joined()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: lines)))
        }
    }
}

extension LabClient {
    /// What the insurer has in its book, a line for each key.
    func insurerBook() async throws -> String { try await text("insurer") }
}
