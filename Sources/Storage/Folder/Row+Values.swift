import FoundationEssentials
import GRDB
import Registry

/// Columns as our values. Each throws on a value of another type: rows are bytes from outside.
extension Row {
    func text(_ column: String) throws -> String { try decode(String.self, forColumn: column) }
    func number(_ column: String) throws -> Int { try decode(Int.self, forColumn: column) }
    func bytes(_ column: String) throws -> [UInt8] {
        Array(try decode(Data.self, forColumn: column))
    }
    func time(_ column: String) throws -> Timestamp {
        Timestamp(milliseconds: try decode(Int64.self, forColumn: column))
    }
    func day(_ column: String) throws -> CalendarDate {
        guard let day = CalendarDate(try text(column)) else { throw StorageError.damaged }
        return day
    }
    func id<Subject>(_ column: String) throws -> Identifier<Subject> {
        Identifier(try text(column))
    }
    /// JSON kept in clear.
    func json<Value: Decodable>(_ type: Value.Type, _ column: String) throws -> Value {
        let data = Data(try text(column).utf8)
        guard let value = try? JSONDecoder().decode(type, from: data) else {
            throw StorageError.damaged
        }
        return value
    }
}

/// `value` as JSON with sorted keys, to be kept in clear.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

extension [UInt8] {
    /// These bytes as the database takes them.
    var data: Data { Data(self) }
}
