import Foundation

extension KioskConfiguration {
    /// Longest kiosk.conf, in bytes.
    static let fileSizeMax = 65_536

    /// Reads the file at `path`; `FRONTDESK_…` variables in `environment` come before it.
    ///
    /// - Throws: every problem at once, with key and line.
    static func load(
        path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) -> KioskConfiguration {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path)
        }
        guard bytes.count <= fileSizeMax, let text = String(bytes: bytes, encoding: .utf8) else {
            throw .notText(path: path)
        }
        let folder = URL(filePath: path).deletingLastPathComponent().standardizedFileURL.path
        var draft = ConfigurationDraft(keys: ConfigurationKey.all)
        draft.read(text)
        draft.read(environment: environment)
        let configuration = draft.build(folder: folder)
        let problems = draft.problems.sorted { $0.place.order < $1.place.order }
        guard problems.isEmpty else { throw .problems(path: path, problems) }
        return configuration
    }

    /// All values as lines of kiosk.conf, for logs and `doctor`; secrets are hidden.
    var listing: [String] {
        ConfigurationKey.all.map { key in
            "\(key.name) = \(key.isSecret ? "******" : key.write(self))"
        }
    }
}

/// The texts found for each key, and what was wrong on the way.
struct ConfigurationDraft {
    let keys: [String: ConfigurationKey]
    private let names: [String]
    private var found: [String: (text: String, place: ConfigurationProblem.Place)] = [:]
    private(set) var problems: [ConfigurationProblem] = []

    init(keys: [ConfigurationKey]) {
        names = keys.map(\.name)
        self.keys = Dictionary(keys.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Takes the settings out of a file's text.
    mutating func read(_ text: String) {
        // Some editors begin a file with a byte order mark.
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        var firstLine: [String: Int] = [:]
        for (number, line) in zip(1..., lines) {
            switch ConfigurationLine(line) {
            case .blank:
                break
            case .malformed:
                report(.line(number), "", .malformed)
            case .setting(let key, _) where keys[key] == nil:
                report(.line(number), key, .unknownKey)
            case .setting(let key, let value):
                if let first = firstLine.updateValue(number, forKey: key) {
                    firstLine[key] = first
                    report(.line(number), key, .repeated(firstLine: first))
                } else {
                    found[key] = (value, .line(number))
                }
            }
        }
    }

    /// Takes the overrides; other variables of our prefix are refused like unknown keys.
    mutating func read(environment: [String: String]) {
        let byVariable = Dictionary(keys.values.map { ($0.variable, $0) }) { first, _ in first }
        let ours = environment.filter { $0.key.hasPrefix(ConfigurationKey.variablePrefix) }
        for (variable, value) in ours.sorted(by: { $0.key < $1.key }) {
            if let key = byVariable[variable] {
                found[key.name] = (value, .variable(variable))
            } else {
                report(.variable(String(variable.prefix(64))), "", .unknownKey)
            }
        }
    }

    /// Turns the texts, and the defaults of what was not set, into values.
    mutating func build(folder: String) -> KioskConfiguration {
        var configuration = KioskConfiguration()
        for key in names.compactMap({ keys[$0] }) {
            let (text, place) = found[key.name] ?? (key.standard, .file)
            if text.isEmpty, key.isRequired {
                report(place, key.name, .missing)
            } else if !key.read(text, folder, &configuration) {
                report(place, key.name, .refused(range: key.range, unit: key.unit))
            }
        }
        checkTogether(configuration)
        return configuration
    }

    private mutating func checkTogether(_ configuration: KioskConfiguration) {
        if configuration.face.refuseBelow > configuration.face.passAt {
            report("face.refuse_below", .contradiction("不得大于 face.pass_at"))
        }
        let port = configuration.tenant.port
        if port == configuration.clerk.port, port != 0 {
            report("clerk.port", .contradiction("不得与 tenant.port 相同"))
        }
        let clerk = configuration.clerk
        if (clerk.certificateFile == nil) != (clerk.keyFile == nil) {
            report(
                clerk.keyFile == nil ? "clerk.key_file" : "clerk.certificate_file", .missing)
        }
        if clerk.certificateFile != nil, clerk.host.isEmpty { report("clerk.host", .missing) }
        checkLinks(configuration)
    }

    /// What belongs to an address that is set must be set, too.
    private mutating func checkLinks(_ configuration: KioskConfiguration) {
        if !configuration.insurer.url.isEmpty {
            if configuration.insurer.secretFile == nil { report("insurer.secret_file", .missing) }
            if configuration.insurer.trustFile == nil { report("insurer.trust_file", .missing) }
        }
        guard !configuration.platform.url.isEmpty else { return }
        if configuration.platform.village.isEmpty { report("platform.village", .missing) }
        if configuration.platform.kiosk.isEmpty { report("platform.kiosk", .missing) }
        if configuration.platform.trustFile == nil { report("platform.trust_file", .missing) }
    }

    private mutating func report(_ key: String, _ reason: ConfigurationProblem.Reason) {
        report(found[key]?.place ?? .file, key, reason)
    }

    private mutating func report(
        _ place: ConfigurationProblem.Place, _ key: String, _ reason: ConfigurationProblem.Reason
    ) {
        problems.append(ConfigurationProblem(place: place, key: key, reason: reason))
    }
}
