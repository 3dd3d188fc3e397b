/// One event of a stream of server-sent events (WHATWG HTML, section 9.2).
public struct ServerSentEvent: Equatable, Sendable {
    /// What the event is about; also its `event` field. One line.
    public let topic: String
    /// Text, of any number of lines.
    public let data: String

    /// Creates an event.
    public init(_ topic: String, _ data: String) { (self.topic, self.data) = (topic, data) }

    /// A line that keeps connections alive and is dropped by browsers.
    static let keepAlive = ": \n\n"

    /// The event as sent: each line of `data` in a field of its own, an empty line at the end.
    var frame: String {
        // A reader ends lines at CR, LF or CR LF and at nothing else.
        let lines = data.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        let name = topic.filter { !$0.isNewline }
        return "event: \(name)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
    }
}
