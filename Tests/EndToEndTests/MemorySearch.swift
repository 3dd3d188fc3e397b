import Foundation
import Glibc

/// Looks for byte strings in what a running process has written to its memory.
///
/// Needs the right to trace it: a service that forbids dumps shows its memory to root only.
struct MemorySearch {
    /// The memory may not be read.
    struct NotPermitted: Error {}

    private static let chunk = 16 << 20

    /// glibc's `memmem`, which its headers hide from Swift: some gigabytes a second.
    private typealias Find =
        @convention(c) (UnsafeRawPointer, Int, UnsafeRawPointer, Int) -> UnsafeRawPointer?

    private let find: Find
    private let memory: FileHandle
    private let ranges: [Range<UInt64>]

    init(of pid: pid_t) throws {
        guard let memory = FileHandle(forReadingAtPath: "/proc/\(pid)/mem"),
            let memmem = dlsym(nil, "memmem")
        else { throw NotPermitted() }
        find = unsafeBitCast(memmem, to: Find.self)
        let maps = try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)
        self.memory = memory
        ranges = maps.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            return words[1].hasPrefix("rw") && ends.count == 2 ? ends[0]..<ends[1] : nil
        }
    }

    /// How many of `needles`, each shorter than 4 KiB, are found at least once.
    func count(of needles: [[UInt8]]) -> Int {
        var left = needles
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        // A buffer of ours that held a needle would not matter: it is another process's memory.
        for range in ranges {
            var place = range.lowerBound
            while place < range.upperBound {
                let wanted = min(UInt64(Self.chunk), range.upperBound - place)
                let count = pread(
                    memory.fileDescriptor, &buffer, Int(wanted), off_t(place))
                guard count > 0 else { break }
                left.removeAll { find(buffer, count, $0, $0.count) != nil }
                place += UInt64(count)
                // The next chunk begins before this one's end, for a needle across both.
                if place < range.upperBound, count > 4_096 { place -= 4_096 }
            }
        }
        return needles.count - left.count
    }
}
