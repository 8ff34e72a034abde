internal import Causality
internal import Domain

// The Torch statistics.
//
// The form is filled in weeks after the day that it is about, and asked for again a year later, when it must
// say the same. So every figure follows from days that the records themselves carry (moved in, moved out,
// counted, closed, granted) and never from what something is called today: whoever lived here on the cut-off
// day lived here on it, whatever has become of them. What companies report for a year is another matter: once
// it is stamped it stands as it was stamped, and what turned out since is an adjustment with a day of its own.

/// The cells of the form as of one day: by name, each with the records behind it.
struct TorchFigures {
    /// The cells, in the order of the form.
    static let cells: [TorchCell] = TorchCell.all

    private(set) var values: [String: Tally] = [:]
    /// Of the figures of a year: what was stamped, without the adjustments since.
    private(set) var stamped: [String: Tally] = [:]
    /// The companies that live here on the day.
    private(set) var residents: [RecordKey: (isHere: Range64, stay: Stay)] = [:]
    let year: Int64
    private let ground: ReportGround
    /// The first day of the period, which is the year of the cut-off day.
    private let first: LocalDay

    /// - Parameter ground: of the cut-off day.
    init(_ ground: ReportGround) throws {
        self.ground = ground
        let isYearEnd = ground.day.month == 12 && ground.day.day == 31
        // Before a year is over its figures do not exist.
        year = Int64(isYearEnd ? ground.day.year : ground.day.year - 1)
        first = LocalDay(year: ground.day.year, month: 1, day: 1) ?? .earliest
        for cell in TorchFigures.cells { values[cell.name] = Tally() }
        try countPlaces()
        let stays = try Stay.all(ground)
        residents = try Stay.residents(ground, stays)
        try countCompanies(stays)
        try countPeople()
        try countYears()
        try countOutcomes(stays)
        try countServices()
    }

    private mutating func add(
        _ name: String, _ answer: Range64, times count: Int64 = 1, _ record: RowReference
    ) {
        values[name]?.add(answer, times: count, record)
    }

    private mutating func add(
        _ name: String, number: Range64?, if answer: Range64 = .one, _ record: RowReference
    ) {
        guard let number else { return }
        values[name]?.add(number, if: answer, record)
    }

    // MARK: Places

    private mutating func countPlaces() throws {
        for site in try ground.rows("site", ["code", "area_total", "area_office", "area_public"])
        where ground.sites.contains(where: { $0.site == site.text("code") }) {
            for name in ["area_total", "area_office", "area_public"] {
                add(name, number: site.number(name), site.reference)
            }
        }
        for seat in try SeatBook(ground, isListing: ground.request.isListing).seats {
            let there = seat.exists(on: ground.day)
            let used = there.both(seat.isHeld(on: ground.day))
            add("seats", there, times: seat.count, seat.row.reference)
            add("seats_used", used, times: seat.count, seat.row.reference)
        }
    }

    // MARK: Companies

    private mutating func countCompanies(_ stays: [Stay]) throws {
        let cards = try ground.cards()
        let divisions = Dictionary(
            try ground.rows("site", ["code", "division_code"]).map {
                ($0.text("code") ?? "", $0.text("division_code") ?? "")
            }
        ) { a, _ in a }
        for (company, resident) in residents {
            let record = resident.stay.row.reference
            add("companies", resident.isHere, record)
            let card = cards.first(company, "registered_division")
            let here = divisions[resident.stay.site ?? ""] ?? ""
            add(
                "registered_here",
                resident.isHere.both(
                    card?.verdict("registered_division") {
                        Division.isSameCity($0.text ?? "", here)
                    } ?? .zero), record)
            for (name, until) in [("high_tech", "high_tech_until"), ("tech_sme", "tech_sme_until")]
            {
                let proof = cards.first(company, name)
                let has = proof?.verdict(name) { $0 == .integer(1) } ?? .zero
                let lapsed = proof?.falls(until, through: ground.day.adding(days: -1)) ?? .zero
                add(name, resident.isHere.both(has).both(lapsed.negated), record)
            }
            let origin = cards.first(company, "origin")
            add(
                "spin_offs",
                resident.isHere.both(origin?.isOne("origin", of: ["spin-off"]) ?? .zero), record)
        }
        try countMoves(stays)
    }

    /// Who came and who went since the year began. A company with several tenancies came once, and went
    /// when it left the last of them.
    private mutating func countMoves(_ stays: [Stay]) throws {
        let eve = try Stay.residents(
            ground, stays.map { $0.on(first.adding(days: -1)) })
        for (company, resident) in eve {
            let record = resident.stay.row.reference
            add("companies_before", resident.isHere, record)
            let now = residents[company]?.isHere ?? .zero
            add("companies_left", resident.isHere.both(now.negated), record)
        }
        for (company, resident) in residents {
            let before = eve[company]?.isHere ?? .zero
            add(
                "companies_new", resident.isHere.both(before.negated), resident.stay.row.reference)
        }
    }

    // MARK: People

    /// The last count of each resident's people by the day.
    private mutating func countPeople() throws {
        var last: [RecordKey: FactRow] = [:]
        let columns = ["total", "college", "masters", "doctors", "returnees", "graduates"]
        for row in try ground.rows(
            "headcount_fact", ["company", "counted_on"] + columns, where: "counted_on <= ?2",
            [.text("\(ground.day)")], order: "counted_on")
        where row.falls("counted_on", through: ground.day).isPossible {
            if let root = try ground.root(row.shown("company")) { last[root] = row }
        }
        for (company, row) in last {
            guard let resident = residents[company] else { continue }
            for column in columns {
                add(
                    "people_\(column)", number: row.number(column), if: resident.isHere,
                    row.reference)
            }
        }
        try countToldPeople(but: Set(last.keys))
    }

    /// Of residents whose people nobody counted, how many the year's sheet says: one told them somewhere.
    private mutating func countToldPeople(but counted: Set<RecordKey>) throws {
        for row in try ground.rows(
            "company_year", ["company", "year", "people", "stamped_figures", "stamped_on"],
            where: "year = ?2", [.integer(year)])
        where row.shown("year") == .integer(year) {
            guard let root = try ground.root(row.shown("company")), !counted.contains(root),
                let resident = residents[root]
            else { continue }
            let isStamped = row.falls("stamped_on", through: ground.day).isCertain
            let frozen = isStamped ? row.text("stamped_figures").map(PaperRules.figures) : nil
            let told = frozen.flatMap { $0["people"] }.map { Range64($0, $0) }
            add(
                "people_total", number: told ?? row.number("people"), if: resident.isHere,
                row.reference)
        }
    }

    // MARK: Years

    private static let figures = [
        "revenue_fen", "profit_fen", "loss_fen", "research_fen", "tax_fen", "exports_fen",
        "grants_fen", "investment_fen", "ip_applied", "ip_granted", "ip_held",
    ]

    private mutating func countYears() throws {
        let adjustments = try self.adjustments()
        let residents = self.residents
        for row in try ground.rows(
            "company_year",
            ["company", "year", "stamped_figures", "stamped_on"] + TorchFigures.figures,
            where: "year = ?2", [.integer(year)])
        where row.shown("year") == .integer(year) {
            guard let root = try ground.root(row.shown("company")), let resident = residents[root]
            else { continue }
            let isStamped = row.falls("stamped_on", through: ground.day).isCertain
            let frozen = isStamped ? row.text("stamped_figures").map(PaperRules.figures) : nil
            for name in TorchFigures.figures {
                let said = frozen.map { $0[name].map { Range64($0, $0) } } ?? row.number(name)
                if frozen != nil, let said {
                    stamped[name, default: Tally()].add(said, if: resident.isHere, row.reference)
                }
                add(name, number: said, if: resident.isHere, row.reference)
                for change in adjustments["\(row.key.text)/\(name)"] ?? [] {
                    add(
                        name, number: change.number("difference"), if: resident.isHere,
                        change.reference)
                }
            }
        }
    }

    private func adjustments() throws -> [String: [FactRow]] {
        let rows = try ground.rows(
            "year_adjustment", ["company_year", "figure", "difference", "adjusted_on"],
            where: "adjusted_on <= ?2", [.text("\(ground.day)")])
        return Dictionary(
            grouping: rows.filter { $0.falls("adjusted_on", through: ground.day).isPossible }
        ) {
            "\($0.text("company_year") ?? "")/\($0.text("figure") ?? "")"
        }
    }

    // MARK: What came of it

    private mutating func countOutcomes(_ stays: [Stay]) throws {
        var lived: Set<RecordKey> = []
        for stay in stays {
            if let root = try ground.root(stay.row.shown("company")) { lived.insert(root) }
        }
        try countMilestones(lived)
        try countFinancing(lived)
        for stay in stays {
            let graduated = stay.row.exists.both(
                stay.row.isOne("exit_reason", of: ["graduated-funded", "graduated-profitable"]))
            add(
                "graduates_ever",
                graduated.both(stay.row.falls("moved_out_on", through: ground.day)),
                stay.row.reference)
            add(
                "graduates",
                graduated.both(
                    stay.row.falls("moved_out_on", from: first, through: ground.day)),
                stay.row.reference)
        }
    }

    private mutating func countMilestones(_ lived: Set<RecordKey>) throws {
        let names = [
            "patent-filed": "patents_filed", "patent-granted": "patents_granted",
            "software": "software", "listing": "listed_ever", "acquired": "acquired_ever",
        ]
        var seen: Set<String> = []
        var holders: [RecordKey: Range64] = [:]
        for row in try ground.rows(
            "milestone", ["company", "kind", "happened_on", "identifier"],
            where: "happened_on <= ?2", [.text("\(ground.day)")], order: "happened_on")
        {
            guard let kind = row.text("kind"), let root = try ground.root(row.shown("company")),
                lived.contains(root)
            else { continue }
            if kind == "patent-granted" {
                holders[root] = (holders[root] ?? .zero).either(
                    row.exists.both(row.falls("happened_on", through: ground.day)))
            }
            guard let name = names[kind] else { continue }
            // Patents count once by their number.
            if let identifier = row.text("identifier"),
                !seen.insert("\(kind)/\(identifier)").inserted
            {
                continue
            }
            let from = name.hasSuffix("_ever") ? nil : first
            add(
                name, row.exists.both(row.falls("happened_on", from: from, through: ground.day)),
                row.reference)
        }
        for (company, resident) in residents {
            add(
                "with_patents", resident.isHere.both(holders[company] ?? .zero),
                resident.stay.row.reference)
        }
    }

    /// Rounds of companies that live here or have; a company counts once a year, and so does the amount of
    /// a round that was written down twice, as the documented one says (D04).
    private mutating func countFinancing(_ lived: Set<RecordKey>) throws {
        var now: [RecordKey: (answer: Range64, record: RowReference)] = [:]
        var ever = now
        let rows = try ground.rows(
            "funding_round",
            [
                "company", "status", "closed_on", "amount_fen", "currency", "evidence", "same_as",
            ],
            where: "status = 'closed' AND closed_on <= ?2", [.text("\(ground.day)")])
        let counting = try Self.counting(rows, ground)
        for row in rows {
            guard let root = try ground.root(row.shown("company")), lived.contains(root) else {
                continue
            }
            let closed = row.exists.both(row.isOne("status", of: ["closed"]))
            let isEver = closed.both(row.falls("closed_on", through: ground.day))
            let isNow = closed.both(row.falls("closed_on", from: first, through: ground.day))
            ever[root] = (isEver.either(ever[root]?.answer ?? .zero), row.reference)
            guard isNow.isPossible else { continue }
            now[root] = (isNow.either(now[root]?.answer ?? .zero), row.reference)
            guard counting.contains(row.key) else { continue }
            // Amounts in other currencies are not converted and not added.
            let isYuan = row.isOne("currency", of: [Fen.currency], absent: Fen.currency)
            add(
                "financed_amount", number: row.number("amount_fen"), if: isNow.both(isYuan),
                row.reference)
        }
        for found in now.values { add("financed", found.answer, found.record) }
        for found in ever.values { add("financed_ever", found.answer, found.record) }
        add(ever: lived)
    }

    /// The rounds whose amount counts: of those that are one, one.
    private static func counting(
        _ rows: [FactRow], _ ground: ReportGround
    ) throws -> Set<RecordKey> {
        let byCompany = try Dictionary(grouping: rows) { try ground.root($0.shown("company")) }
        return Set(
            byCompany.values.flatMap { RoundRule.classes($0.map(\.fact)) }
                .compactMap { $0.first?.key })
    }

    private mutating func add(ever lived: Set<RecordKey>) {
        for company in lived { add("ever", .one, RowReference("company", company)) }
    }

    // MARK: Services

    private mutating func countServices() throws {
        let (from, to) = (Value.text("\(first)"), Value.text("\(ground.day.adding(days: 1))"))
        var helped: [RecordKey: RowReference] = [:]
        for row in try ground.rows(
            "expert_session", ["company", "held_at", "minutes"],
            where: "held_at >= ?2 AND held_at < ?3",
            [from, to])
        {
            let within = row.verdict("held_at") { value in
                value.text.flatMap { LocalMinute($0) }.map {
                    first <= $0.day && $0.day <= ground.day
                }
                    ?? false
            }
            add("sessions", row.exists.both(within), row.reference)
            if let root = try ground.root(row.shown("company")), residents[root] != nil {
                helped[root] = row.reference
            }
        }
        for (company, record) in helped {
            add("helped", residents[company]?.isHere ?? .zero, record)
        }
        for row in try ground.rows(
            "legal_clinic", ["held_on"], where: "held_on >= ?2 AND held_on < ?3", [from, to])
        { add("clinics", row.exists, row.reference) }
        for row in try ground.rows(
            "booking", ["from_at", "priority", "state"],
            where: """
                from_at >= ?2 AND from_at < ?3 AND priority = 'roadshow'
                    AND coalesce(state, 'requested') IN ('confirmed', 'used', 'overran')
                """, [from, to])
        {
            add(
                "roadshows",
                row.exists.both(row.isOne("state", of: ["confirmed", "used", "overran"]))
                    .both(row.isOne("priority", of: ["roadshow"])), row.reference)
        }
    }
}

/// What division codes say about cities.
enum Division {
    /// Whether two codes lie in one city: by the first four digits, in the four municipalities by the first
    /// two, whose districts have numbers of their own.
    static func isSameCity(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == 6, b.utf8.count == 6 else { return false }
        let digits = ["11", "12", "31", "50"].contains(String(a.prefix(2))) ? 2 : 4
        return a.prefix(digits) == b.prefix(digits)
    }
}
