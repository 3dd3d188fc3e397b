import CLabScene

/// Why the lab's camera does not work.
enum CameraError: Error, Equatable, CustomStringConvertible {
    /// A portrait or the face mesh cannot be used; the reason.
    case unusable(String)
    /// A picture could not be drawn.
    case notDrawn
    /// The port cannot be had; `errno`.
    case noPort(Int32)

    /// ``unusable(_:)`` with the sentence that the C side wrote.
    static func unusable(message: [CChar]) -> CameraError {
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .unusable(String(decoding: bytes, as: UTF8.self))
    }

    var description: String {
        switch self {
        case .unusable(let reason): "the lab's portraits cannot be used: \(reason)"
        case .notDrawn: "a picture of the lab's camera could not be drawn"
        case .noPort(let code): "the lab's camera gets no port (errno \(code))"
        }
    }
}

/// The files that the pictures are made from; `Scripts/setup` puts them there.
struct StudioFiles: Equatable, Sendable {
    /// Portraits by person.
    let portraits: [LabPerson: String]
    /// The 468-point face mesh, ONNX.
    let mesh: String

    /// The files below the folder `root`, usually `var`.
    init(root: String) {
        portraits = [
            .tenant: "\(root)/lab/portraits/tenant.png",
            .other: "\(root)/lab/portraits/other.jpg",
        ]
        mesh = "\(root)/models/face_mesh.onnx"
    }
}

/// Draws the camera's pictures: 640x480 JPEG. A head takes about 12 ms of one core.
///
/// Not safe on two threads at once. Pictures that were drawn are kept, the sway of a person who
/// stands still costs nothing from its second round on.
final class Studio {
    private static let keptMax = 256
    private var persons: [LabPerson: OpaquePointer] = [:]
    private var kept: [CameraFrame: [UInt8]] = [:]
    private var order: [CameraFrame] = []

    /// Loads every portrait and shapes its head; takes about 0.1 s.
    init(files: StudioFiles) throws(CameraError) {
        for (person, portrait) in files.portraits {
            var framing = person.framing
            var message = [CChar](repeating: 0, count: 256)
            guard
                let handle = clab_person_open(
                    portrait, files.mesh, &framing, &message, Int32(message.count))
            else { throw .unusable(message: message) }
            persons[person] = handle
        }
    }

    deinit {
        persons.values.forEach(clab_person_close)
    }

    /// The JPEG file of `frame`.
    func picture(of frame: CameraFrame) throws(CameraError) -> [UInt8] {
        if let picture = kept[frame] { return picture }
        let picture = try draw(frame)
        if order.count == Self.keptMax { kept[order.removeFirst()] = nil }
        order.append(frame)
        kept[frame] = picture
        return picture
    }

    private func draw(_ frame: CameraFrame) throws(CameraError) -> [UInt8] {
        var jpeg = [UInt8](repeating: 0, count: Int(CLAB_JPEG_MAX))
        let capacity = Int32(jpeg.count)
        let count: Int32
        switch frame.scene {
        case .honest(let person):
            guard let head = persons[person] else { throw .notDrawn }
            count = clab_head(head, frame.yaw, frame.swayX, frame.swayY, &jpeg, capacity)
        case .photo(let paper):
            guard let portrait = persons[.tenant] else { throw .notDrawn }
            var hold = paper.hold(frame)
            count = clab_print(portrait, &hold, &jpeg, capacity)
        case .nobody:
            count = clab_room(&jpeg, capacity)
        }
        guard count > 0 else { throw .notDrawn }
        return Array(jpeg.prefix(Int(count)))
    }
}

extension LabPerson {
    /// Where the head is in the portrait.
    var framing: clab_framing {
        switch self {
        case .tenant:
            clab_framing(
                x: 63, y: 0, width: 320, eye_left_x: 202, eye_left_y: 101, eye_right_x: 248,
                eye_right_y: 103)
        case .other:
            clab_framing(
                x: 0, y: 0, width: 512, eye_left_x: 221, eye_left_y: 188, eye_right_x: 307,
                eye_right_y: 186)
        }
    }
}

extension CameraScene.Paper {
    /// The hand answers to the same commands as a head: it turns the paper, and moves it along.
    fileprivate func hold(_ frame: CameraFrame) -> clab_hold {
        var hold = clab_hold()
        hold.yaw = frame.yaw
        hold.shift_x = frame.swayX * 2 + frame.yaw * 0.6
        hold.shift_y = frame.swayY * 2
        switch self {
        case .flat: break
        case .bent: hold.bend = 80
        case .creased: (hold.crease, hold.pitch, hold.roll) = (35, 15, 10)
        }
        return hold
    }
}
