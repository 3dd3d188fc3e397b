import FoundationEssentials
import Glibc
public import Registry
public import Sealing

/// Everything a kiosk keeps: `frontdesk.sqlite`, `archive/`, `keyring`, `sealing.key` (unless
/// systemd keeps the master key) and `lock` in one folder of mode 0700.
///
/// One program at a time has it open. It is made either for trial or for real use and refuses
/// the other for good, so that no specimen ever stands among real tenants.
public struct DataFolder: Sendable {
    /// What a folder is for.
    public enum Purpose: String, Sendable {
        /// Made-up people, papers marked 样张.
        case trial
        /// Real tenants.
        case real

        /// For the operator.
        var chinese: String { self == .trial ? "试用" : "正式登记" }
    }

    /// Houses, rooms and landlords.
    public let village: VillageStore
    /// What others ask this kiosk to do.
    public let requests: RequestStore
    /// What is wanted at the doors.
    public let doorGrants: DoorGrantStore
    /// Tenancies and their leases.
    public let tenancies: TenancyStore
    /// Numbers of leases.
    public let leaseNumbers: LeaseNumbers
    /// The running check-in.
    public let checkIns: CheckInStore
    /// Photos from documents, where they are kept.
    public let photos: PhotoStore
    /// Papers about people's data.
    public let papers: PersonPaperStore
    /// What still follows from recorded tenancies.
    public let effects: EffectStore
    /// States of print jobs.
    public let printJobs: PrintJobStore
    /// How far insurances have come.
    public let policies: PolicyStore
    /// Matters for the clerk.
    public let exceptions: ExceptionStore
    /// Who works at the desk.
    public let staff: StaffStore
    /// The append-only record.
    public let journal: Journal
    /// The end of what is kept.
    public let retention: RetentionStore
    /// The filed documents.
    public let archive: Archive

    /// Where it is.
    let folderPath: String
    private let master: MasterKeySource
    let records: Records

    /// Bytes that must be free before anything is promised to a visitor: one check-in writes
    /// less than 2 MB, the rest is for the system's own life.
    static let spaceMin = 64 * 1_024 * 1_024

    /// Opens the folder at `path`, or makes it with the folders above it.
    ///
    /// - Throws: ``StorageError`` or `SealingError`; nothing is changed when a folder is refused.
    public init(path: String, purpose: Purpose, at time: Timestamp) throws {
        try Self.makeFolder(path)
        let lock = try FolderLock(folder: path)
        let database = path + "/frontdesk.sqlite"
        // A practice kiosk takes nothing of the machine.
        let master = MasterKeySource(folder: path, module: purpose == .trial ? nil : .own)
        // The keys are made before the database, so a database without them has lost them.
        let isNew = access(database, F_OK) != 0
        if isNew, master.place == nil { try master.create() }
        guard isNew || access(path + "/keyring", F_OK) == 0 else {
            throw SealingError.keyRingDamaged
        }
        let sealer = Sealer(ring: try KeyRing(folder: path, master: master, on: time.day))
        records = try Records(path: database, sealer: sealer, lock: lock)
        try Schema.prepare(records, purpose: purpose, at: time)
        try Self.makeFolder(path + "/archive")
        folderPath = path
        self.master = master
        archive = Archive(folder: path + "/archive", records: records)
        journal = Journal(records: records)
        village = VillageStore(records: records)
        requests = RequestStore(records: records)
        doorGrants = DoorGrantStore(records: records)
        tenancies = TenancyStore(records: records, archive: archive)
        leaseNumbers = LeaseNumbers(records: records)
        checkIns = CheckInStore(records: records)
        photos = PhotoStore(records: records)
        papers = PersonPaperStore(records: records, archive: archive)
        effects = EffectStore(records: records)
        printJobs = PrintJobStore(records: records)
        policies = PolicyStore(records: records)
        exceptions = ExceptionStore(records: records)
        staff = StaffStore(records: records)
        retention = RetentionStore(records: records, archive: archive)
    }

    /// Lets work that runs finish and the next program in. Every later call throws.
    public func close() { records.close() }

    /// The data keys, and the master key that wraps them.
    public var ring: KeyRing { records.sealer.ring }

    /// Wraps all data keys with a new master key. Throws `SealingError.masterIsCredential` where
    /// the service manager keeps it.
    public func changeMasterKey() throws {
        try ring.changeMaster(at: master)
    }

    /// Writes a copy of the master key into a new file, mode 0600, for the county's safe.
    public func copyMasterKey(to path: String) throws { try master.copy(to: path) }

    /// Asked before a check-in begins. Throws ``StorageError/diskFull`` while too little is free.
    public func checkSpace() throws(StorageError) {
        var status = statvfs()
        guard statvfs(folderPath, &status) == 0 else { throw .folderUnusable(errno) }
        guard status.f_bavail * status.f_frsize >= Self.spaceMin else { throw .diskFull }
    }

    private static func makeFolder(_ path: String) throws {
        try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // What stands there counts: an old folder may be open to others, or be no folder.
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw StorageError.folderUnusable(errno) }
        defer { Glibc.close(folder) }
        guard fchmod(folder, 0o700) == 0 else { throw StorageError.folderUnusable(errno) }
    }
}
