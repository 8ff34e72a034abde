public import Causality

/// X16, X17 and the seats that are sold (X03): who gets which seats when.
public enum QueueRules {
    /// X16: whoever goes before others does so with a reason and a name, and with a second name where
    /// the company is one that we invested in.
    ///
    /// - Parameters:
    ///   - entries: not retired.
    ///   - invested: investments that are not passed over, not retired.
    public static func jumps(_ entries: [RowFact], invested: [RowFact]) -> [Finding] {
        let ours = Dictionary(grouping: invested.filter { $0.isFilled("company") }) {
            $0.text("company") ?? ""
        }
        return entries.byKey.compactMap { entry in
            guard let priority = entry.text("priority"), priority != "normal",
                !["admitted", "withdrawn", "lapsed"].contains(entry.text("state"))
            else { return nil }
            let columns = ["priority", "priority_second", "retired"]
            let back = ResolutionOption(
                "normal", Label("恢复普通次序", "back to the ordinary order"), entry.row, "priority",
                .text("normal"))
            guard entry.isFilled("priority_by"), entry.isFilled("priority_reason") else {
                return Finding(
                    .jumpHasReason, rows: [entry.row], columns: columns,
                    detail: Label("插队没有批准人或理由", "goes before others with no name or reason"),
                    options: [back])
            }
            guard let company = entry.text("company"), let investment = ours[company]?.byKey.first,
                !entry.isFilled("priority_second")
            else { return nil }
            return Finding(
                .jumpHasReason, rows: [entry.row, investment.row], columns: columns + ["stage"],
                detail: Label(
                    "插队的是本机构已投的企业，须另有一人批准",
                    "goes before others, and we invested in it: a second name is wanted"),
                options: [back])
        }
    }

    /// X17: offers of seats that the free seats cover, the earliest offer first; a later one that they
    /// do not cover counts as withdrawn.
    ///
    /// - Parameters:
    ///   - offers: entries of one site that are offered or accepted and not admitted, not retired.
    ///   - seats: fixed and office seats in service of that site, with `key`.
    ///   - assignments: confirmed assignments of these seats, not retired.
    ///   - leaving: tenancies that were told to leave, not retired. Their seats are free from the day
    ///     after that by which they leave, though no assignment says so before they are gone.
    ///   - ranks: which was written first of those that were offered on one day.
    public static func uncovered(
        _ offers: [RowFact], seats: [RowFact], assignments: [RowFact], leaving: [RowFact] = [],
        ranks: [RecordKey: Int] = [:]
    ) -> [(offer: RowFact, free: Int)] {
        let own = Set(seats.map(\.key.text))
        let taken = assignments.filter { own.contains($0.text("seat") ?? "") }
        let lastDays = Dictionary(
            leaving.compactMap { tenancy in lastDay(tenancy).map { (tenancy.key.text, $0) } }
        ) { first, _ in first }
        var promised: [(from: LocalDay, count: Int)] = []
        var uncovered: [(offer: RowFact, free: Int)] = []
        let ordered = offers.sorted {
            ($0.text("offered_on") ?? "", ranks[$0.key] ?? 0, $0.key)
                < ($1.text("offered_on") ?? "", ranks[$1.key] ?? 0, $1.key)
        }
        for offer in ordered {
            guard let from = offer.day("offered_from") ?? offer.day("answer_by"),
                let count = offer.integer("offered_seats").flatMap({ Int(exactly: $0) })
            else { continue }
            let said = offer.day("offered_on")
            let held = Set(
                taken.filter { claim in
                    guard claim.period("from_day", "to_day")?.contains(from) ?? false else {
                        return false
                    }
                    guard let last = lastDays[claim.text("tenancy") ?? ""] else { return true }
                    // Who was to be gone when the offer was made, and is not, sits there for all
                    // that is known.
                    return last >= from || said.map { last < $0 } ?? false
                }.compactMap { $0.text("seat") })
            let before = promised.filter { $0.from <= from }.reduce(0) { $0 + $1.count }
            let free = max(0, own.count - held.count - before)
            if count > free {
                uncovered.append((offer, free))
            } else {
                promised.append((from, count))
            }
        }
        return uncovered
    }

    /// The day by which a company that was told to leave is gone; `nil` when nobody told it to.
    private static func lastDay(_ tenancy: RowFact) -> LocalDay? {
        ["notice", "moving-out"].contains(tenancy.text("stage")) ? tenancy.day("leave_by") : nil
    }

    public static func offerFindings(
        _ offers: [RowFact], seats: [RowFact], assignments: [RowFact], leaving: [RowFact] = [],
        ranks: [RecordKey: Int] = [:]
    ) -> [Finding] {
        uncovered(
            offers, seats: seats, assignments: assignments, leaving: leaving, ranks: ranks
        ).map { offer, free in
            let count = offer.integer("offered_seats") ?? 0
            return Finding(
                .offersWithinSeats, rows: [offer.row],
                columns: ["offered_seats", "offered_from", "state", "retired"],
                detail: Label(
                    "通知了 \(count) 个工位，届时只有 \(free) 个可给：该通知视为撤回",
                    "\(count) seats offered, and \(free) are free then: the offer counts as withdrawn"
                ),
                options: [
                    ResolutionOption(
                        "wait", Label("撤回通知，继续排队", "withdraw it: the company waits on"),
                        offer.row, "state", .text("waiting"))
                ]
                    + (free > 0
                        ? [
                            ResolutionOption(
                                "fewer", Label("改为 \(free) 个", "offer \(free)"), offer.row,
                                "offered_seats", .integer(Int64(free)))
                        ] : []))
        }
    }

    /// X24: a company that accepted at several sites while these were apart. Both acceptances are real, and
    /// both stay until somebody has asked the founder.
    ///
    /// - Parameters:
    ///   - entries: accepted, not retired.
    ///   - company: what stands for a company and all that were found to be the same.
    public static func acceptedTwice(
        _ entries: [RowFact], company: (String) -> String
    ) -> [Finding] {
        Dictionary(grouping: entries) { company($0.text("company") ?? "") }
            .sorted { $0.key.precedesByBytes($1.key) }
            .compactMap { _, own in
                let ordered = own.sorted {
                    ($0.text("offered_on") ?? "", $0.text("answer_by") ?? "", $0.key)
                        < ($1.text("offered_on") ?? "", $1.text("answer_by") ?? "", $1.key)
                }
                let sites = ordered.compactMap { $0.text("site") }
                guard Set(sites).count > 1, let last = ordered.last else { return nil }
                let until = last.text("answer_by")
                return Finding(
                    .acceptedOnce, rows: ordered.map(\.row),
                    columns: ["state", "company", "offered_seats", "offered_on", "retired"],
                    detail: Label(
                        "在 \(sites.joined(separator: "、")) 都接受了：先问创始人，两处的工位都留着"
                            + (until.map { "；过了 \($0)，后通知的一处过期" } ?? ""),
                        "accepted at \(sites.joined(separator: " and ")): ask the founder; the seats are "
                            + "kept at both"
                            + (until.map { ", and after \($0) the later lapses" } ?? "")
                    ),
                    options: ordered.map { kept in keep(kept, among: ordered) })
            }
    }

    private static func keep(_ kept: RowFact, among entries: [RowFact]) -> ResolutionOption {
        let site = kept.text("site") ?? kept.key.text
        let seats = kept.integer("offered_seats").map {
            Label("（\($0) 个工位）", " (\($0) \($0 == 1 ? "seat" : "seats"))")
        }
        return ResolutionOption(
            "keep-\(site)",
            Label(
                "到 \(site) 入驻\(seats?.zh ?? "")，其余过期",
                "it goes to \(site)\(seats?.en ?? ""); the others lapse"),
            writes: entries.filter { $0 != kept }.map {
                .init(row: $0.row, column: "state", value: .text("lapsed"))
            })
    }

    /// X03: seats sold in tenancies are no more than there are in service, on any day.
    ///
    /// - Parameters:
    ///   - tenancies: of one site that hold seats, not retired.
    ///   - seats: fixed and office seats in service of that site.
    public static func oversold(_ tenancies: [RowFact], seats: [RowFact]) -> [Finding] {
        guard !seats.isEmpty else { return [] }
        let sold = tenancies.compactMap { tenancy -> (RowFact, DayInterval, Int64)? in
            let from = tenancy.day("moved_in_on") ?? tenancy.day("planned_from")
            let last = tenancy.day("moved_out_on") ?? lastDay(tenancy) ?? tenancy.day("planned_to")
            guard let from, let period = DayInterval(from: from, to: last?.adding(days: 1)),
                let count = tenancy.integer("seat_count"), count > 0
            else { return nil }
            return (tenancy, period, count)
        }
        for day in Set(sold.map(\.1.from)).sorted() {
            let held = sold.filter { $0.1.contains(day) }
            let total = held.reduce(Int64(0)) { $0 + $1.2 }
            guard total > Int64(seats.count),
                let newest = held.max(by: { ($0.1.from, $0.0.key) < ($1.1.from, $1.0.key) })
            else { continue }
            let left = newest.2 - (total - Int64(seats.count))
            return [
                Finding(
                    .assignedSeatInService, rows: [newest.0.row],
                    columns: ["seat_count", "planned_from", "moved_in_on", "stage", "retired"],
                    detail: Label(
                        "\(day) 已签 \(total) 个工位，可用 \(seats.count) 个：最新的协议超额",
                        "\(total) seats are signed for on \(day), and \(seats.count) are in service: "
                            + "the newest tenancy is over-allocated"),
                    options: [
                        ResolutionOption(
                            "fewer",
                            Label("最新的协议改为 \(max(0, left)) 个", "\(max(0, left)) for the newest"),
                            newest.0.row, "seat_count", .integer(max(0, left)))
                    ])
            ]
        }
        return []
    }
}
