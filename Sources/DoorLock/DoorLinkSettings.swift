/// How long and how often a controller is asked.
public struct DoorLinkSettings: Equatable, Sendable {
    /// Requests sent for one call, 1 or more. Six lose 0.2 % of calls where each packet has a
    /// chance of 20 % to be lost.
    public var tries = 6
    /// Wait for the first reply; each further try waits twice as long.
    public var firstWait = Duration.milliseconds(300)
    /// The longest of these waits.
    public var longestWait = Duration.seconds(2)
    /// Wait for the reply to an opening, which is sent once.
    public var openingWait = Duration.milliseconds(1_500)

    /// Six tries, 8.1 seconds in all, at most 8.9 with what is added by chance.
    public init() {}

    /// The wait after each try, each up to a tenth longer, so that kiosks which lost the network
    /// together do not ask together.
    func waits() -> [Duration] {
        var wait = firstWait
        return (0..<max(1, tries)).map { _ in
            defer { wait = min(wait * 2, longestWait) }
            return wait + wait * Double.random(in: 0...0.1)
        }
    }
}
