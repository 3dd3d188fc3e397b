import Foundation
import Logging
import Registry
import Storage
import Testing

@testable import FrontDesk

@Suite struct InsuranceDeskTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "insurance-desk-\(UUID().uuidString)")

    private func open(_ configuration: KioskConfiguration.Insurer, isTrial: Bool) throws {
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        defer {
            data.close()
            try? FileManager.default.removeItem(at: folder)
        }
        _ = try InsuranceDesk(
            configuration, isTrial: isTrial, data: data, logger: Logger(label: "test"),
            clock: { .now }, onPolicy: { _, _ in })
    }

    @Test func `specimen products are refused in real use, before the first visitor`() throws {
        var configuration = KioskConfiguration.Insurer()
        configuration.url = "https://localhost:1"
        configuration.products =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "insurance/products.json").path
        #expect { try open(configuration, isTrial: false) } throws: { Fault($0).code == "FD-21" }
        // In a trial the catalogue is taken, and the missing secret is what is found next.
        #expect { try open(configuration, isTrial: true) } throws: { Fault($0).code == "IN-10" }
    }

    @Test func `without an insurer nothing is offered, and nothing is missing`() throws {
        try open(KioskConfiguration.Insurer(), isTrial: false)
    }
}
