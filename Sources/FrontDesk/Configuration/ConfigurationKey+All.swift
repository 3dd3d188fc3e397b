import CardReader
import Registry

extension ConfigurationKey {
    /// Every key, in the order of kiosk.conf. Parsing, checks, the environment's overrides and
    /// the test of kiosk.conf itself all go by this table.
    static let all: [ConfigurationKey] = [
        .flag("trial", \.trial),
        .text("village.name", \.village.name, isRequired: true),
        .text("desk.phone", \.desk.phone, isRequired: true),
        .path("data.folder", \.data.folder),
        .whole("tenant.port", \.tenant.port, portRange),
        .whole("clerk.port", \.clerk.port, portRange),
        .text(
            "clerk.address", \.clerk.address, range: "IPv4 地址",
            accepts: isIPv4Address),
        .text(
            "clerk.host", \.clerk.host, range: "主机名或 IPv4 地址，不带端口，可留空",
            accepts: { $0.wholeMatch(of: /[A-Za-z0-9.\-]{0,253}/) != nil }),
        .optionalPath("clerk.certificate_file", \.clerk.certificateFile),
        .optionalPath("clerk.key_file", \.clerk.keyFile),
        .path("assets.folder", \.assets.folder),
        .path("forms.folder", \.forms.folder),
        .path("forms.python", \.forms.python),
        .path("forms.renderer", \.forms.renderer),
        .text(
            "reader.profile", \.reader.profile, range: "image、frames、serial",
            accepts: { CardReaderProfile(rawValue: $0) != nil }),
        .text("reader.name", \.reader.name),
        .optionalPath("reader.pcscd_socket", \.reader.pcscdSocket),
        .path("reader.device", \.reader.device),
        .optionalPath("passport.issuers", \.passport.issuers),
        .path("photo.decoder", \.photo.decoder),
        .optionalPath("photo.library", \.photo.library),
        .text(
            "photo.symbol", \.photo.symbol, range: "字母、数字、下划线",
            accepts: { $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil }),
        .flag("photo.keep", \.photo.keep),
        // An address may carry the camera's password.
        .text(
            "camera.source", \.camera.source,
            range: "0–99，或 http://、https://、rtsp:// 开头的地址", isSecret: true,
            accepts: { $0.wholeMatch(of: /[0-9]{1,2}|(https?|rtsp):\/\/\S+/) != nil }),
        .path("models.folder", \.models.folder),
        .number("face.pass_at", \.face.passAt, 0...1, unit: "余弦相似度"),
        .number("face.refuse_below", \.face.refuseBelow, 0...1, unit: "余弦相似度"),
        .seconds("face.turn_seconds", \.face.turnLimit, 3...60),
        .text(
            "printer.server", \.printer.server, range: "主机:端口，或套接字的绝对路径",
            accepts: { $0.wholeMatch(of: /\/\S+|[A-Za-z0-9.\-\[\]:]+:[0-9]{1,5}/) != nil }),
        .text(
            "printer.queue", \.printer.queue, range: "字母、数字、下划线、短横",
            accepts: { $0.wholeMatch(of: /[A-Za-z0-9_\-]{1,127}/) != nil }),
        .seconds("idle.ask_seconds", \.idle.askAfter, 5...600),
        .seconds("idle.wipe_seconds", \.idle.wipeAfter, 3...120),
        .text(
            "insurer.url", \.insurer.url, range: "https:// 开头的地址，可留空",
            accepts: { $0.isEmpty || $0.wholeMatch(of: /https:\/\/[^\s\/]+/) != nil }),
        .text("insurer.client", \.insurer.client, range: nameRange, accepts: isName),
        .optionalPath("insurer.secret_file", \.insurer.secretFile),
        .optionalPath("insurer.trust_file", \.insurer.trustFile),
        .path("insurer.products", \.insurer.products),
        .text(
            "platform.url", \.platform.url, range: "https:// 开头的地址，可留空",
            accepts: { $0.isEmpty || $0.wholeMatch(of: /https:\/\/[^\s\/]+/) != nil }),
        .text(
            "platform.village", \.platform.village, range: "\(nameRange)，可留空",
            accepts: { $0.isEmpty || isName($0) }),
        .text(
            "platform.kiosk", \.platform.kiosk, range: "\(nameRange)，可留空",
            accepts: { $0.isEmpty || isName($0) }),
        .optionalPath("platform.trust_file", \.platform.trustFile),
        .optionalPath("platform.enrolment_file", \.platform.enrolmentFile),
        .whole("retention.lease_days", \.retention.leaseDays, 365...36_500, unit: "天"),
        .whole("retention.phone_days", \.retention.phoneDays, 1...3_650, unit: "天"),
        .whole("retention.photo_days", \.retention.photoDays, 1...1_825, unit: "天"),
        .whole("retention.work_days", \.retention.workDays, 1...3_650, unit: "天"),
        .whole("retention.journal_days", \.retention.journalDays, 200...3_650, unit: "天"),
        .socketPath("control.socket", \.control.socket),
    ]

    /// Names that stand in addresses.
    private static let nameRange = "字母、数字、短横，至多 40 个"

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9\-]{1,40}/) != nil
    }

    private static func isIPv4Address(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// TCP ports; 0 lets the system choose one, which is then printed.
    private static let portRange = 0...65_535
}
