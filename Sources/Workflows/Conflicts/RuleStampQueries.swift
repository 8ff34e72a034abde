internal import Causality
internal import Domain
internal import Storage

// What rules have to know of when and where something was written. That stands with the writes and not in
// the tables, so it is asked for only of the rows that contend with others.

extension RuleFactQueries {
    /// The write of a cell that shows a value, the earliest where several do.
    private func write(_ row: RowFact, _ column: String) throws -> Sibling? {
        guard let schema = NetworkSchema.replica.table(row.row.table), let at = schema.cell(column)
        else { return nil }
        let cell = try replica.record(row.row.table, row.key)?.cells
            .first { $0.name == schema.cells[at].name }
        return cell?.siblings.filter { $0.value == cell?.shown }
            .min { ($0.stamp, $0.dot) < ($1.stamp, $1.dot) }
    }

    /// The same facts; of confirmed assignments that overlap, those whose clock was off are marked.
    func suspected(_ facts: [SeatFact]) throws -> [SeatFact] {
        let firm = Dictionary(grouping: facts.filter(\.interval.isFirm)) { $0.interval.subject }
        return try facts.map { fact in
            let held = fact.interval
            guard held.isFirm,
                (firm[held.subject] ?? []).contains(where: {
                    $0.interval.key != held.key && $0.interval.period.overlaps(held.period)
                }),
                let word = try write(
                    RowFact(RowReference("seat_assignment", held.key), [:]), "state"),
                try replica.isByClockAhead(word)
            else { return fact }
            return fact.suspect
        }
    }

    /// Which of the offers of one day was written first.
    func offerRanks(_ offers: [RowFact]) throws -> [RecordKey: Int] {
        let days = Dictionary(grouping: offers) { $0.text("offered_on") }
        let words = try days.values.filter { $0.count > 1 }.flatMap { $0 }.compactMap { offer in
            try write(offer, "offered_on").map { (offer.key, $0) }
        }
        let ordered = words.sorted { ($0.1.stamp, $0.1.dot) < ($1.1.stamp, $1.1.dot) }
        return Dictionary(
            ordered.enumerated().map { ($1.0, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Sessions, by expert.
    func sessions(_ keys: [RecordKey]?) throws -> [Finding] {
        let rows = try rows(
            "expert_session", keys,
            where: "t.expert IS NOT NULL AND t.held_at IS NOT NULL AND t.minutes IS NOT NULL")
        return try Dictionary(grouping: rows) { $0.text("expert") ?? "" }
            .sorted { $0.key.precedesByBytes($1.key) }
            .flatMap { expert, rows in
                let contending = crowded(rows, span: ExpertRule.span)
                guard !contending.isEmpty else { return [] as [Finding] }
                let named = try replica.select(
                    "SELECT name, kept_by FROM expert WHERE id = ?1", [.text(expert)]
                ).first
                let others = Set(rows).subtracting(contending)
                return ExpertRule.findings(
                    try contending.compactMap {
                        try session($0, named?[0].text ?? expert, keeper: named?[1].text)
                    }, busy: others.compactMap(ExpertRule.span))
            }
    }

    private func session(_ row: RowFact, _ expert: String, keeper: String?) throws -> SessionFact? {
        guard let from = row.moment("held_at"),
            let minutes = row.integer("minutes").flatMap({ Int(exactly: $0) }), minutes > 0,
            let word = try write(row, "held_at")
        else { return nil }
        let company = try row.values["company"].map(companyName) ?? row.key.text
        return SessionFact(
            key: row.key, company: company, expert: expert, from: from, minutes: minutes,
            isOwners: keeper != nil && row.text("site") == keeper, stamp: word.stamp, dot: word.dot)
    }

    /// Investments, by fund: what those say that have no quota and are not passed.
    ///
    /// At head office alone: a quota is known there and where a share of it was lent, so another site to which capital is
    /// granted cannot tell a fund that has none.
    func overcommitted(_ keys: [RecordKey]?) throws -> [Finding] {
        guard replica.meta.site == replica.meta.hub else { return [] }
        guard let draw = QuotaDraw.of("investment") else { return [] }
        let committed = try rows(
            "investment", keys, where: "t.approved_fen > 0 AND t.fund IS NOT NULL")
        let byFund = Dictionary(grouping: committed) { $0.text("fund") ?? "" }
        guard !byFund.isEmpty else { return [] }
        let funds = byFund.keys.sorted { $0.precedesByBytes($1) }
        let declared = try QuotaBooks(replica).declarations()
        let movements = Dictionary(
            grouping: try rows(
                "fund_movement", "fund", in: funds, where: "t.kind IN ('fee', 'commit')")
        ) { $0.text("fund") ?? "" }
        return try rows("fund", "id", in: funds).flatMap { fund -> [Finding] in
            guard declared[fund.key.text] == nil, fund.isFilled("size_fen") else { return [] }
            let currency = fund.text("currency") ?? Fen.currency
            let facts = try (byFund[fund.key.text] ?? []).compactMap { row -> CommitmentFact? in
                let amount = draw.amount { [row.values[$0] ?? .null] }
                guard amount > 0, (row.text("currency") ?? Fen.currency).hasSameBytes(as: currency),
                    let word = try write(row, "approved_fen")
                else { return nil }
                let company = try row.values["company"].map(companyName) ?? row.key.text
                return CommitmentFact(
                    key: row.key, holder: company, amount: amount, stamp: word.stamp, dot: word.dot)
            }
            return CommitmentRule.findings(
                fund, facts, movements: movements[fund.key.text] ?? [])
        }
    }

    /// Tenancies that share their number with another.
    func numbers(_ keys: [RecordKey]?) throws -> [Finding] {
        let rows = try rows("tenancy", keys, where: "t.number IS NOT NULL")
        return try Dictionary(grouping: rows) { $0.text("number") ?? "" }
            .filter { $0.value.count > 1 }
            .sorted { $0.key.precedesByBytes($1.key) }
            .flatMap { number, rows in
                NumberRule.findings(
                    try rows.compactMap { row in
                        try write(row, "number").map {
                            NumberFact(
                                key: row.key, number: number, site: row.text("site") ?? "",
                                stamp: $0.stamp, dot: $0.dot)
                        }
                    })
            }
    }

    /// Years whose stamped figures were changed, with where and when each change was written.
    func movedYears(_ keys: [RecordKey]?) throws -> [Finding] {
        let years = try rows("company_year", keys, where: "t.stamped_figures IS NOT NULL")
        var arrivals: [RowReference: [String: (site: String, day: LocalDay)]] = [:]
        for finding in PaperRules.moved(years, arrival: { _, _ in nil }) {
            for year in years where finding.rows.contains(year.row) {
                for column in finding.columns {
                    guard let word = try write(year, column) else { continue }
                    let day = LocalDay.from(
                        epochMilliseconds: Int64(word.stamp.milliseconds),
                        offsetSeconds: LocalZone.shanghai.secondsFromUTC)
                    arrivals[year.row, default: [:]][column] = (
                        word.dot.stream.origin.site.name, day
                    )
                }
            }
        }
        return PaperRules.moved(years) { arrivals[$0.row]?[$1] }
    }
}
