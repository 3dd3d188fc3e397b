import Foundation
import Registry
import Web

/// The clerk's pages: everything on them is masked, and every button carries the session's token.
struct ClerkPages: Sendable {
    private let templates: Templates
    private let facts: DeskFacts

    init(templates: Templates, facts: DeskFacts) {
        (self.templates, self.facts) = (templates, facts)
    }

    /// The folder of the clerk's templates and scripts.
    static var files: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "DeskFiles")
    }

    /// What the page shows at one moment.
    struct Board: Sendable {
        let checkIn: CheckIn
        let since: Timestamp
        let upload: UploadStanding?
        let exceptions: [DeskException]
        let tenancies: [TenancyRow]
    }

    /// The sign-in form, with the word about the last try.
    func signIn(_ fault: Fault?) throws -> String {
        try templates.html(
            "sign-in",
            facts.values.merging([
                "hasFault": fault != nil, "message": fault?.clerk ?? "", "code": fault?.code ?? "",
            ]) { $1 })
    }

    /// The whole page.
    func desk(_ board: Board, session: Session<Staff>) throws -> String {
        try page("desk", session: session, ["board": try self.board(board)])
    }

    /// A page of somebody's session.
    func page(
        _ name: String, session: Session<Staff>, _ parts: [String: Any]
    ) throws -> String {
        let own: [String: Any] = ["staff": session.user.name, "token": session.formToken]
        return try templates.html(
            name, facts.values.merging(own) { $1 }.merging(parts) { $1 })
    }

    /// What is kept of people in numbers, and until when.
    func privacy(_ figures: PrivacyFigures, session: Session<Staff>) throws -> String {
        try page("privacy", session: session, figures.values)
    }

    /// The part that changes by itself; its forms take the token from the page around it, so that
    /// one stream serves every session.
    func board(_ board: Board) throws -> String {
        let state = board.checkIn.state
        let values: [String: Any] = [
            "stateName": state.screen.chinese, "since": board.since.chinese,
            "person": state.maskedName ?? "—", "isBusy": state != .welcome,
            "hasFault": state.fault != nil, "faultText": state.fault?.clerk ?? "",
            "faultCode": state.fault?.code ?? "",
            "hasUpload": board.upload != nil, "upload": board.upload?.chinese ?? "",
            "isOffline": board.upload?.fault != nil,
            "exceptions": board.exceptions.map { exception($0, in: board.checkIn) },
            "hasExceptions": !board.exceptions.isEmpty, "exceptionCount": board.exceptions.count,
            "tenancies": board.tenancies.filter { $0.ended == nil }.map(\.values),
            "ended": board.tenancies.filter { $0.ended != nil }.map(\.values),
            "hasTenancies": !board.tenancies.isEmpty,
        ]
        return try templates.html("board", values)
    }

    /// The paper whose number begins so.
    private static func paper(numbered number: String) -> String {
        let names = [Settler.prefix: "结算单", "TY": "同意回执", "ZY": "资料清单", "CH": "撤回凭据"]
        return names[String(number.prefix(2))] ?? "合同"
    }

    private func exception(
        _ exception: DeskException, in checkIn: CheckIn
    ) -> [String: Any] {
        let about =
            switch exception.subject {
            case .checkIn(let session):
                session == checkIn.session
                    ? "正在办理：\(checkIn.state.maskedName ?? "尚未刷证")" : "已离开的办理"
            case .paper(_, let number, let copy):
                Self.paper(numbered: number)
                    + (copy == 1 ? "打印" : "补打（第 \(copy) 份）")
            case .door: "门锁开通"
            case .room: "房间人数"
            case .policy: "保险预约"
            }
        return [
            "id": exception.id.rawValue, "about": about, "raisedAt": exception.raisedAt.chinese,
            "message": exception.fault.clerk, "code": exception.fault.code,
            "asksReason": exception.remedies.contains(.compareInPerson),
            "remedies": exception.remedies.filter { $0 != .compareInPerson }.map {
                [
                    "remedy": $0.rawValue, "name": $0.chinese(about: exception.subject),
                    "isEnd": $0 == .cancel,
                ] as [String: Any]
            },
        ]
    }
}

extension CheckIn.State {
    /// The visitor's masked name, once his document was read.
    var maskedName: String? {
        switch self {
        case .comparingFace(let applicant, _, _), .faceFailed(let applicant, _, _):
            applicant.document.maskedName
        case .withClerk(let applicant, _): applicant?.document.maskedName
        case .choosingRoom(let identified, _), .choosingTerms(let identified, _, _),
            .drafting(let identified, _, _), .reading(let identified, _),
            .signing(let identified, _, _), .choosingInsurance(let identified, _, _, _):
            identified.applicant.document.maskedName
        case .recording(let lease): lease.draft.tenant.maskedName
        case .registered(let receipt): receipt.maskedName
        case .checkingOut(let checkOut): checkOut.state.maskedName
        case .viewing(let visit): visit.maskedName
        case .welcome, .consenting, .awaitingCard, .readingCard, .ended: nil
        }
    }
}

extension CheckOut.State {
    /// The leaving tenant's masked name, once his tenancy was found.
    fileprivate var maskedName: String? {
        switch self {
        case .readingMeters(let tenant, _), .drawing(let tenant, _): tenant.maskedName
        case .reviewing(let settlement, _), .recording(let settlement):
            settlement.tenant.maskedName
        case .ended(let receipt): receipt.maskedName
        case .consenting, .awaitingCard, .readingCard, .finding, .over: nil
        }
    }
}

extension OwnDataVisit {
    /// The masked name of the one who looks.
    fileprivate var maskedName: String? {
        if case .gathering(let identified) = state {
            return identified.applicant.document.maskedName
        }
        return shown?.document.maskedName
    }
}

extension Receipt {
    /// The first character, the rest hidden.
    var maskedName: String {
        tenantName.prefix(1) + String(repeating: "*", count: max(0, tenantName.count - 1))
    }
}

extension Screen {
    /// Where a visitor is, as the clerk says it.
    var chinese: String {
        switch self {
        case .welcome: "空闲"
        case .consent: "阅读告知"
        case .card: "等待放证"
        case .reading: "正在读证"
        case .face: "正在刷脸"
        case .faceFailed: "刷脸未成功"
        case .rooms: "选房间"
        case .terms: "选租期"
        case .insurance: "选保险"
        case .drafting: "生成合同"
        case .lease: "阅读合同"
        case .sign: "签名"
        case .recording: "正在登记"
        case .done: "办理完成"
        case .clerk: "等待人工核对"
        case .ended: "已结束"
        case .outConsent: "离房 · 阅读告知"
        case .outCard: "离房 · 等待放证"
        case .outReading: "离房 · 正在读证"
        case .outMeters: "离房 · 抄表"
        case .outDrawing: "离房 · 生成结算单"
        case .outReview: "离房 · 核对结算单"
        case .outRecording: "离房 · 正在注销"
        case .outDone: "离房 · 办理完成"
        case .ownReading: "我的资料 · 查找"
        case .own: "我的资料 · 查看"
        case .ownDeleting: "我的资料 · 正在删除"
        case .ownConfirm: "我的资料 · 确认撤回"
        }
    }
}

extension DeskException.Remedy {
    /// The name on the button.
    func chinese(about subject: DeskException.Subject) -> String {
        switch (self, subject) {
        case (.compareInPerson, _): "已当面核对"
        case (.redo, .door): "再刷一次"
        case (.redo, .policy): "重新预约"
        case (.redo, _): "重新打印"
        case (.paperCame, _): "纸已出"
        case (.cancel, .paper): "不再打印"
        case (.cancel, .policy): "不再投保"
        case (.cancel, .checkIn): "取消办理"
        case (.cancel, .room), (.cancel, .door), (.seen, _): "已处理"
        }
    }
}
