import Registry

/// The screens by the names that page and machine know them by.
enum Screen: String, Codable, Sendable, CaseIterable {
    case welcome, consent, card, reading, face
    case faceFailed = "face-failed"
    case rooms, terms, insurance, drafting, lease, sign, recording, done, clerk, ended
    case outConsent = "out-consent"
    case outCard = "out-card"
    case outReading = "out-reading"
    case outMeters = "out-meters"
    case outDrawing = "out-drawing"
    case outReview = "out-review"
    case outRecording = "out-recording"
    case outDone = "out-done"
    case ownReading = "own-reading"
    case own
    case ownDeleting = "own-deleting"
    case ownConfirm = "own-confirm"

    /// The steps on top of each screen, for what the visitor came for.
    func steps(for purpose: CheckIn.Purpose) -> [String] {
        if rawValue.hasPrefix("out-") { return Self.outSteps }
        return purpose == .ownData ? Self.ownSteps : Self.inSteps
    }
    private static let inSteps = ["同意", "刷证", "比对", "选房", "合同", "签名", "完成"]
    private static let ownSteps = ["告知", "刷证", "比对", "资料"]
    private static let outSteps = ["告知", "刷证", "抄表", "确认", "完成"]

    /// Index in ``steps(for:)``; `nil` before the first and after the end.
    var step: Int? {
        switch self {
        case .welcome, .ended: nil
        case .consent, .outConsent: 0
        case .card, .reading, .outCard, .outReading: 1
        case .face, .faceFailed, .clerk, .outMeters, .outDrawing: 2
        case .rooms, .outReview, .outRecording, .ownReading, .own, .ownConfirm,
            .ownDeleting:
            3
        case .terms, .insurance, .drafting, .lease, .outDone: 4
        case .sign, .recording: 5
        case .done: 6
        }
    }
}

extension CheckIn.State {
    /// The screen that shows this state.
    var screen: Screen {
        switch self {
        case .welcome: .welcome
        case .consenting: .consent
        case .awaitingCard: .card
        case .readingCard: .reading
        case .comparingFace: .face
        case .faceFailed: .faceFailed
        case .choosingRoom: .rooms
        case .choosingTerms: .terms
        case .choosingInsurance: .insurance
        case .drafting: .drafting
        case .reading: .lease
        case .signing: .sign
        case .recording: .recording
        case .registered: .done
        case .checkingOut(let checkOut): checkOut.state.screen
        case .viewing(let visit): visit.state.screen
        case .withClerk: .clerk
        case .ended: .ended
        }
    }

    /// Why the last try failed, shown in a band above the step that is done again.
    var notice: Fault? {
        switch self {
        case .awaitingCard(_, let notice), .choosingRoom(_, let notice),
            .choosingTerms(_, _, let notice), .signing(_, _, let notice):
            notice
        case .checkingOut(let checkOut): checkOut.state.notice
        case .viewing(let visit): visit.state.notice
        default: nil
        }
    }

    /// The fault a machine is told about: the notice, or what the whole screen is about.
    var fault: Fault? {
        switch self {
        case .faceFailed(_, let fault, _), .withClerk(_, let fault), .ended(let fault): fault
        default: notice
        }
    }
}

extension OwnDataVisit.State {
    /// The screen that shows this state.
    var screen: Screen {
        switch self {
        case .gathering: .ownReading
        case .withdrawing: .ownDeleting
        case .showing: .own
        case .confirming: .ownConfirm
        case .over: .ended
        }
    }

    /// Why the last try failed.
    var notice: Fault? {
        switch self {
        case .showing(_, let notice): notice
        case .over(let fault): fault
        case .gathering, .confirming, .withdrawing: nil
        }
    }
}

extension CheckOut.State {
    /// The screen that shows this state.
    var screen: Screen {
        switch self {
        case .consenting: .outConsent
        case .awaitingCard: .outCard
        case .readingCard, .finding: .outReading
        case .readingMeters: .outMeters
        case .drawing: .outDrawing
        case .reviewing: .outReview
        case .recording: .outRecording
        case .ended: .outDone
        case .over: .ended
        }
    }

    /// Why the last try failed.
    var notice: Fault? {
        switch self {
        case .awaitingCard(let notice), .readingMeters(_, let notice),
            .reviewing(_, let notice):
            notice
        case .over(let fault): fault
        default: nil
        }
    }
}

extension FacePrompt {
    /// The short name a machine follows.
    var name: String {
        switch self {
        case .starting: "starting"
        case .showFace: "show"
        case .lookStraight: "straight"
        case .turn(.left): "left"
        case .turn(.right): "right"
        case .turnBack: "back"
        case .advice(.comeCloser): "closer"
        case .advice(.stepBack): "farther"
        case .advice(.onePersonOnly): "alone"
        }
    }

    /// What the visitor reads.
    var chinese: String {
        switch self {
        case .starting: "正在打开摄像头"
        case .showFace: "请把脸放进圆框"
        case .lookStraight: "请正对屏幕"
        case .turn(.left): "请慢慢向左转头"
        case .turn(.right): "请慢慢向右转头"
        case .turnBack: "请转回正面"
        case .advice(.comeCloser): "请靠近一点"
        case .advice(.stepBack): "请后退一点"
        case .advice(.onePersonOnly): "请只留一个人在屏幕前"
        }
    }
}
