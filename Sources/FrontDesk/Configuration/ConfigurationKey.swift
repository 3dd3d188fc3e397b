import Foundation

/// One key of kiosk.conf: how its text becomes a value and what an operator is told about it.
struct ConfigurationKey: Sendable {
    typealias Field<Value> = WritableKeyPath<KioskConfiguration, Value> & Sendable

    /// Name as written, such as `face.pass_at`.
    let name: String
    /// The values that are accepted, in the operator's words; stands in kiosk.conf, too.
    let range: String
    /// Unit, in the operator's words; `nil` where there is none.
    let unit: String?
    /// Has no usable default.
    let isRequired: Bool
    /// Never printed, not even in part.
    let isSecret: Bool
    /// Sets the field from text; relative paths begin at the folder. False when refused.
    let read: @Sendable (String, _ folder: String, inout KioskConfiguration) -> Bool
    /// The field as text.
    let write: @Sendable (KioskConfiguration) -> String

    /// The environment variable that overrides the file: `FRONTDESK_FACE_PASS_AT`.
    var variable: String {
        Self.variablePrefix + name.uppercased().replacing(".", with: "_")
    }
    static let variablePrefix = "FRONTDESK_"
    /// The default as text.
    var standard: String { write(KioskConfiguration()) }

    private init<Value>(
        _ name: String, _ field: any Field<Value>, range: String, unit: String? = nil,
        isRequired: Bool = false, isSecret: Bool = false,
        parse: @escaping @Sendable (String, _ folder: String) -> Value?,
        format: @escaping @Sendable (Value) -> String
    ) {
        (self.name, self.range, self.unit) = (name, range, unit)
        (self.isRequired, self.isSecret) = (isRequired, isSecret)
        read = { text, folder, configuration in
            guard let value = parse(text, folder) else { return false }
            configuration[keyPath: field] = value
            return true
        }
        write = { format($0[keyPath: field]) }
    }
}

extension ConfigurationKey {
    /// Longest text value, in characters.
    static let textMax = 200
    /// Longest path of a socket in bytes: `sun_path` less its closing zero.
    static let socketPathMax = 107

    static func flag(_ name: String, _ field: any Field<Bool>) -> Self {
        Self(
            name, field, range: "true、false", parse: { text, _ in Bool(text) },
            format: { String($0) })
    }

    static func whole(
        _ name: String, _ field: any Field<Int>, _ limits: ClosedRange<Int>, unit: String? = nil
    ) -> Self {
        Self(
            name, field, range: "\(limits.lowerBound)–\(limits.upperBound)", unit: unit,
            parse: { text, _ in Int(text).flatMap { limits.contains($0) ? $0 : nil } },
            format: { String($0) })
    }

    static func number(
        _ name: String, _ field: any Field<Double>, _ limits: ClosedRange<Double>, unit: String
    ) -> Self {
        Self(
            name, field, range: "\(limits.lowerBound)–\(limits.upperBound)", unit: unit,
            parse: { text, _ in Double(text).flatMap { limits.contains($0) ? $0 : nil } },
            format: { String($0) })
    }

    static func seconds(
        _ name: String, _ field: any Field<Duration>, _ limits: ClosedRange<Int>
    ) -> Self {
        Self(
            name, field, range: "\(limits.lowerBound)–\(limits.upperBound)", unit: "秒",
            parse: { text, _ in
                Int(text).flatMap { limits.contains($0) ? .seconds($0) : nil }
            },
            format: { String($0.components.seconds) })
    }

    /// Text that `accepts` takes; may be empty unless required or refused by `accepts`.
    static func text(
        _ name: String, _ field: any Field<String>, range: String? = nil,
        isRequired: Bool = false, isSecret: Bool = false,
        accepts: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> Self {
        Self(
            name, field, range: range ?? "至多 \(textMax) 个字", isRequired: isRequired,
            isSecret: isSecret,
            parse: { text, _ in isPlain(text) && accepts(text) ? text : nil },
            format: { $0 })
    }

    static func path(_ name: String, _ field: any Field<String>) -> Self {
        Self(
            name, field, range: "路径", isRequired: true,
            parse: { isPlain($0) ? absolute($0, from: $1) : nil }, format: { $0 })
    }

    /// A path, or `nil` for an empty value.
    static func optionalPath(
        _ name: String, _ field: any Field<String?>
    ) -> Self {
        Self(
            name, field, range: "路径，可留空",
            parse: { text, folder in
                text.isEmpty ? .some(nil) : isPlain(text) ? absolute(text, from: folder) : nil
            },
            format: { $0 ?? "" })
    }

    static func socketPath(_ name: String, _ field: any Field<String>) -> Self {
        Self(
            name, field, range: "路径，展开后至多 \(socketPathMax) 字节", isRequired: true,
            parse: { text, folder in
                let path = absolute(text, from: folder)
                return isPlain(text) && path.utf8.count <= socketPathMax ? path : nil
            },
            format: { $0 })
    }

    private static func isPlain(_ text: String) -> Bool {
        text.count <= textMax && !text.unicodeScalars.contains { $0.properties.isControl }
    }

    private static func absolute(_ path: String, from folder: String) -> String {
        if path.hasPrefix("/") { return path }
        return URL(filePath: folder).appending(path: path).standardizedFileURL.path
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control || generalCategory == .format }
}
