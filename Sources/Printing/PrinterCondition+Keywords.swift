import Registry

extension PrinterCondition {
    /// Reads `printer-state-reasons` (RFC 8011 §5.4.12) and the spooler's messages.
    ///
    /// Printers differ in the suffix, so only the keyword's stem counts; what merely runs low
    /// keeps nobody waiting and is left out. An unreachable printer shows in CUPS 2.4.2 by its
    /// message alone (observed), in the language of the spooler's service.
    static func all(reasons: [String], messages: [String]) -> [PrinterCondition] {
        var found = Set(reasons.compactMap(Self.init(keyword:)))
        if messages.contains(where: saysUnreachable) { found.insert(.offline) }
        return byUrgency.filter(found.contains)
    }

    private init?(keyword: String) {
        let suffixes = ["-error", "-warning", "-report"]
        let suffix = suffixes.first(where: keyword.hasSuffix) ?? ""
        let stem = String(keyword.dropLast(suffix.count))
        if let condition = PrinterCondition(rawValue: stem) {
            self = condition
            return
        }
        switch stem {
        case "connecting-to-device", "timed-out", "shutdown": self = .offline
        case "door-open", "interlock-open": self = .coverOpen
        case "moving-to-paused": self = .paused
        case _ where suffix == "-error": self = .other
        default: return nil
        }
    }

    private static func saysUnreachable(_ message: String) -> Bool {
        let phrases = [
            "may not exist or is unavailable", "not responding", "unreachable",
            "不可用", "无响应", "无法访问",
        ]
        return phrases.contains(where: message.contains)
    }
}
