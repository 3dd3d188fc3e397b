/// Whose portrait the lab shows.
enum LabPerson: String, CaseIterable, Codable, Sendable {
    /// The person whose card it is.
    case tenant
    /// Somebody else.
    case other
}

/// What stands before the lab's camera.
enum CameraScene: Hashable, Sendable {
    /// A living person.
    case honest(LabPerson)
    /// The empty room.
    case nobody
    /// An attack: the tenant's portrait printed on paper and held up.
    case photo(Paper)

    /// How the paper is held.
    enum Paper: String, CaseIterable, Codable, Sendable {
        case flat
        /// Rolled outward, an arc of 80 degrees.
        case bent
        /// Folded at the nose, both halves 35 degrees back, tipped and tilted.
        case creased
    }
}

extension CameraScene: CaseIterable, RawRepresentable {
    static let allCases =
        LabPerson.allCases.map(CameraScene.honest) + [.nobody]
        + Paper.allCases.map(CameraScene.photo)

    /// `tenant`, `other`, `nobody`, `photo-flat`, `photo-bent` or `photo-creased`.
    var rawValue: String {
        switch self {
        case .honest(let person): person.rawValue
        case .nobody: "nobody"
        case .photo(let paper): "photo-\(paper.rawValue)"
        }
    }

    init?(rawValue: String) {
        guard let scene = Self.allCases.first(where: { $0.rawValue == rawValue }) else {
            return nil
        }
        self = scene
    }

    /// For the lab's own page.
    var title: String {
        switch self {
        case .honest(.tenant): "本人"
        case .honest(.other): "另一个人"
        case .nobody: "没有人"
        case .photo(.flat): "举着照片"
        case .photo(.bent): "弯曲的照片"
        case .photo(.creased): "对折的照片"
        }
    }
}
