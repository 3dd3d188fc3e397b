import Foundation

/// The page with the twins' handles, in Chinese: trainers and clerks use it too.
struct LabPage {
    let station: LabStation
    /// The kiosk's own pages.
    let links: KioskProcess.Addresses

    /// The whole page.
    func html() async throws -> String {
        let papers = try await station.printer.sheets().enumerated().reversed().map {
            "<li><a href=\"/sheets/\($0)\">\(escape($1.job))</a></li>"
        }.joined()
        let insurer = await InsurerPanel(insurer: station.insurer).html(buttons: Self.buttons)
        return """
            <!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
            <title>演练台（样张）</title><style>\(Self.style)</style></head><body>
            <h1>演练台 <small>样张：没有真实证件、人脸和纸张</small></h1>
            <p class="links"><a href="\(links.tenant)" target="tenant">打开租客屏</a>
            <a href="\(links.clerk)" target="clerk">打开前台办理页</a></p>
            <section><h2>身份证读卡区</h2>
            <p>现在：<b>\(await station.card?.title ?? "没有卡")</b></p>
            \(Self.buttons("card", LabCard.allCases.map { ($0.rawValue, "放上\($0.title)") }))
            \(Self.buttons("remove", [("", "取走")]))
            <p>读错：\(Self.buttons("card", CardFault.allCases.map {
                ("tenant.\($0.rawValue)", $0.title)
            }))</p>
            <p>\(Self.buttons("reader", ReaderMischief.allCases.map {
                ($0.rawValue, $0.title)
            }))</p>
            </section>
            <section><h2>摄像头前</h2>
            <p>现在：<b>\(await station.camera.scene.title)</b></p>
            <img src="/camera.jpg" alt="镜头画面" width="320" height="240">
            <p>\(Self.buttons("head", Self.moves))</p>
            <p>\(Self.buttons("stall", [("yes", "画面卡住"), ("no", "画面恢复")]))</p>
            <p>换成：\(Self.buttons("scene", CameraScene.allCases.map { ($0.rawValue, $0.title) }))</p>
            </section>
            <section><h2>打印机</h2>
            <p>纸盒：<b>\(await station.hasPaper ? "有纸" : "缺纸")</b></p>
            \(Self.buttons("paper", [("empty", "抽走纸张"), ("full", "加纸")]))
            <p>已打印：</p><ol>\(papers)</ol></section>
            \(await DoorPanel(doors: station.doors).html())
            <section>\(insurer)</section></body></html>
            """
    }

    private static let moves = [("left", "向左转头"), ("back", "转回正面"), ("right", "向右转头")]

    /// A button each, which performs `action` with its value.
    static func buttons(_ action: String, _ choices: [(value: String, label: String)]) -> String {
        choices.map { value, label in
            "<form method=\"post\" action=\"/do/\(action)?value=\(value)\">"
                + "<button>\(label)</button></form>"
        }.joined()
    }

    private func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }

    private static let style = """
        body{font:18px/1.6 "Noto Sans CJK SC",sans-serif;max-width:900px;margin:32px auto;
        padding:0 24px;background:#f6f4ee;color:#20303a}
        h1 small{font-size:16px;color:#a33;font-weight:normal;margin-left:12px}
        section{background:#fff;border:1px solid #d8d4c8;border-radius:12px;padding:8px 24px 20px;
        margin:20px 0}form{display:inline-block;margin:4px 8px 4px 0}
        button{font:inherit;padding:8px 18px;border:1px solid #0b6b75;border-radius:8px;
        background:#e9f5f5;cursor:pointer}img{display:block;border-radius:8px;margin:8px 0;
        background:#ddd}.links a{margin-right:24px}
        """
}
