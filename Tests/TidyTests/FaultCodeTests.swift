import Testing

/// `Fault("XX-nn", .kind, tenant: …, clerk: …)` as written in the sources, or the call of a
/// function that makes one from a code.
struct FaultLiteral: Equatable {
    /// Longest sentence for a tenant, in characters: one line in large type.
    static let tenantMax = 24

    let code: String
    let target: String
    let file: String
    let line: Int
    /// The literals after their labels; `nil` where an expression stands.
    let tenant: String?
    let clerk: String?

    /// Every fault code of `file`, with what stands behind it up to the next one.
    static func all(in file: ProjectFile) -> [FaultLiteral] {
        let starts = file.text.matches(of: /\w\(\s*"([A-Z]{2}-[0-9]{2})"/)
        let ends = starts.dropFirst().map(\.range.lowerBound) + [file.text.endIndex]
        return zip(starts, ends).map { match, end in
            let before = file.text[..<match.range.lowerBound]
            let arguments = file.text[match.range.upperBound..<end]
            return FaultLiteral(
                code: String(match.output.1), target: file.target, file: file.path,
                line: before.count { $0.isNewline } + 1,
                tenant: arguments.firstMatch(of: /tenant:\s*"([^"]*)"/).map { String($0.output.1) },
                clerk: arguments.firstMatch(of: /clerk:\s*"([^"]*)"/).map { String($0.output.1) })
        }
    }

    /// The prefixes that a target may use; one prefix has one target.
    static let prefixes: [String: Set<String>] = [
        "Registry": ["ID", "AD", "LE", "FD", "CO", "RQ"], "CardReader": ["CR", "PD"],
        "FaceMatch": ["FM"],
        "Printing": ["PR"], "Sealing": ["SE"], "Storage": ["ST"], "Web": ["WB"],
        "Certificates": ["CE"],
        "FrontDesk": ["FD", "KC", "SY"], "DoorLock": ["DL"], "Insurance": ["IN"],
        "Platform": ["PA", "PF", "PV"],
    ]

    /// What is wrong with this fault alone.
    var findings: [Finding] {
        var messages: [String] = []
        if Self.prefixes[target]?.contains(String(code.prefix(2))) != true {
            messages.append("\(code) is not a code of \(target)")
        }
        for (reader, wording) in [("tenant", tenant), ("clerk", clerk)] {
            guard let wording else { continue }
            if !wording.contains(where: \.isHan) {
                messages.append("\(code) has no Chinese wording for the \(reader)")
            }
        }
        if let tenant, tenant.count > Self.tenantMax {
            messages.append("\(code) tells the tenant \(tenant.count) characters")
        }
        return messages.map { Finding(file: file, line: line, message: $0) }
    }

    /// Codes that stand in two places.
    static func repeated(_ faults: [FaultLiteral]) -> [Finding] {
        Dictionary(grouping: faults, by: \.code).values.filter { $0.count > 1 }.flatMap { same in
            same.dropFirst().map {
                Finding(
                    file: $0.file, line: $0.line,
                    message: "\($0.code) stands in \(same[0].file):\(same[0].line), too")
            }
        }
    }
}

extension Character {
    fileprivate var isHan: Bool { unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
}

@Suite struct FaultCodeTests {
    private func faults() throws -> [FaultLiteral] {
        try Project.swiftFiles(below: "Sources").flatMap(FaultLiteral.all)
    }

    @Test func `every fault code stands in one place`() throws {
        let faults = try faults()
        #expect(!faults.isEmpty)
        expectNone(FaultLiteral.repeated(faults))
    }

    @Test func `every fault has its target's prefix and Chinese wording`() throws {
        expectNone(try faults().flatMap(\.findings))
    }

    private func fault(_ text: String, target: String = "CardReader") -> FaultLiteral? {
        FaultLiteral.all(in: ProjectFile(path: "Sources/\(target)/E.swift", text: text)).first
    }

    @Test func `a code used twice is seen at its second place`() {
        let text = """
            Fault("CR-01", .tryAgain, tenant: "请放卡", clerk: "没有卡。")
            Fault(
                "CR-01", .tryAgain, tenant: "请放卡", clerk: "没有卡。")
            """
        let faults = FaultLiteral.all(
            in: ProjectFile(path: "Sources/CardReader/E.swift", text: text))
        #expect(FaultLiteral.repeated(faults).map(\.line) == [2])
    }

    @Test(arguments: [
        (#"Fault("PR-01", .tryAgain, tenant: "请放卡", clerk: "没有卡。")"#, "not a code"),
        (#"Fault("CR-01", .tryAgain, tenant: "", clerk: "没有卡。")"#, "no Chinese"),
        (#"Fault("CR-01", .tryAgain, tenant: "请放卡", clerk: "No card.")"#, "no Chinese"),
        (
            #"Fault("CR-01", .tryAgain, tenant: "一二三四五六七八九十一二三四五六七八九十一二三四五", clerk: "没有卡。")"#,
            "25 characters"
        ),
    ])
    func `a fault without its wording is seen`(text: String, message: String) {
        let messages = fault(text)?.findings.map(\.message) ?? []
        #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
    }

    @Test func `a fault with its wording passes`() {
        let text = #"Fault("CR-01", .tryAgain, tenant: callStaff, clerk: "没有卡：\(port)。")"#
        #expect(fault(text)?.findings == [])
    }
}
