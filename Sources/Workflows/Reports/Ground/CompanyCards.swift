internal import Causality
internal import Domain

/// The cards of companies, by the key that stands for each company.
struct CompanyCards {
    private let cards: [RecordKey: [FactRow]]

    init(_ ground: ReportGround) throws {
        var cards: [RecordKey: [FactRow]] = [:]
        for row in try ground.rows(
            "company",
            [
                "sectors", "funding_status", "funding_as_of", "registered_division", "origin",
                "high_tech", "high_tech_until", "tech_sme", "tech_sme_until", "founded_on", "stage",
            ])
        {
            guard let root = try ground.root(.text(row.key.text)) else { continue }
            cards[root, default: []].append(row)
        }
        self.cards = cards
    }

    func cards(of company: RecordKey) -> [FactRow] { cards[company] ?? [] }

    /// What the cards say of a column: the first that says anything.
    func first(_ company: RecordKey, _ column: String) -> FactRow? {
        cards(of: company).first { !$0.shown(column).isNull } ?? cards(of: company).first
    }

    func sectors(of company: RecordKey) -> Set<String> {
        Set(cards(of: company).flatMap { SetText.elements(of: $0.shown("sectors")) })
    }
}
