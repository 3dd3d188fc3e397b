import CChild

/// What a child may use at most.
///
/// A child with limits also has no network and no other socket than those it is given, starts no
/// process (threads it may), writes no core file, gains no privilege, and is killed when its
/// parent dies. What it refuses is in `CChild/child.c`. Where a limit is lower already, that holds.
public struct ChildLimits: Sendable {
    /// Bytes of private writable memory; an allocation beyond fails.
    public var memory: UInt64
    /// Bytes of all it maps, files and fonts included.
    public var addressSpace: UInt64
    /// Seconds on the processors over its whole life; then it is killed.
    public var processorTime: UInt64
    /// Bytes of the longest file it may write: standard error may be a log.
    public var fileSize: UInt64
    /// Descriptors open at once.
    public var openFiles: UInt64

    /// Takes the limits; the last two suit a program that writes no file of its own.
    public init(
        memory: UInt64, addressSpace: UInt64, processorTime: UInt64, fileSize: UInt64 = 16 << 20,
        openFiles: UInt64 = 64
    ) {
        (self.memory, self.addressSpace) = (memory, addressSpace)
        (self.processorTime, self.fileSize) = (processorTime, fileSize)
        self.openFiles = openFiles
    }

    var bounds: child_limits {
        child_limits(
            data_bytes: memory, address_bytes: addressSpace, cpu_seconds: processorTime,
            file_bytes: fileSize, open_files: openFiles)
    }
}
