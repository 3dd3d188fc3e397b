/// The `$1, $2 …` of statements that take as many values as there happen to be.
enum Placeholders {
    /// `$3, $4, $5` for three from 3 on.
    static func list(_ count: Int, from first: Int) -> String {
        (first..<first + count).map { "$\($0)" }.joined(separator: ", ")
    }

    /// `($1, $2), ($3, $4)` for two rows of two columns.
    static func rows(_ count: Int, columns: Int) -> String {
        (0..<count).map { "(\(list(columns, from: $0 * columns + 1)))" }.joined(separator: ", ")
    }
}
