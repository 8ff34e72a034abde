internal import Causality

/// D04: rounds of one company that two sites wrote down and that may be one.
///
/// Rounds are found alike by their name, or by the month of closing and an amount within a tenth, foreign
/// money at the rate that was recorded with it. A person says whether they are one. The link stands on
/// the record that fewer sites hold, so that whoever holds the other learns nothing of it; both keep
/// their amounts, and what counts is the documented one, once.
public enum RoundRule {
    /// - Parameters:
    ///   - rounds: not retired, of one or more companies. Of one without a company nothing is said.
    ///   - hub: the name of the hub, whose own records no branch holds.
    ///   - company: what stands for a company and all that were found to be the same.
    public static func findings(
        _ rounds: [RowFact], hub: String, company: (String) -> String
    ) -> [Finding] {
        Dictionary(grouping: rounds.filter { $0.isFilled("company") }) {
            company($0.text("company") ?? "")
        }
        .sorted { $0.key.precedesByBytes($1.key) }
        .flatMap { _, own in
            let rows = own.byKey
            return rows.indices.flatMap { at in
                rows[rows.index(after: at)...].compactMap { other in
                    areAlike(rows[at], other) ? finding(rows[at], other, hub) : nil
                }
            }
        }
    }

    /// The rounds that were found to be one, together; of each such class the one that counts stands
    /// first: the documented one, else the one that closed first.
    public static func classes(_ rounds: [RowFact]) -> [[RowFact]] {
        var classes: [[RowFact]] = []
        for round in rounds.byKey {
            let mine = classes.indices.filter { at in
                classes[at].contains { isLinked($0, round) }
            }
            let joined = mine.flatMap { classes[$0] } + [round]
            for at in mine.reversed() { classes.remove(at: at) }
            classes.append(joined)
        }
        return classes.map { $0.sorted(by: counts) }
    }

    private static func counts(_ a: RowFact, before b: RowFact) -> Bool {
        if a.isFilled("evidence") != b.isFilled("evidence") { return a.isFilled("evidence") }
        return (a.text("closed_on") ?? "~", a.key) < (b.text("closed_on") ?? "~", b.key)
    }

    private static func isLinked(_ a: RowFact, _ b: RowFact) -> Bool { says("same_as", a, b) }

    private static func says(_ column: String, _ a: RowFact, _ b: RowFact) -> Bool {
        [(a, b), (b, a)].contains { one, other in
            SetText.elements(of: one.values[column] ?? .null).contains(other.key.text)
        }
    }

    private static func areAlike(_ a: RowFact, _ b: RowFact) -> Bool {
        guard !says("same_as", a, b), !says("distinct_from", a, b) else { return false }
        let months = [a, b].map { $0.text("closed_on").map { String($0.prefix(7)) } }
        let isOtherMonth = months[0] != months[1] && months.allSatisfy { $0 != nil }
        let names = [a, b].map { $0.text("round").map { TypedText.normalised($0).lowercased() } }
        if names[0] == names[1], names[0] != nil { return !isOtherMonth }
        guard months[0] == months[1], months[0] != nil, let one = yuan(a), let other = yuan(b)
        else { return false }
        // Within a tenth of the greater.
        return (max(one, other) - min(one, other)) * 10 <= max(one, other)
    }

    /// The amount in fen of yuan; `nil` where there is none, or no rate for a foreign one.
    static func yuan(_ round: RowFact) -> Int64? {
        guard let amount = round.integer("amount_fen"), amount >= 0, amount < 1 << 53 else {
            return nil
        }
        guard let currency = round.text("currency"), currency != Fen.currency else { return amount }
        // Four decimals: yuan for one unit of the currency.
        return round.integer("rate").flatMap { rate in
            let (product, isTooLarge) = amount.multipliedReportingOverflow(by: rate)
            return isTooLarge ? nil : product / 10_000
        }
    }

    private static func finding(_ a: RowFact, _ b: RowFact, _ hub: String) -> Finding {
        let sealed = b.text("site") == hub ? b : a
        let other = sealed == b ? a : b
        let name = a.text("round") ?? b.text("round") ?? ""
        let add = { (column: String) in
            SetText.value(
                of: SetText.elements(of: sealed.values[column] ?? .null) + [other.key.text])
        }
        return Finding(
            .oneRound, rows: [a.row, b.row],
            columns: [
                "company", "round", "closed_on", "amount_fen", "same_as", "distinct_from",
                "retired",
            ],
            detail: Label(
                "\(name) 轮可能记了两次：\(amount(a).zh) 与 \(amount(b).zh)",
                "round \(name) may be recorded twice: \(amount(a).en) and \(amount(b).en)"),
            options: [
                ResolutionOption(
                    "same", Label("是同一轮，只计一次", "it is one round and counts once"), sealed.row,
                    "same_as", add("same_as")),
                ResolutionOption(
                    "different", Label("是两轮", "they are two rounds"), sealed.row, "distinct_from",
                    add("distinct_from")),
            ])
    }

    private static func amount(_ round: RowFact) -> Label {
        let site = round.text("site") ?? ""
        guard let amount = round.integer("amount_fen") else {
            return Label("\(site) 未填金额", "no amount (\(site))")
        }
        let currency = round.text("currency") ?? Fen.currency
        return Label("\(site) \(Fen(amount)) \(currency)", "\(Fen(amount)) \(currency) (\(site))")
    }
}
