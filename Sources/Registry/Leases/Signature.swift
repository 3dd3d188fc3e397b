/// A signature written with a finger.
public struct Signature: Equatable, Sendable, Codable {
    /// One point of a stroke.
    public struct Point: Equatable, Sendable, Codable {
        /// 0...1 of the field's width, from the left.
        public let x: Double
        /// 0...1 of the field's height, from the top.
        public let y: Double
        /// Milliseconds after the first point.
        public let milliseconds: Int
        /// 0...1; 0.5 where the screen does not measure it.
        public let pressure: Double

        /// Creates a point.
        public init(x: Double, y: Double, milliseconds: Int, pressure: Double) {
            (self.x, self.y, self.milliseconds, self.pressure) = (x, y, milliseconds, pressure)
        }
    }

    /// Each from finger down to finger up.
    public let strokes: [[Point]]

    /// A name has more than a dot: fewer points are refused.
    static let pointsMin = 8
    static let pointsMax = 20_000

    /// Checks that there is a signature and that every point lies in the field.
    public init(strokes: [[Point]]) throws(LeaseError) {
        let points = strokes.joined()
        guard (Self.pointsMin...Self.pointsMax).contains(points.count) else { throw .noSignature }
        let inside = points.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) }
        guard inside else { throw .noSignature }
        self.strokes = strokes
    }

    /// Decodes a signature that passes the same checks.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(strokes: container.decode([[Point]].self, forKey: .strokes))
    }

    private enum CodingKeys: String, CodingKey { case strokes }

    /// The strokes as the `d` of an SVG path in a field 300 wide and 100 high.
    public var path: String {
        strokes.map { stroke in
            let points = stroke.map { "\(Int($0.x * 300)) \(Int($0.y * 100))" }
            return "M" + points.joined(separator: "L")
        }.joined()
    }
}
