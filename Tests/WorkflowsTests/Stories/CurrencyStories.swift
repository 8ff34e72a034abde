import Causality
import Domain
import Storage
import Testing
import Workflows

/// Money of several currencies.
struct CurrencyStories {
    private let network: Network

    init() throws { network = try Network("beijing", "anji") }

    private func ask(_ amount: String, _ more: String? = nil) throws -> RecordKey {
        let company = try network.add("company", at: "beijing", "legal_name=演示·\(amount)")
        return try network.add(
            "investment", at: "beijing", "company=\(company)", "stage=sourced",
            "asked_fen=\(amount)", more ?? "round=A")
    }

    private func sourced(_ site: String) throws -> Overview.Stage {
        let view = try Overview(network[site], nowMilliseconds: 1_700_000_000_000)
        return try #require(view.pipeline.first { $0.code == "sourced" })
    }

    @Test func `dollars are not added to yuan`() throws {
        _ = try ask("1000")
        _ = try ask("2000", "currency=USD")
        _ = try ask("3000", "currency=CNY")
        let asked = try sourced("beijing").asked
        #expect(asked.map(\.currency) == ["CNY", "USD"])
        #expect(asked.map(\.amount) == [Range64(400_000, 400_000), Range64(200_000, 200_000)])
    }

    @Test func `an amount is told with its own currency`() throws {
        let key = try ask("2000", "currency=USD")
        let record = try #require(try network["beijing"].record("investment", key))
        let fields = try RecordJSON(network["beijing"]).json(record)["fields"]
        #expect(fields?["asked_fen"] == .money("2000.00", currency: "USD"))
    }
}
