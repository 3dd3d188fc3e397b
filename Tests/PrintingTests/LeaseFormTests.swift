import DeviceSupport
import Foundation
import Registry
import Testing

@testable import Printing

@Suite struct LeaseFormTests {
    @Test func `a draft and its signed lease satisfy the form's schema`() throws {
        let draft = try Fixture.draft()
        for data in [
            try draft.formData(Fixture.setting),
            try Fixture.signed(draft).formData(Fixture.setting),
        ] {
            let checked = try Fixture.forms.checked(data, for: Fixture.lease)
            #expect(checked.canonical == data, "the mapping gives the canonical form at once")
        }
    }

    @Test func `what was read and what was signed carry one hash, another name another`() throws {
        let draft = try Fixture.draft()
        let read = try FormData(draft.formData(Fixture.setting))
        let signed = try FormData(Fixture.signed(draft).formData(Fixture.setting))
        let other = try FormData(Fixture.draft(name: "李样张").formData(Fixture.setting))
        #expect(read.sha256 == signed.sha256 && read.canonical != signed.canonical)
        #expect(read.sha256 != other.sha256)
        #expect(read.qrText == "ZL20261122-0007\nsha256:\(read.sha256)")
    }

    @Test func `the data hash is the one an independent program finds`() throws {
        let data = try Fixture.signed(Fixture.draft()).formData(Fixture.setting)
        let program = """
            import hashlib, json, sys
            data = json.loads(sys.stdin.buffer.read())
            del data["signature"]
            text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            print(hashlib.sha256(text.encode()).hexdigest())
            """
        let child = try ChildProcess(command: ["/usr/bin/python3", "-I", "-c", program])
        try child.write(data)
        child.closeInput()
        let line = try child.readLine(within: .seconds(20), lengthMax: 200)
        #expect(try FormData(data).sha256 == String(decoding: line, as: UTF8.self))
    }

    @Test func `co-occupants follow the tenant`() throws {
        let data = try Fixture.draft().formData(
            Fixture.setting,
            coOccupants: [.init(document: Fixture.tenant(name: "李样张"), relation: "配偶")])
        let occupants = JSONValue(parsing: data)?["occupants"]?.array ?? []
        #expect(occupants.map { $0["relation"]?.string } == ["本人", "配偶"])
        #expect(occupants.map { $0["name"]?.string } == ["张样·㛃䶮", "李样张"])
    }
}
