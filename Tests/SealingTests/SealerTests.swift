import Registry
import Testing

@testable import Sealing

private let place = Binding(table: "tenancy", row: "t1", column: "phone")
private let secret = Array("样张 10000000001".utf8)

@Suite struct SealerTests {
    private let folder: TemporaryFolder
    private let sealer: Sealer

    init() throws {
        folder = TemporaryFolder()
        sealer = try Self.sealer(folder)
    }

    private static func sealer(_ folder: TemporaryFolder) throws -> Sealer {
        let master = MasterKeySource(folder: folder.path, credentials: nil, module: nil)
        try master.create()
        let day = try #require(CalendarDate("20261122"))
        return Sealer(ring: try KeyRing(folder: folder.path, master: master, on: day))
    }

    @Test func `what was sealed opens in its own place and nowhere else`() throws {
        let sealed = try sealer.seal(secret, bound: place)
        #expect(try sealer.open(sealed, bound: place) == secret)
        for other in [
            Binding(table: "lease", row: "t1", column: "phone"),
            Binding(table: "tenancy", row: "t2", column: "phone"),
            Binding(table: "tenancy", row: "t1", column: "document"),
            // The same characters, cut in another way.
            Binding(table: "tenancyt", row: "1", column: "phone"),
            Binding(table: "tenancy", row: "t1phone", column: ""),
        ] {
            #expect(throws: SealingError.notOpened) { try sealer.open(sealed, bound: other) }
        }
    }

    @Test func `one flipped bit anywhere keeps it shut`() throws {
        let sealed = try sealer.seal(secret, bound: place)
        for index in sealed.indices {
            for bit in 0..<8 {
                var altered = sealed
                altered[index] ^= 1 << bit
                #expect(throws: SealingError.notOpened) { try sealer.open(altered, bound: place) }
            }
        }
    }

    @Test func `every shortened value stays shut, down to nothing`() throws {
        let sealed = try sealer.seal(secret, bound: place)
        for count in sealed.indices {
            let cut = Array(sealed.prefix(count))
            #expect(throws: SealingError.notOpened) { try sealer.open(cut, bound: place) }
        }
    }

    @Test func `another key opens nothing and finds nothing`() throws {
        let elsewhere = TemporaryFolder()
        let other = try Self.sealer(elsewhere)
        let sealed = try sealer.seal(secret, bound: place)
        #expect(throws: SealingError.notOpened) { try other.open(sealed, bound: place) }
        #expect(try other.lookupHash("X", column: "c") != sealer.lookupHash("X", column: "c"))
    }

    @Test func `the same value sealed twice looks different and hides its text`() throws {
        let (one, two) = (
            try sealer.seal(secret, bound: place), try sealer.seal(secret, bound: place)
        )
        #expect(one != two)
        #expect(one.count == secret.count + Sealer.overhead)
        #expect(one.first == Sealer.format)
    }

    @Test func `a value goes through JSON and comes back`() throws {
        let value = ["name": "样张", "number": "11010519491231002X"]
        let sealed = try sealer.seal(json: value, bound: place)
        #expect(try sealer.open(json: [String: String].self, sealed, bound: place) == value)
        #expect(throws: SealingError.notOpened) {
            try sealer.open(json: [Int].self, sealed, bound: place)
        }
    }

    @Test func `the look-up hash forgives case, width and spaces, and nothing else`() throws {
        let hash = try sealer.lookupHash("11010519491231002X", column: "number")
        #expect(hash.count == 32)
        for same in ["11010519491231002x", " 110105 19491231 002X\n", "１１０１０５19491231002Ｘ"] {
            #expect(try sealer.lookupHash(same, column: "number") == hash)
        }
        #expect(try sealer.lookupHash("11010519491231003X", column: "number") != hash)
        #expect(try sealer.lookupHash("11010519491231002X", column: "phone") != hash)
        #expect(try sealer.lookupHash("X", column: "ab") != sealer.lookupHash("bX", column: "a"))
    }
}
