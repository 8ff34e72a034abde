public import Causality

/// An investment with an approved amount, and when that was approved.
public struct CommitmentFact: Hashable, Sendable {
    public let key: RecordKey
    /// What people call the company.
    public let holder: String
    /// Above 0.
    public let amount: Int64
    /// The write that approved it, as it is heeded.
    public let stamp: HybridTimestamp
    public let dot: Dot

    public init(
        key: RecordKey, holder: String, amount: Int64, stamp: HybridTimestamp, dot: Dot
    ) {
        self.key = key
        self.holder = holder
        self.amount = amount
        self.stamp = stamp
        self.dot = dot
    }

    fileprivate func goesBefore(_ other: CommitmentFact) -> Bool {
        if stamp != other.stamp { return stamp < other.stamp }
        return dot == other.dot ? key < other.key : dot < other.dot
    }
}

/// X12 where a fund has no quota: what is committed is within the fund's size.
///
/// A quota makes sure of that beforehand, also apart. Without one two who are apart may both commit what
/// is left. Then, as with rooms, the commitments are served in the order in which they were approved, and
/// each stands that what is left covers; the others count as proposed, with their data as it is, and
/// nobody has to write that.
public enum CommitmentRule {
    /// What somebody may do who was refused.
    public static let remedy = Label(
        "少批一些，或先放下另一个项目；设了额度，离线也不会超：moso quota grant",
        "approve less, or pass on another first; with a quota it cannot happen apart either: "
            + "moso quota grant")

    /// Each commitment that is not covered, what is left for it, and the last one that stands.
    ///
    /// - Parameters:
    ///   - facts: of one fund, in its currency.
    ///   - most: the fund's size without fees and what is bound otherwise.
    public static func proposed(
        _ facts: [CommitmentFact], most: Int64
    ) -> [(fact: CommitmentFact, left: Int64, before: CommitmentFact?)] {
        var left = max(0, most)
        var last: CommitmentFact?
        var found: [(fact: CommitmentFact, left: Int64, before: CommitmentFact?)] = []
        for fact in facts.sorted(by: { $0.goesBefore($1) }) {
            if fact.amount <= left {
                left -= fact.amount
                last = fact
            } else {
                found.append((fact, 0, last))
            }
        }
        return found.map { ($0.fact, left, $0.before) }
    }

    /// - Parameters:
    ///   - fund: not retired, with a size and without a quota.
    ///   - facts: as for `proposed`.
    ///   - movements: of the fund, not retired.
    public static func findings(
        _ fund: RowFact, _ facts: [CommitmentFact], movements: [RowFact]
    ) -> [Finding] {
        guard let size = fund.integer("size_fen") else { return [] }
        let currency = fund.text("currency") ?? Fen.currency
        let bound = movements.filter { movement in
            (movement.text("currency") ?? Fen.currency).hasSameBytes(as: currency)
                && (movement.text("kind") == "fee"
                    // What an investment stands behind is counted with that.
                    || movement.text("kind") == "commit" && !movement.isFilled("investment"))
        }.reduce(Int64(0)) { sum, movement in
            let (next, isTooMuch) = sum.addingReportingOverflow(
                max(0, movement.integer("amount_fen") ?? 0))
            return isTooMuch ? .max : next
        }
        let most = size > bound ? size - bound : 0
        let all = facts.reduce(Int64(0)) { sum, fact in
            let (next, isTooMuch) = sum.addingReportingOverflow(fact.amount)
            return isTooMuch ? .max : next
        }
        return proposed(facts, most: most).map { fact, left, before in
            finding(
                fund.text("name") ?? fund.key.text, size, currency, fact, left, before,
                excess: all - most)
        }
    }

    private static func finding(
        _ fund: String, _ size: Int64, _ currency: String, _ fact: CommitmentFact, _ left: Int64,
        _ before: CommitmentFact?, excess: Int64
    ) -> Finding {
        let money = { (amount: Int64) in
            currency == Fen.currency
                ? Label("\(Fen(amount)) 元", "\(Fen(amount)) yuan")
                : Label("\(Fen(amount)) \(currency)", "\(Fen(amount)) \(currency)")
        }
        let (all, wanted, free) = (money(size), money(fact.amount), money(left))
        let stands = before.map { before in
            let amount = money(before.amount)
            return Label(
                "\(before.holder) 的 \(amount.zh) 在先；",
                "\(amount.en) for \(before.holder) stand; ")
        }
        return Finding(
            .quotaCovers, aspect: "size",
            rows: [fact.key, before?.key].compactMap { $0 }.map { RowReference("investment", $0) },
            columns: ["fund", "approved_fen", "stage", "retired"],
            detail: Label(
                "“\(fund)”规模 \(all.zh)，可用 \(free.zh)：\(stands?.zh ?? "")"
                    + "\(fact.holder) 的 \(wanted.zh) 只算拟定",
                "\"\(fund)\" is \(all.en), and \(free.en) are available: \(stands?.en ?? "")"
                    + "\(wanted.en) for \(fact.holder) count as proposed"),
            options: options(fact, to: left, before, money), excess: excess)
    }

    /// To take an approval back, or a part of it.
    ///
    /// People choose by a number that they have read, and what is left changes with every other commitment, while the
    /// finding keeps its name. So a number means one thing for as long as the finding stands: 1 and 2 take all of one
    /// approval back, and the number of a part that is left stands for that amount.
    private static func options(
        _ fact: CommitmentFact, to left: Int64, _ before: CommitmentFact?,
        _ money: (Int64) -> Label
    ) -> [ResolutionOption] {
        let over = fact.amount - left
        let both = [(fact, left, "")] + (before.map { [($0, $0.amount - over, "-other")] } ?? [])
        let whole = both.map { fact, _, suffix in
            ResolutionOption(
                "withdraw\(suffix)",
                Label(
                    "撤回对 \(fact.holder) 的批准", "take back what was approved for \(fact.holder)"),
                RowReference("investment", fact.key), "approved_fen", .null)
        }
        guard both.allSatisfy({ $0.1 > 0 }) else { return whole }
        return whole
            + both.map { fact, left, suffix in
                let most = money(left)
                return ResolutionOption(
                    "lower\(suffix)",
                    Label("\(fact.holder) 改为 \(most.zh)", "\(most.en) for \(fact.holder)"),
                    RowReference("investment", fact.key), "approved_fen", .integer(left),
                    hangsOnOthers: true)
            }
    }
}
