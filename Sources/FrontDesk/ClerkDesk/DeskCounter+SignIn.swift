import Registry
import Storage
import Web

/// How people prove at the clerk's desk who they are.
extension DeskCounter {
    /// How long the card may take from the desk to the kiosk's reader.
    static let cardLimit = Duration.seconds(20)

    func signIn(_ form: SignInForm, from place: AddressKind) async throws -> Staff {
        do {
            return try await data.staff.signIn(
                Identifier(form.id), password: form.password, code: form.code, from: place,
                at: clock())
        } catch StorageError.signInRefused {
            throw WebError.wrongPassword
        }
    }

    func signIn(pin: String, from place: AddressKind) async throws -> Staff {
        try await desk.awaitStaffCard(within: Self.cardLimit)
        let card = try await desk.devices.reader.read().document
        do {
            return try await data.staff.signIn(
                cardNumber: card.number, pin: pin, from: place, at: clock())
        } catch StorageError.signInRefused {
            throw WebError.wrongPIN
        }
    }
}

extension Fault {
    static let kioskInUse = Fault(
        "FD-51", .conflict, tenant: "请稍候再试",
        clerk: "自助机正有人使用，或另有人正用身份证登录：请稍候再试，或用密码登录。")
    static let noStaffCard = Fault(
        "FD-52", .tryAgain, tenant: "请稍候再试",
        clerk: "20 秒内没有读到身份证：请按登录后，把身份证放上自助机的读卡区；原来放着的请先拿开。")
    static let notOwnHouse = Fault(
        "FD-53", .forbidden, tenant: "请联系工作人员",
        clerk: "这份登记不在您名下的房屋：请核对后从您的房屋页面办理。")
    static let noSuchLandlord = Fault(
        "FD-54", .notFound, tenant: "请联系工作人员",
        clerk: "村里没有这个编号的房东：工号须是房东在平台上的编号，请核对，或等平台资料下发。")
}
