import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Head office and a branch with nine seats, and two companies that both know. It is 2023-08-11 in China.
struct DeskRoom {
    private static let now: UInt64 = 1_691_737_200_000
    let network: Network
    var anji: TradeDesk { desk("anji") }

    init() throws {
        network = try Network("beijing", "anji")
        for site in ["beijing", "anji"] {
            try network.add("site", at: "beijing", "code=\(site)", "name_zh=演示·\(site)")
        }
        for number in 1...9 {
            try network.add(
                "seat", at: "anji", "label=A-00\(number)", "kind=fixed", "state=in-service")
        }
        try network.add("company", at: "anji", "legal_name=演示·澜图智能科技有限公司", "display_name=澜图")
        try network.add("company", at: "anji", "legal_name=演示·青桐分子")
        try network.meet()
    }

    func desk(_ site: String) -> TradeDesk {
        TradeDesk(network[site], author: "周凯", milliseconds: Self.now)
    }

    func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

    /// The code of the problem that something ends with; `nil` when it succeeds.
    func code(_ body: () throws -> TradeOutcome) -> ProblemCode? {
        do {
            _ = try body()
            return nil
        } catch let problem as Problem {
            return problem.code
        } catch {
            Issue.record(error)
            return nil
        }
    }

    /// 澜图 has moved in on 2023-06-01.
    @discardableResult
    func movedIn(_ seats: String...) throws -> RecordKey {
        var wish = TradeDesk.MoveIn()
        wish.seats = seats
        wish.from = try day("2023-06-01")
        _ = try anji.moveIn("澜图", wish)
        return try tenancy(at: "anji")
    }

    func tenancy(at site: String) throws -> RecordKey {
        try #require(try network[site].keys(of: "tenancy", prefix: "", limit: 2).first)
    }

    /// A field of the assignments of a seat, by key.
    func assignments(of label: String, _ field: String) throws -> [String?] {
        let keys = try network["anji"].select(
            """
            SELECT a.id FROM seat_assignment a JOIN seat s ON s.id = a.seat
            WHERE s.label = ?1 ORDER BY a.id
            """, [.text(label)]
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
        return try keys.map { try network.shown($0, field, at: "anji")?.text }
    }

    func holders(on text: String) throws -> Set<String> {
        Set(
            try anji.seats(on: try day(text)).filter { $0.holder != nil }.map(\.label))
    }

    func seatCount(_ tenancy: RecordKey) throws -> Value? {
        try network.shown(tenancy, "seat_count", at: "anji")
    }
}
