internal import Causality
internal import Domain
internal import Storage

// The figures of a year, one sheet for each company: collected, chased, and frozen with a stamp.

extension TradeDesk {
    /// Takes down what a company says of its year.
    ///
    /// - Parameter figures: as they were typed, by the name of the field.
    public func facts(
        _ typed: String, year: Int, _ figures: [String: String]
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        guard (2000...today.year).contains(year) else {
            throw Problem.usage(
                Catalogue.Trade.notAYear(year, now: today.year), help: "moso facts add --help")
        }
        guard !figures.isEmpty else {
            throw Problem.usage(Catalogue.Trade.noFigures, help: "moso facts add --help")
        }
        var values: [String: Value?] = [:]
        for (field, text) in figures { values[field] = try value("company_year", field, text) }
        let there = try records("company_year", of: company, where: "year = \(year)").first {
            desk.value($0, "site")?.text == site
        }
        let state = there.flatMap { desk.value($0, "state")?.text }
        if let there, ["stamped", "adjusted"].contains(state) {
            throw Problem.yearFrozen(name, year, there.key.text)
        }
        if state ?? "open" == "open" { values["state"] = .text("collected") }
        var plan = TradePlan(self)
        let key: RecordKey
        if let there {
            try plan.set(there, values)
            key = there.key
        } else {
            key = try plan.add(
                "company_year",
                values.merging([
                    "company": .text(company.key.text), "year": .integer(Int64(year)),
                ]) { $1 })
        }
        return try carryOut(
            plan, Catalogue.Trade.factsTaken(name, year, figures: figures.count),
            next: Catalogue.Trade.factsNext(key.text, year)
        ).about(key)
    }

    /// A resident whose figures of a year are not in, and whom to ask.
    public struct Owing: Sendable {
        public let company: String
        public let contact: String?
        /// The state of its sheet; `nil` without one.
        public let sheet: Phrase?
    }

    /// Who lived here in a year and has not told its figures, by name.
    public func owing(year: Int) throws -> [Owing] {
        let rows = try replica.select(
            """
            SELECT DISTINCT t.company, (SELECT y.state FROM company_year y
                WHERE y.company = t.company AND y.site = t.site AND y.year = ?2
                    AND y.retired IS NULL)
            FROM tenancy t
            WHERE t.site = ?1 AND t.retired IS NULL AND t.moved_in_on <= ?4
                AND (t.moved_out_on IS NULL OR t.moved_out_on >= ?3)
            """,
            [
                .text(site), .integer(Int64(year)), .text("\(year)-01-01"),
                .text("\(year)-12-31"),
            ])
        return try rows.compactMap { row -> Owing? in
            let state = row[1].text
            guard state == nil || state == "open",
                let card = try row[0].text.flatMap({ RecordKey($0) })
                    .flatMap({ try replica.record("company", $0) })
            else { return nil }
            return Owing(
                company: try name(card), contact: desk.value(card, "contact")?.text,
                sheet: try state.map { try stateName("company_year", "state", $0) })
        }.sorted { $0.company < $1.company }
    }
}
