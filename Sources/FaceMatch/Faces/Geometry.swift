/// A point of a picture, in pixels from its upper left corner.
struct Point: Equatable, Sendable {
    var x: Double
    var y: Double

    static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }

    /// Length as a vector.
    var length: Double { (x * x + y * y).squareRoot() }

    static func middle(_ a: Point, _ b: Point) -> Point {
        Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2)
    }
}

/// An upright rectangle of a picture, in pixels.
struct Box: Equatable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var area: Double { width * height }
    var centre: Point { Point(x: x + width / 2, y: y + height / 2) }

    /// Area in common through area together, 0...1.
    func overlap(with other: Box) -> Double {
        let width = min(x + width, other.x + other.width) - max(x, other.x)
        let height = min(y + height, other.y + other.height) - max(y, other.y)
        guard width > 0, height > 0 else { return 0 }
        return width * height / (area + other.area - width * height)
    }
}
