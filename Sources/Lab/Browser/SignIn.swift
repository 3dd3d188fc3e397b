import Foundation

/// What somebody fills in to sign in, as the commands that add people have written it to files.
struct SignIn: Sendable {
    let id: String
    let password: String
    private let codes: OneTimeCode

    /// Reads the password from a file and the secret of the codes from the one beside it.
    init(id: String, passwordFile: String) throws {
        self.id = id
        password = try String(contentsOfFile: passwordFile, encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        codes = try OneTimeCode(file: passwordFile + ".otpauth")
    }

    /// Fills in and sends the form on the page that `browser` shows.
    func fill(_ browser: WebDriver) async throws {
        try await browser.type(id, into: "input[name=id]")
        try await browser.type(password, into: "input[name=password]")
        try await browser.type(codes.code(), into: "input[name=code]")
        try await browser.click("button.primary")
    }
}
