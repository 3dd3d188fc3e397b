import Registry

extension KioskEvent: Codable {
    private enum Key: String, CodingKey {
        case specversion, id, source, type, subject, time, sequence, datacontenttype, data
    }
    private enum DataKey: String, CodingKey { case entry, body }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("1.0", forKey: .specversion)
        try container.encode(entry.hash, forKey: .id)
        try container.encode("/villages/\(village)/kiosks/\(kiosk)", forKey: .source)
        try container.encode(entry.kind, forKey: .type)
        try container.encode(entry.subject, forKey: .subject)
        try container.encode(entry.at.iso8601, forKey: .time)
        try container.encode(String(sequence), forKey: .sequence)
        try container.encode("application/json", forKey: .datacontenttype)
        var data = container.nestedContainer(keyedBy: DataKey.self, forKey: .data)
        try data.encode(entry, forKey: .entry)
        switch body {
        case .registered(let report): try data.encode(report, forKey: .body)
        case .ended(let end): try data.encode(end, forKey: .body)
        case .answered(let answer): try data.encode(answer, forKey: .body)
        case .settled: try data.encode([String: String](), forKey: .body)
        case nil: break
        }
    }

    /// Throws `DecodingError` for anything that is not such an event, or that contradicts itself.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func refuse(_ key: Key) -> DecodingError {
            .dataCorruptedError(forKey: key, in: container, debugDescription: key.rawValue)
        }
        guard try container.decode(String.self, forKey: .specversion) == "1.0" else {
            throw refuse(.specversion)
        }
        let source = try container.decode(String.self, forKey: .source)
            .split(separator: "/", omittingEmptySubsequences: false)
        guard source.count == 5, source[0] == "", source[1] == "villages", source[3] == "kiosks"
        else { throw refuse(.source) }
        guard let sequence = Int(try container.decode(String.self, forKey: .sequence)),
            sequence > 0
        else { throw refuse(.sequence) }
        let data = try container.nestedContainer(keyedBy: DataKey.self, forKey: .data)
        let entry = try data.decode(EntryProof.self, forKey: .entry)
        guard try container.decode(String.self, forKey: .id) == entry.hash else {
            throw refuse(.id)
        }
        guard try container.decode(String.self, forKey: .type) == entry.kind else {
            throw refuse(.type)
        }
        self.init(
            sequence: sequence, village: Identifier(String(source[2])),
            kiosk: Identifier(String(source[4])), entry: entry,
            body: try Self.body(of: entry.kind, in: data))
    }

    private static func body(
        of kind: String, in data: KeyedDecodingContainer<DataKey>
    ) throws -> EntryBody? {
        guard data.contains(.body) else { return nil }
        return switch kind {
        case "registration": .registered(try data.decode(TenancyReport.self, forKey: .body))
        case "checkOut": .ended(try data.decode(TenancyEnd.self, forKey: .body))
        case "request": .answered(try data.decode(RequestAnswer.self, forKey: .body))
        case "decision": .settled
        default: nil
        }
    }
}
