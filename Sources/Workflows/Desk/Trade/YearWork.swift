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
        // Who signed is no figure.
        let told = figures.keys.count { $0 != "signed_by" }
        guard told > 0 else {
            throw Problem.usage(Catalogue.Trade.noFigures, help: "moso facts add --help")
        }
        guard figures["profit_fen"] == nil || figures["loss_fen"] == nil else {
            throw Problem.usage(Catalogue.Trade.profitOrLoss, help: "moso facts add --help")
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
            plan, Catalogue.Trade.factsTaken(name, year, figures: told),
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

    /// Who lived here in a year and has not told its figures, by name. A company of several cards is
    /// one, and its figures count by whichever card they came.
    public func owing(year: Int) throws -> [Owing] {
        let aliases = try CompanyAliases.index(replica)
        let sheets = try replica.select(
            """
            SELECT company, coalesce(state, 'open') FROM company_year
            WHERE site = ?1 AND year = ?2 AND retired IS NULL
            """, [.text(site), .integer(Int64(year))])
        var states: [RecordKey: Set<String>] = [:]
        for row in sheets {
            guard let card = row[0].text.flatMap({ RecordKey($0) }), let state = row[1].text else {
                continue
            }
            states[aliases.root(of: card), default: []].insert(state)
        }
        let residents = try replica.select(
            """
            SELECT DISTINCT company FROM tenancy
            WHERE site = ?1 AND retired IS NULL AND moved_in_on <= ?3
                AND (moved_out_on IS NULL OR moved_out_on >= ?2) ORDER BY company
            """, [.text(site), .text("\(year)-01-01"), .text("\(year)-12-31")])
        var seen: Set<RecordKey> = []
        return try residents.compactMap { row -> Owing? in
            guard let key = row[0].text.flatMap({ RecordKey($0) }),
                seen.insert(aliases.root(of: key)).inserted,
                states[aliases.root(of: key), default: []].isSubset(of: ["open"]),
                let card = try replica.record("company", key)
            else { return nil }
            let state = states[aliases.root(of: key)]?.first
            return Owing(
                company: try name(card), contact: desk.value(card, "contact")?.text,
                sheet: try state.map { try stateName("company_year", "state", $0) })
        }.sorted { $0.company < $1.company }
    }
}
