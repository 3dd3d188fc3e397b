/// Names of the ethnic groups by the two digits on cards (order of GB/T 3304).
enum EthnicGroup {
    private static let names = """
        汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 \
        拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 \
        怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
        """.split(separator: " ")

    /// The name for `code`, such as 汉族 for 01. Never fails: what is not in the table is shown
    /// as 其他 with the code, since tables differ above 56.
    static func name(code: String) -> String {
        guard let number = Int(code) else { return code.isEmpty ? "其他" : "其他(\(code))" }
        return switch number {
        case 1...names.count: "\(names[number - 1])族"
        case 81: "穿青人"
        case 57, 97: "其他"
        case 58, 98: "外国血统中国籍人士"
        default: "其他(\(code))"
        }
    }
}
