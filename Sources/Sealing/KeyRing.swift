import Crypto
public import Registry
import Synchronization

/// The data keys: for each class of records one in use and the earlier ones that still open.
///
/// A key is made anew each month, so that no key seals more than a month's records and one can be
/// destroyed when the last of them has reached its end. The ring is kept in the file `keyring`
/// beside the data, each key wrapped by the ``MasterKey``; it is not part of a backup of the data,
/// so that what is destroyed here is gone from every copy.
public final class KeyRing: Sendable {
    /// A key's name in sealed values; counts from 1 and is never used again.
    public typealias KeyID = UInt32

    private let file: KeyRingFile
    private let keys: Mutex<Keys>

    /// The ring in clear, in memory only.
    fileprivate struct Keys {
        var master: MasterKey
        var entries: [KeyRingFile.Entry] = []
        var opened: [KeyID: SymmetricKey] = [:]
        var active: [RecordClass: KeyID] = [:]
    }

    /// Opens the ring in `folder`, and sees to it that every class has a key of `day`'s month.
    ///
    /// A new folder's ring is made with its first keys. Where a next master key is laid beside the
    /// present one, the ring is wrapped with that first.
    public init(
        folder: String, master: MasterKeySource, on day: CalendarDate
    ) throws(SealingError) {
        file = KeyRingFile(folder: folder)
        let (current, next) = try master.read()
        let content = try file.read()
        let isNext = content.map { $0.master == next?.fingerprint } ?? false
        guard content == nil || isNext || content?.master == current.fingerprint else {
            throw .otherMaster
        }
        let wrapping = isNext ? next ?? current : current
        keys = Mutex(try Self.opened(content?.keys ?? [], by: wrapping))
        if let next, !isNext { try rewrap(by: next) }
        try master.settleNext()
        try advance(to: day)
    }

    /// Where the master key was found.
    public var masterPlace: MasterKey.Place { keys.withLock(\.master.place) }

    /// Every key there ever was, the oldest first, without the keys themselves.
    public var history: [KeyRecord] { keys.withLock { $0.entries.map(KeyRecord.init) } }

    /// Sees to it that every class has a key made in `day`'s month. Cheap when it has.
    ///
    /// - Returns: whether keys were made.
    @discardableResult
    public func advance(to day: CalendarDate) throws(SealingError) -> Bool {
        try change { keys throws(SealingError) in
            for kind in RecordClass.allCases {
                let newest = keys.entries.last { $0.kind == kind && $0.wrapped != nil }
                let isPresent =
                    newest.map {
                        !kind.hasTerm || ($0.madeOn.year, $0.madeOn.month) >= (day.year, day.month)
                    } ?? false
                if !isPresent { try keys.add(kind, on: day) }
            }
        }
    }

    /// Makes every class that may change its key a new one; from now on it seals with that.
    public func rotate(on day: CalendarDate) throws(SealingError) {
        try change { keys throws(SealingError) in
            for kind in RecordClass.allCases where kind.hasTerm { try keys.add(kind, on: day) }
        }
    }

    /// Destroys keys that are no longer in use: what they sealed can never be read again, here and
    /// in every copy. Keys in use and those of classes without a term stay.
    ///
    /// - Returns: the keys that were destroyed now.
    @discardableResult
    public func destroy(_ ids: Set<KeyID>, on day: CalendarDate) throws(SealingError) -> [KeyID] {
        var destroyed: [KeyID] = []
        try change { keys throws(SealingError) in
            for index in keys.entries.indices {
                let entry = keys.entries[index]
                guard ids.contains(entry.id), entry.wrapped != nil, entry.kind.hasTerm,
                    keys.active[entry.kind] != entry.id
                else { continue }
                keys.entries[index].wrapped = nil
                keys.entries[index].destroyedOn = day
                keys.opened[entry.id] = nil
                destroyed.append(entry.id)
            }
        }
        return destroyed
    }

    /// Makes a new master key and wraps all data keys with it. A crash leaves the old or the new.
    public func changeMaster(at source: MasterKeySource) throws(SealingError) {
        try source.createNext()
        guard let next = try source.read().next else { throw .keyFileMissing }
        try rewrap(by: next)
        try source.settleNext()
    }

    /// The key that seals records of `kind` now.
    func active(_ kind: RecordClass) throws(SealingError) -> (id: KeyID, key: SymmetricKey) {
        let found = keys.withLock { keys in
            keys.active[kind].flatMap { id in keys.opened[id].map { (id, $0) } }
        }
        guard let found else { throw .notSealed }
        return found
    }

    /// The key that sealed a value. Throws ``SealingError/keyDestroyed`` for one that is gone.
    ///
    /// Another program on the same folder may have made a key meanwhile: one that is not known is
    /// looked for in the file.
    func key(_ id: KeyID) throws(SealingError) -> SymmetricKey {
        if let key = keys.withLock({ $0.opened[id] }) { return key }
        let isKnown = keys.withLock { $0.entries.contains { $0.id == id } }
        if !isKnown, let content = try file.read() {
            let master = keys.withLock(\.master)
            guard content.master == master.fingerprint else { throw .notOpened }
            let read = try Self.opened(content.keys, by: master)
            keys.withLock { $0 = read }
        }
        return try keys.withLock { keys throws(SealingError) in
            if let key = keys.opened[id] { return key }
            throw keys.entries.contains { $0.id == id } ? .keyDestroyed : .notOpened
        }
    }

    private func rewrap(by next: MasterKey) throws(SealingError) {
        try change { keys throws(SealingError) in
            keys.master = next
            for index in keys.entries.indices {
                let entry = keys.entries[index]
                guard let key = keys.opened[entry.id] else { continue }
                keys.entries[index].wrapped = try entry.wrapping(key, by: next)
            }
        }
    }

    /// Changes the ring on disk, then in memory; nothing is changed when it throws.
    @discardableResult
    private func change(
        _ body: (inout Keys) throws(SealingError) -> Void
    ) throws(SealingError) -> Bool {
        try file.locked { () throws(SealingError) -> Bool in
            let master = keys.withLock(\.master)
            var draft = try Self.opened(try file.read()?.keys ?? [], by: master)
            let before = draft.entries
            try body(&draft)
            let isChanged = draft.entries != before
            if isChanged {
                try file.write(
                    KeyRingFile.Content(master: draft.master.fingerprint, keys: draft.entries))
            }
            let result = draft
            keys.withLock { $0 = result }
            return isChanged
        }
    }

    private static func opened(
        _ entries: [KeyRingFile.Entry], by master: MasterKey
    ) throws(SealingError) -> Keys {
        var keys = Keys(master: master, entries: entries)
        for entry in entries where entry.wrapped != nil {
            keys.opened[entry.id] = try entry.unwrapped(by: master)
            keys.active[entry.kind] = entry.id
        }
        return keys
    }
}

extension KeyRing.Keys {
    fileprivate mutating func add(
        _ kind: RecordClass, on day: CalendarDate
    ) throws(SealingError) {
        let key = SymmetricKey(size: .bits256)
        let id = (entries.map(\.id).max() ?? 0) + 1
        var entry = KeyRingFile.Entry(id: id, kind: kind, madeOn: day)
        entry.wrapped = try entry.wrapping(key, by: master)
        entries.append(entry)
        (opened[id], active[kind]) = (key, id)
    }
}

/// What may be known of a data key.
public struct KeyRecord: Equatable, Sendable {
    /// Its name in sealed values.
    public let id: KeyRing.KeyID
    /// What it seals.
    public let kind: RecordClass
    /// The day it was made on.
    public let madeOn: CalendarDate
    /// The day it was destroyed on; `nil` while it opens.
    public let destroyedOn: CalendarDate?

    init(_ entry: KeyRingFile.Entry) {
        (id, kind) = (entry.id, entry.kind)
        (madeOn, destroyedOn) = (entry.madeOn, entry.destroyedOn)
    }
}
