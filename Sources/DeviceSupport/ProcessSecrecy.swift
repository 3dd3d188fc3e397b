import CChild

/// What keeps a service's memory out of files and other processes.
public enum ProcessSecrecy {
    /// Allows no core file, of this process and of all it starts, and no other process of the
    /// same user to read its memory. Holds for good.
    ///
    /// - Throws: ``Refused``.
    public static func forbidDumps() throws(Refused) {
        let error = process_forbid_dumps()
        guard error == 0 else { throw Refused(code: error) }
    }

    /// The kernel refused; `errno`.
    public struct Refused: Error {
        /// The kernel's number for the cause.
        public let code: Int32
    }
}
