import Foundation
import Registry
import Storage

extension KioskConfiguration {
    /// What the data folder is made for.
    var purpose: Storage.DataFolder.Purpose { trial ? .trial : .real }
}

extension Timestamp {
    /// The clock on the wall: asked by services and commands, never by rules.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
