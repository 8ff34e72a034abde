internal import Domain

/// One cell of the Torch form: its block, what it counts and in which unit.
struct TorchCell {
    let name: String
    let block: Report.Group
    let label: Phrase
    let kind: Report.ColumnKind

    private typealias Text = Catalogue.Torch

    static let all: [TorchCell] =
        block(
            "area", Text.areas, .area,
            ["area_total", "area_office", "area_public"].map {
                ($0, .field("site", $0))
            })
        + block(
            "places", Text.places, .count,
            [
                ("seats", Text.seats), ("seats_used", Text.seatsUsed),
            ])
        + block(
            "companies", Text.companies, .count,
            [
                ("companies", Text.current), ("companies_new", Text.new),
                ("companies_left", Text.left),
                ("companies_before", Text.before), ("registered_here", Text.registeredHere),
                ("high_tech", .field("company", "high_tech")),
                ("tech_sme", .field("company", "tech_sme")),
                ("spin_offs", .choice("company", "origin", "spin-off")),
                ("with_patents", Text.withPatents),
                ("ever", Text.ever),
            ])
        + block(
            "people", Text.people, .count,
            [
                "total", "college", "masters", "doctors", "returnees", "graduates",
            ].map { ("people_\($0)", .field("headcount_fact", $0)) })
        + block(
            "money", Text.money, .money(.thousandYuan),
            [
                "revenue_fen", "profit_fen", "loss_fen", "research_fen", "tax_fen", "exports_fen",
                "grants_fen", "investment_fen",
            ].map { ($0, .field("company_year", $0)) })
        + block(
            "ip", Text.property, .count,
            [
                ("ip_applied", .field("company_year", "ip_applied")),
                ("ip_granted", .field("company_year", "ip_granted")),
                ("ip_held", .field("company_year", "ip_held")),
                ("patents_filed", .choice("milestone", "kind", "patent-filed")),
                ("patents_granted", .choice("milestone", "kind", "patent-granted")),
                ("software", .choice("milestone", "kind", "software")),
            ])
        + block(
            "financing", Text.financing, .count,
            [
                ("financed", Text.financed), ("financed_ever", Text.financedEver),
            ])
        + block(
            "financing", Text.financing, .money(.thousandYuan),
            [
                ("financed_amount", Text.financedAmount)
            ])
        + block(
            "graduates", Text.graduates, .count,
            [
                ("graduates", Text.graduatesNow), ("graduates_ever", Text.graduatesEver),
                ("listed_ever", .choice("milestone", "kind", "listing")),
                ("acquired_ever", .choice("milestone", "kind", "acquired")),
            ])
        + block(
            "services", Text.services, .count,
            [
                ("sessions", Text.sessions), ("helped", Text.helped), ("clinics", Text.clinics),
                ("roadshows", Text.roadshows),
            ])

    private static func block(
        _ name: String, _ label: Phrase, _ kind: Report.ColumnKind, _ cells: [(String, Phrase)]
    ) -> [TorchCell] {
        // A cell may be called like its block, and `--list` opens the cell.
        let group = Report.Group(name: "block_\(name)", label: label)
        return cells.map { TorchCell(name: $0, block: group, label: $1, kind: kind) }
    }

    var unit: Phrase {
        switch kind {
        case .area: Text.squareMetres
        case .money: Text.thousandYuan
        default: Text.count
        }
    }

    /// How the value of the cell is written.
    func cell(_ tally: Tally?, _ records: Bool = true) -> Report.Cell {
        guard let tally else { return .none }
        let behind = records ? tally.records : []
        if case .money = kind {
            return Report.Cell(.money(tally.range, currency: Fen.currency), behind, kind: kind)
        }
        return Report.Cell(.number(tally.range), behind, kind: kind)
    }
}
