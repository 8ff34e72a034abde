internal import Causality

/// X06, X07 and X08: how a tenancy ends.
public enum TenancyRules {
    static let ending: Set<String> = ["notice", "moving-out", "closed"]
    /// Stages in which people sit at the seats.
    public static let active: Set<String> = [
        "moved-in", "market-rent", "notice", "moving-out", "suspended",
    ]

    /// X06: a closed tenancy holds no confirmed seats after its last day. Until somebody decides, the
    /// seats count as they are assigned.
    ///
    /// - Parameters:
    ///   - tenancies: not retired.
    ///   - seats: confirmed assignments that are not retired.
    public static func leftovers(_ tenancies: [RowFact], seats: [RowFact]) -> [Finding] {
        let held = Dictionary(grouping: seats) { $0.text("tenancy") ?? "" }
        return tenancies.byKey.compactMap { tenancy in
            guard tenancy.text("stage") == "closed", let last = tenancy.day("moved_out_on")
            else { return nil }
            let free = last.adding(days: 1)
            let left = (held[tenancy.key.text] ?? []).byKey.filter {
                $0.period("from_day", "to_day")?.isOpen(after: free) ?? false
            }
            guard !left.isEmpty else { return nil }
            let ends = left.flatMap { seat -> [ResolutionOption.Write] in
                // What begins later never begins.
                guard let from = seat.day("from_day"), from < free else {
                    return [.init(row: seat.row, column: "state", value: .text("ended"))]
                }
                return [.init(row: seat.row, column: "to_day", value: .text(free.description))]
            }
            return Finding(
                .closedHoldsNothing, rows: [tenancy.row] + left.map(\.row),
                columns: ["stage", "moved_out_on", "to_day", "state", "retired"],
                detail: Label(
                    "协议已于 \(last) 结束，仍占 \(left.count) 个工位",
                    "the tenancy ended on \(last) and still holds \(left.count) seats"),
                options: [
                    ResolutionOption(
                        "release", Label("工位自 \(free) 起释放", "free the seats from \(free)"),
                        writes: ends)
                ])
        }
    }

    /// X07: closing and extending the same tenancy is for a person to decide, not for a merge. Until
    /// then it is disputed: seats stay taken, for both sides.
    ///
    /// - Parameters:
    ///   - tenancies: not retired, with the states written side by side in `stage_sides`.
    ///   - terms: not retired.
    public static func disputes(_ tenancies: [RowFact], terms: [RowFact]) -> [Finding] {
        let granted = Dictionary(grouping: terms) { $0.text("tenancy") ?? "" }
        return tenancies.byKey.compactMap { tenancy in
            guard let stage = tenancy.text("stage"), ending.contains(stage) else { return nil }
            let sides = SetText.elements(of: tenancy.values["stage_sides"] ?? .null)
            if sides.count > 1, let other = sides.first(where: { !ending.contains($0) }) {
                return apart(tenancy, stage, other)
            }
            guard stage == "closed", let last = tenancy.day("moved_out_on") else { return nil }
            let free = last.adding(days: 1)
            let beyond = (granted[tenancy.key.text] ?? []).byKey.filter {
                guard let to = $0.day("to_day") else { return $0.isFilled("from_day") }
                return to > free
            }
            return beyond.isEmpty ? nil : extended(tenancy, last, beyond)
        }
    }

    private static func apart(_ tenancy: RowFact, _ stage: String, _ other: String) -> Finding {
        Finding(
            .closeOrExtend, rows: [tenancy.row], columns: ["stage"],
            detail: Label(
                "一处改为 \(stage)，另一处改为 \(other)：有争议，工位两边都保留",
                "one site set \(stage), another \(other): disputed; the seats stay taken"),
            options: [stage, other].map {
                ResolutionOption(
                    "stage-\($0)", Label("定为 \($0)", "make it \($0)"), tenancy.row, "stage",
                    .text($0))
            })
    }

    private static func extended(
        _ tenancy: RowFact, _ last: LocalDay, _ beyond: [RowFact]
    ) -> Finding {
        let free = last.adding(days: 1)
        let cut = beyond.map { term -> ResolutionOption.Write in
            guard let from = term.day("from_day"), from < free else {
                return .init(row: term.row, column: "retired", value: .text("X07"))
            }
            return .init(row: term.row, column: "to_day", value: .text(free.description))
        }
        return Finding(
            .closeOrExtend, rows: [tenancy.row] + beyond.map(\.row),
            columns: ["stage", "moved_out_on", "from_day", "to_day", "retired"],
            detail: Label(
                "协议于 \(last) 结束，另有条款延续到之后：有争议，工位两边都保留",
                "closed on \(last), and a term goes on after that: disputed; the seats stay taken"),
            options: [
                ResolutionOption(
                    "closed", Label("已结束：条款止于 \(last)", "it is closed: terms end on \(last)"),
                    writes: cut),
                ResolutionOption(
                    "extended", Label("续期：恢复为转正价", "it goes on: back to market rent"),
                    tenancy.row, "stage", .text("market-rent")),
            ])
    }

    /// X08: graduation needs evidence. Without any the company is only said to have graduated.
    ///
    /// - Parameters:
    ///   - tenancies: not retired.
    ///   - rounds: closed rounds with evidence, not retired.
    ///   - companies: the cards, with `funding_status`, `stage`, `high_tech`.
    public static func unproven(
        _ tenancies: [RowFact], rounds: [RowFact], companies: [RowFact]
    ) -> [Finding] {
        let funded = Set(rounds.compactMap { $0.text("company") })
        let cards = Dictionary(companies.map { ($0.key.text, $0) }) { first, _ in first }
        return tenancies.byKey.compactMap { tenancy in
            guard let reason = tenancy.text("exit_reason"), reason.hasPrefix("graduated"),
                !tenancy.isFilled("graduation_evidence")
            else { return nil }
            let company = tenancy.text("company") ?? ""
            guard !funded.contains(company), !(cards[company].map(isProven) ?? false)
            else { return nil }
            return Finding(
                .graduationNeedsEvidence, rows: [tenancy.row],
                columns: ["exit_reason", "graduation_evidence"],
                detail: Label(
                    "自称毕业，没有已完成的融资、盈利、上市或证书为据",
                    "said to have graduated, with no closed round, profit, listing or certificate"),
                options: [
                    ResolutionOption(
                        "outgrew", Label("离场原因改为“空间不足”", "make the reason \"outgrew the space\""),
                        tenancy.row, "exit_reason", .text("outgrew")),
                    ResolutionOption(
                        "expired", Label("离场原因改为“到期”", "make the reason \"expired\""),
                        tenancy.row, "exit_reason", .text("expired")),
                ])
        }
    }

    private static func isProven(_ company: RowFact) -> Bool {
        company.text("funding_status") == "self-sufficient"
            || ["profitable", "listed"].contains(company.text("stage"))
            || company.integer("high_tech") == 1
    }

    /// X09: a closed round of a resident asks for a decision whether it leaves. Nobody is evicted.
    ///
    /// - Parameters:
    ///   - tenancies: not retired.
    ///   - rounds: closed, not retired.
    public static func leaveDue(_ tenancies: [RowFact], rounds: [RowFact]) -> [Finding] {
        let closed = Dictionary(grouping: rounds) { $0.text("company") ?? "" }
        return tenancies.byKey.compactMap { tenancy in
            guard tenancy.text("stage") == "moved-in", !tenancy.isFilled("leave_decision"),
                let round = closed[tenancy.text("company") ?? ""]?.byKey.last
            else { return nil }
            let day = round.text("closed_on").map { Label("（\($0)）", " (\($0))") }
            let decide = { (code: String, zh: String, en: String) in
                ResolutionOption(
                    code, Label(zh, en), tenancy.row, "leave_decision", .text(code))
            }
            return Finding(
                .leaveDecision, rows: [tenancy.row, round.row],
                columns: ["stage", "leave_decision", "status", "closed_on", "retired"],
                detail: Label(
                    "企业完成一轮融资\(day?.zh ?? "")，按约定需决定去留",
                    "the company closed a round\(day?.en ?? ""): whether it leaves is to be decided"
                ),
                options: [
                    decide("leave", "搬离", "it leaves"),
                    decide("stay-market", "按市价留下", "it stays at market rent"),
                    decide("stay-exception", "特批留下", "it stays by exception"),
                ])
        }
    }
}
