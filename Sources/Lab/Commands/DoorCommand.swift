import ArgumentParser

struct DoorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "door", abstract: "虚拟门禁控制器：刷卡、断电、丢包，看卡和事件",
        discussion: """
            off、on [编号]                断电、通电；不写编号就是全部
            loss 百分数 [编号]            丢包
            swipe tenant|second|卡号 编号 门    刷卡
            reset 编号                    复位：事件从头数，卡不变
            list 编号                     列出卡和最近的事件
            """)
    @Argument(help: "动作和它的内容") var words: [String]
    @OptionGroup var options: LabOption

    func run() async throws {
        if words.first == "list", words.count == 2 {
            print(try await options.client.text("doors/\(try serial(words[1]))"))
            return
        }
        guard let action = DoorAction(words: words, numbering: ChipNumbering()) else {
            throw ValidationError("没有这个动作：\(words.joined(separator: " "))")
        }
        try await options.client.press("door", words.joined(separator: "."))
        guard case .swipe(_, let serial, _) = action else { return }
        // What the board says of it: its newest event stands last.
        let listing = try await options.client.text("doors/\(serial)")
        if let line = listing.split(separator: "\n").last { print(String(line)) }
    }

    private func serial(_ text: String) throws -> UInt32 {
        guard let serial = UInt32(text) else { throw ValidationError("编号应是数字：\(text)") }
        return serial
    }
}
