import Registry

/// The insurances a tenant may take, each with what it costs for his term.
struct InsuranceOffer {
    let products: [InsuranceProduct]
    let months: Int

    var values: [String: Any] {
        [
            "months": months,
            "products": products.map { product -> [String: Any] in
                [
                    "id": product.id.rawValue, "name": product.name, "carrier": product.carrier,
                    "premium": product.premium(months: months).short,
                    "monthly": product.premiumPerMonth.short,
                    "covers": product.covers.map { ["text": $0] },
                    "ends": product.endsAtCheckOut,
                ]
            },
        ]
    }
}
