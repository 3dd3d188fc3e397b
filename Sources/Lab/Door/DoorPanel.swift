/// The lab page's part about doors, in Chinese.
struct DoorPanel {
    /// More boards than a page needs at once.
    private static let boardsMax = 6
    private static let eventsMax = 8

    let doors: DoorTwin

    /// The section: each board at which something has happened, the latest first.
    func html() async -> String {
        let busy = await doors.busyBoards
        let shown = busy.isEmpty ? [await doors.board(doors.serials.first ?? 0)] : busy.map { $0 }
        var parts: [String] = []
        for board in shown.prefix(Self.boardsMax) {
            if let board { parts.append(await part(board)) }
        }
        let more = busy.count > Self.boardsMax ? "<p>另有 \(busy.count - Self.boardsMax) 台。</p>" : ""
        let all = [
            ("off", "全部断电"), ("on", "全部通电"), ("loss.20", "丢包 20 %"), ("loss.0", "不再丢包"),
        ]
        return """
            <section><h2>门禁控制器</h2>
            <p>共 \(doors.serials.count) 台，地址 127.0.0.1:\(await doors.port)</p>
            \(LabPage.buttons("door", all))
            \(parts.joined(separator: "\n"))\(more)</section>
            """
    }

    private func part(_ board: DoorBoard) async -> String {
        let serial = board.serial
        let faults = await doors.faults(of: serial)
        let power = faults.isOff ? ("on.\(serial)", "通电") : ("off.\(serial)", "断电")
        let choices = [
            ("swipe.tenant.\(serial).1", "用租客的身份证刷门 1"),
            ("swipe.second.\(serial).1", "用第二张身份证刷门 1"), power,
        ]
        let cards = board.cards.cards.prefix(20).map { "<li>\($0.summary)</li>" }.joined()
        let events = board.events.events.suffix(Self.eventsMax).reversed()
            .map { "<li>\($0.summary)</li>" }.joined()
        return """
            <h3>\(serial) <small>\(faults.summary)</small></h3>
            \(LabPage.buttons("door", choices))
            <p>卡（\(board.cards.count) 张）：</p><ul>\(cards)</ul>
            <p>最近的事件：</p><ul>\(events)</ul>
            """
    }
}
