import Registry
import Testing

@testable import CardReader

/// Files of the chip as ICAO 9303-10 lays them out, written from its tables.
enum ChipFiles {
    /// EF.COM with DG1, DG2, DG11, DG12.
    static let common = DataObject.encode(
        0x60,
        DataObject.encode(0x5F01, "0107".utf8) + DataObject.encode(0x5F36, "040000".utf8)
            + DataObject.encode(0x5C, [0x61, 0x75, 0x6B, 0x6C]))
    static let zone = DataObject.encode(
        0x61, DataObject.encode(0x5F1F, Zones.passport.utf8))
    static let holder = DataObject.encode(
        0x6B,
        DataObject.encode(0x5C, [0x5F, 0x0E, 0x5F, 0x2B, 0x5F, 0x42])
            + DataObject.encode(0x5F0E, "ÉRIKSSON<<ANNA<MARÍA".utf8)
            + DataObject.encode(0x5F2B, "19740812".utf8)
            + DataObject.encode(0x5F42, "1 UTOPIA STREET<CAPITAL CITY".utf8))
    static let document = DataObject.encode(
        0x6C,
        DataObject.encode(0x5C, [0x5F, 0x19, 0x5F, 0x26])
            + DataObject.encode(0x5F19, "PASSPORT OFFICE".utf8)
            + DataObject.encode(0x5F26, [0x20, 0x02, 0x04, 0x16]))

    static func picture(
        _ picture: [UInt8], points: Int = 0, length: Int? = nil
    ) -> [UInt8] {
        let length = length ?? 32 + 8 * points + picture.count
        let whole = UInt32(truncatingIfNeeded: length)
        let number = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: whole >> $0) }
        let facial = number + [0, UInt8(points)] + [UInt8](repeating: 0, count: 14)
        let block =
            Array("FAC\0010\0".utf8) + number + [0, 1] + facial
            + [UInt8](repeating: 0, count: 8 * points + 12) + picture
        return group(DataObject.encode(0x5F2E, block))
    }

    static func group(_ block: [UInt8]) -> [UInt8] {
        let template = DataObject.encode(0xA1, DataObject.encode(0x80, [1, 1])) + block
        return DataObject.encode(
            0x75,
            DataObject.encode(
                0x7F61,
                DataObject.encode(0x02, [1]) + DataObject.encode(0x7F60, template)))
    }
}

@Suite struct DataGroupTests {
    @Test func `the common file lists the groups`() throws {
        let file = try CommonFile(ChipFiles.common)
        #expect(file.lists(.zone) && file.lists(.picture) && file.lists(.document))
        #expect(
            !(try CommonFile(Array(hex: "60145F0104303130365F36063034303030305C026175") ?? []))
                .lists(.holder))
    }

    @Test func `the zone's file gives the zone`() throws {
        #expect(try ZoneFile(ChipFiles.zone).zone.surname == "ERIKSSON")
    }

    @Test func `more about holder and document is read where it stands`() throws {
        let holder = try HolderFile(ChipFiles.holder)
        #expect(holder.name == "ÉRIKSSON ANNA MARÍA")
        #expect(holder.birthDate == CalendarDate("1974-08-12"))
        #expect(holder.address == "1 UTOPIA STREET CAPITAL CITY")
        let document = try DocumentFile(ChipFiles.document)
        #expect(document.authority == "PASSPORT OFFICE")
        #expect(document.issueDate == CalendarDate("2002-04-16"))
    }

    @Test func `a name with control characters or no text is left out`() throws {
        for bytes in [[0x41, 0x00], [0xC3], []] as [[UInt8]] {
            let file = DataObject.encode(0x6B, DataObject.encode(0x5F0E, bytes))
            #expect(try HolderFile(file).name == nil)
        }
    }

    @Test(arguments: PictureFile.Format.allCases)
    func `a picture of each coding is found, feature points or not`(
        format: PictureFile.Format
    ) throws {
        let picture = format.signature + [UInt8](repeating: 0x5A, count: 400)
        for points in [0, 1, 12] {
            let file = try PictureFile(ChipFiles.picture(picture, points: points))
            #expect(file == PictureFile(format: format, picture: picture))
        }
    }

    @Test func `a picture within the newer block of objects is found`() throws {
        let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]
        let inner = DataObject.encode(0xA1, DataObject.encode(0x81, picture))
        let block = DataObject.encode(0x7F2E, DataObject.encode(0xA1, inner))
        #expect(try PictureFile(ChipFiles.group(block)).picture == picture)
    }

    @Test func `wrong lengths and counts in a block lead nowhere outside it`() throws {
        let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]
        for length in [0, 1, 31, 32, Int(UInt32.max)] {
            let file = try PictureFile(ChipFiles.picture(picture, length: length))
            #expect(file.picture == picture)
        }
        var file = ChipFiles.picture(picture)
        let points = try #require(file.firstIndex(of: 0x46)) + 18
        (file[points], file[points + 1]) = (0xFF, 0xFF)
        #expect(throws: PassportError.unreadable(status: nil)) { try PictureFile(file) }
    }

    @Test func `every file cut anywhere is refused, not misread`() {
        let picture = ChipFiles.picture([0xFF, 0xD8] + [UInt8](repeating: 1, count: 40))
        let readers: [([UInt8], ([UInt8]) throws -> Void)] = [
            (ChipFiles.common, { _ = try CommonFile($0) }),
            (ChipFiles.zone, { _ = try ZoneFile($0) }),
            (picture, { _ = try PictureFile($0) }),
            (ChipFiles.holder, { _ = try HolderFile($0) }),
            (ChipFiles.document, { _ = try DocumentFile($0) }),
            (CardAccessTests.specimen, { _ = try CardAccessFile($0) }),
        ]
        for (file, read) in readers {
            for length in 0..<file.count {
                #expect(throws: PassportError.unreadable(status: nil)) {
                    try read(Array(file.prefix(length)))
                }
            }
        }
    }

    @Test func `flipped bits are read or refused, never a trap`() {
        for file in [
            ChipFiles.common, ChipFiles.zone, ChipFiles.holder, ChipFiles.document,
            ChipFiles.picture([0xFF, 0xD8, 1, 2, 3], points: 2), CardAccessTests.specimen,
        ] {
            for place in file.indices {
                for bit in 0..<8 {
                    var wrong = file
                    wrong[place] ^= 1 << bit
                    _ = try? CommonFile(wrong)
                    _ = try? ZoneFile(wrong)
                    _ = try? PictureFile(wrong)
                    _ = try? HolderFile(wrong)
                    _ = try? DocumentFile(wrong)
                    _ = try? CardAccessFile(wrong)
                }
            }
        }
    }
}

@Suite struct CardAccessTests {
    /// Appendix G.1: generic mapping over brainpoolP256r1 with AES-128.
    static let specimen: [UInt8] =
        Array(hex: "31143012060A04007F0007020204020202010202010D") ?? []

    @Test func `the specimen of appendix G offers one way`() throws {
        let file = try CardAccessFile(Self.specimen)
        let offer = try #require(file.best)
        #expect(offer.curve == .brainpoolP256r1 && offer.method.cipher == .aes128)
        #expect(file.offersPACE && file.offers.count == 1 && !file.isAmbiguous(offer))
    }

    private static func entry(_ method: [UInt8], _ parameters: UInt8, version: UInt8 = 2)
        -> [UInt8]
    {
        DataObject.encode(
            0x30,
            DataObject.encode(0x06, PACEMethod.prefix + method)
                + DataObject.encode(0x02, [version]) + DataObject.encode(0x02, [parameters]))
    }

    @Test func `the longest key is chosen, and two sets of parameters are told`() throws {
        let file = DataObject.encode(
            0x31,
            Self.entry([2, 2], 12) + Self.entry([2, 4], 13) + Self.entry([2, 1], 13)
                + Self.entry([2, 2], 13))
        let access = try CardAccessFile(file)
        let best = try #require(access.best)
        #expect(best.method.cipher == .aes256 && !access.isAmbiguous(best))
        let first = try #require(access.offers.first)
        #expect(access.isAmbiguous(first))
    }

    @Test func `ways not spoken here are passed over, but known as PACE`() throws {
        let file = DataObject.encode(
            0x31,
            Self.entry([1, 2], 0) + Self.entry([4, 2], 13) + Self.entry([2, 2], 99)
                + Self.entry([2, 2], 13, version: 1) + DataObject.encode(0x30, [UInt8]()))
        let access = try CardAccessFile(file)
        #expect(access.offers.isEmpty && access.offersPACE && access.best == nil)
    }

    @Test func `other security information is no PACE`() throws {
        let other = DataObject.encode(
            0x30, DataObject.encode(0x06, [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02]))
        #expect(try !CardAccessFile(DataObject.encode(0x31, other)).offersPACE)
    }
}
