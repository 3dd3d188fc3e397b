import Testing

@testable import Lab

@Suite struct SceneTests {
    @Test(arguments: CameraScene.allCases)
    func `every scene is a 640x480 JPEG at any angle`(scene: CameraScene) throws {
        let studio = try Studio(files: studioFiles)
        for turn in [HeadMotion.Command.straight, .left, .right] {
            var motion = HeadMotion()
            motion.take(turn, at: .zero)
            let frame = CameraFrame(scene, motion, at: .seconds(2))
            #expect(jpegSize(try studio.picture(of: frame)) == [640, 480])
        }
    }

    @Test func `a turned head is another picture, the same moment the same picture`() throws {
        let studio = try Studio(files: studioFiles)
        var motion = HeadMotion()
        let straight = try studio.picture(
            of: CameraFrame(.honest(.tenant), motion, at: .seconds(4)))
        motion.take(.left, at: .seconds(4))
        let turned = try studio.picture(of: CameraFrame(.honest(.tenant), motion, at: .seconds(8)))
        #expect(straight != turned)
        let again = try Studio(files: studioFiles).picture(
            of: CameraFrame(.honest(.tenant), motion, at: .seconds(8)))
        #expect(again == turned)
    }

    @Test func `a missing model is named`() throws {
        let error = #expect(throws: CameraError.self) {
            _ = try Studio(files: StudioFiles(root: "/nowhere"))
        }
        #expect(error?.description.contains("/nowhere") == true)
    }

    @Test(arguments: LabPerson.allCases)
    func `the card's photo field is exactly what a card holds`(person: LabPerson) throws {
        let field = try CardPhoto.field(of: person, files: studioFiles)
        #expect(field.count == 1_024)
        #expect(field.starts(with: Array("LABP".utf8)))
        let length = Int(field[4]) << 8 | Int(field[5])
        #expect((300...1_018).contains(length))
        let picture = Array(field[6..<(6 + length)])
        #expect(webPSize(picture) == [102, 126])
        let counted = picture[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(counted == length - 8, "RIFF counts what follows its first eight bytes")
        #expect(field[(6 + length)...].allSatisfy { $0 == 0 })
    }

    @Test func `two people have two photos, and one person one`() throws {
        let tenant = try CardPhoto.field(of: .tenant, files: studioFiles)
        #expect(try CardPhoto.field(of: .tenant, files: studioFiles) == tenant)
        #expect(try CardPhoto.field(of: .other, files: studioFiles) != tenant)
    }
}
