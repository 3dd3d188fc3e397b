import Foundation
import Insurance
import Logging
import Registry
import ServiceLifecycle
import Storage

/// The insurances on offer and the line to their insurer, where kiosk.conf names one.
struct InsuranceDesk: Sendable {
    let products: [InsuranceProduct]
    let queue: InsuranceQueue?
    private let carrier: HTTPSCarrier?

    /// - Throws: `InsuranceError` for a catalogue or settings that are wrong: found before the
    ///   first visitor, not by him.
    init(
        _ configuration: KioskConfiguration.Insurer, isTrial: Bool, data: DataFolder,
        logger: Logger, clock: @escaping @Sendable () -> Timestamp,
        onPolicy: @escaping @Sendable (Identifier<Tenancy>, PolicyNews) async -> Void
    ) throws {
        guard !configuration.url.isEmpty else {
            (products, queue, carrier) = ([], nil, nil)
            return
        }
        products = try InsuranceCatalogue.read(configuration.products)
        guard isTrial || !products.contains(where: { $0.name.contains("样张") }) else {
            throw FaultError(fault: .specimenProducts)
        }
        let carrier = try HTTPSCarrier(CarrierSettings(configuration), clock: clock)
        self.carrier = carrier
        queue = InsuranceQueue(
            data: data, carrier: carrier, logger: logger, clock: clock, onPolicy: onPolicy)
    }

    var services: [any Service] { queue.map { [$0] } ?? [] }

    /// Closes the line; the queue has ended by then.
    func shutdown() async { try? await carrier?.shutdown() }

    /// What must follow at the insurer when a tenancy ends: nothing where none was taken, or
    /// where it runs on to its own end.
    func ends(
        of tenancy: Identifier<Tenancy>, in data: DataFolder
    ) async throws -> [NewEffect] {
        try await data.effects.all(of: tenancy)
            .filter { $0.kind == .bookInsurance && $0.state != .dropped }
            .map { try InsuranceOrder($0).application }
            .filter(\.product.endsAtCheckOut)
            .map { try $0.cancelEffect() }
    }
}

extension CarrierSettings {
    init(_ configuration: KioskConfiguration.Insurer) {
        self.init(
            url: configuration.url, client: configuration.client,
            secretPath: configuration.secretFile ?? "",
            trustRootsPath: configuration.trustFile ?? "")
    }
}

extension Fault {
    static let specimenProducts = Fault(
        "FD-21", .outOfOrder, tenant: "设备正在准备，请联系工作人员",
        clerk: "正式使用的自助机配了样张保险产品：请把 insurer.products 换成保险公司的产品目录。")
}
