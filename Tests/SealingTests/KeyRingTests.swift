import Crypto
import Glibc
import Registry
import Testing

@testable import Sealing

@Suite struct KeyRingTests {
    private let folder = TemporaryFolder()
    private var master: MasterKeySource {
        MasterKeySource(folder: folder.path, credentials: nil, module: nil)
    }
    private let place = Binding(table: "tenancy", row: "t", column: "phone")
    private let entry = Binding(table: "journal", row: "1", column: "body")

    private func ring(_ day: String = "20261122") throws -> KeyRing {
        if master.place == nil { try master.create() }
        return try KeyRing(folder: folder.path, master: master, on: try date(day))
    }

    private func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func `a new ring has one key for each class, opened again by the same master`() throws {
        let sealed = try Sealer(ring: try ring()).seal([1, 2], bound: place)
        let again = try ring()
        #expect(again.history.map(\.kind) == RecordClass.allCases)
        #expect(try Sealer(ring: again).open(sealed, bound: place) == [1, 2])
        #expect(folder.mode("keyring") == 0o600)
    }

    @Test func `no data key stands in the file in clear`() throws {
        let ring = try ring()
        let text = folder.text("keyring")
        for kind in RecordClass.allCases {
            let key = try ring.active(kind).key.withUnsafeBytes { Array($0) }
            #expect(!text.contains(key.hex))
        }
    }

    @Test func `a new month seals with new keys and still opens what is older`() throws {
        let november = try ring("20261122")
        let sealed = try Sealer(ring: november).seal([7], bound: place)
        #expect(try !november.advance(to: try date("20261130")))
        #expect(try november.advance(to: try date("20261201")))
        let newer = try Sealer(ring: november).seal([8], bound: place)
        #expect(try Sealer.keyID(of: newer) > Sealer.keyID(of: sealed))
        #expect(try Sealer(ring: november).open(sealed, bound: place) == [7])
        #expect(try !november.advance(to: try date("20261122")), "a clock set back changes nothing")
    }

    @Test func `look-ups stay the same when keys are made anew`() throws {
        let ring = try ring()
        let sealer = Sealer(ring: ring)
        let hash = try sealer.lookupHash("A1", column: "c")
        try ring.rotate(on: try date("20261123"))
        #expect(try sealer.lookupHash("A1", column: "c") == hash)
    }

    @Test
    func `what a destroyed key sealed opens nowhere`()
        throws
    {
        let ring = try ring()
        let sealer = Sealer(ring: ring)
        let sealed = try sealer.seal([9], bound: entry)
        let id = try Sealer.keyID(of: sealed)
        #expect(try ring.destroy([id], on: try date("20270701")).isEmpty, "it is in use")
        try ring.rotate(on: try date("20261201"))
        #expect(try ring.destroy([id], on: try date("20270701")) == [id])
        #expect(throws: SealingError.keyDestroyed) { try sealer.open(sealed, bound: entry) }
        let again = Sealer(ring: try self.ring())
        #expect(throws: SealingError.keyDestroyed) { try again.open(sealed, bound: entry) }
        #expect(again.ring.history.first { $0.id == id }?.destroyedOn == (try date("20270701")))
    }

    @Test func `keys of the folder and of look-ups are never destroyed`() throws {
        let ring = try ring()
        try ring.rotate(on: try date("20261201"))
        let ids = Set(ring.history.filter { !$0.kind.hasTerm }.map(\.id))
        #expect(ids.count == 2)
        #expect(try ring.destroy(ids, on: try date("20300101")).isEmpty)
    }

    @Test
    func `a changed master key opens all that was sealed, the old one nothing`()
        throws
    {
        let ring = try ring()
        let sealed = try Sealer(ring: ring).seal([5], bound: place)
        let old = folder.bytes("sealing.key")
        try ring.changeMaster(at: master)
        #expect(folder.bytes("sealing.key") != old)
        #expect(try Sealer(ring: try self.ring()).open(sealed, bound: place) == [5])
        folder.write(old, to: "sealing.key", mode: 0o600)
        #expect(throws: SealingError.otherMaster) { try self.ring() }
    }

    @Test func `a change of the master key cut short is finished at the next start`()
        throws
    {
        let sealed = try Sealer(ring: try ring()).seal([5], bound: place)
        // The next key was written, the ring not yet wrapped with it.
        try master.createNext()
        #expect(try Sealer(ring: try ring()).open(sealed, bound: place) == [5])
        #expect(access(folder.path + "/sealing.key.next", F_OK) != 0)
        // The ring was wrapped with the next key, which had not become the key yet.
        let current = folder.bytes("sealing.key")
        folder.write(MasterKeySource.random(), to: "sealing.key", mode: 0o600)
        folder.write(current, to: "sealing.key.next", mode: 0o600)
        #expect(try Sealer(ring: try ring()).open(sealed, bound: place) == [5])
        #expect(folder.bytes("sealing.key") == current)
    }

    @Test func `a credential of the service goes before the file, unchanged by us`() throws {
        let key = MasterKeySource.random()
        folder.write(key, to: "frontdesk.master", mode: 0o400)
        let source = MasterKeySource(folder: folder.path, credentials: folder.path)
        let ring = try KeyRing(folder: folder.path, master: source, on: try date("20261122"))
        #expect(ring.masterPlace == .credential)
        #expect(throws: SealingError.masterIsCredential) { try ring.changeMaster(at: source) }
        let sealed = try Sealer(ring: ring).seal([5], bound: place)
        folder.write(
            MasterKeySource.random(), to: "frontdesk.master" + ".next", mode: 0o400)
        let next = try KeyRing(folder: folder.path, master: source, on: try date("20261122"))
        #expect(try Sealer(ring: next).open(sealed, bound: place) == [5])
    }

    @Test func `another program's new key is found in the file`() throws {
        let (one, other) = (try ring(), try ring())
        try other.rotate(on: try date("20261123"))
        let sealed = try Sealer(ring: other).seal([3], bound: place)
        #expect(try Sealer(ring: one).open(sealed, bound: place) == [3])
    }

    @Test(arguments: ["", "{", #"{"keys":[],"master":1}"#, "[]"])
    func `a damaged ring is refused`(text: String) throws {
        _ = try ring()
        folder.write(Array(text.utf8), to: "keyring", mode: 0o600)
        #expect(throws: SealingError.self) { try ring() }
    }

    @Test func `a wrapped key that was moved to another entry does not open`() throws {
        _ = try ring()
        let text = folder.text("keyring")
        // The journal's key made to pass for the tenancies'.
        let swapped = text.replacing(#""kind":"journal""#, with: #""kind":"lease""#)
        try #require(swapped != text)
        folder.write(Array(swapped.utf8), to: "keyring", mode: 0o600)
        #expect(throws: SealingError.keyRingDamaged) { try ring() }
    }
}
