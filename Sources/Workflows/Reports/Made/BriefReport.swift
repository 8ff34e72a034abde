internal import Causality
internal import Domain

/// The weekly and the monthly brief: what happened in the week or month of a day, up to that day, beside the whole of
/// the one before.
///
/// Each line counts records by the day that they carry, so the brief of a week that is over says the same whenever it
/// is asked for, but for what was written down late.
struct BriefReport {
    enum Span { case week, month }

    private let ground: ReportGround
    private let span: Span
    private let open: [InboxItem]

    init(_ ground: ReportGround, _ span: Span, _ open: [InboxItem]) {
        self.ground = ground
        self.span = span
        self.open = open
    }

    private typealias Text = Catalogue.ReportBrief

    /// What is counted: records of a kind by one of their days, where need be only those in some states.
    private struct Line {
        let name: String
        let label: Phrase
        let table: String
        let day: String
        var column: String?
        var words: Set<String> = []
    }

    private static let lines = [
        Line(
            name: "applications", label: Text.applications, table: "application", day: "received_on"
        ),
        Line(name: "joined", label: Text.joined, table: "waitlist_entry", day: "joined_on"),
        Line(name: "promises", label: Text.promises, table: "promise", day: "made_on"),
        Line(name: "move_ins", label: Text.moveIns, table: "tenancy", day: "moved_in_on"),
        Line(name: "notices", label: Text.notices, table: "tenancy", day: "notice_on"),
        Line(name: "move_outs", label: Text.moveOuts, table: "tenancy", day: "moved_out_on"),
        Line(
            name: "rounds", label: Text.rounds, table: "funding_round", day: "closed_on",
            column: "status", words: ["closed"]),
        Line(name: "sessions", label: Text.sessions, table: "expert_session", day: "held_at"),
        Line(name: "clinics", label: Text.clinics, table: "legal_clinic", day: "held_on"),
        Line(name: "reported", label: Text.reported, table: "work_order", day: "reported_at"),
        Line(
            name: "mended", label: Text.mended, table: "work_order", day: "done_at",
            column: "state", words: ["done", "confirmed"]),
        Line(name: "milestones", label: Text.milestones, table: "milestone", day: "happened_on"),
    ]

    private var columns: [Report.Column] {
        [
            Report.Column("what", Text.what, .text, flexible: true),
            Report.Column("now", span == .week ? Text.thisWeek : Text.thisMonth, .count),
            Report.Column("before", span == .week ? Text.weekBefore : Text.monthBefore, .count),
        ]
    }

    /// The first day of the period, and of the one before.
    private var begins: (first: LocalDay, before: LocalDay) {
        switch span {
        case .week:
            let monday = ground.day.adding(days: 1 - ground.day.weekday.rawValue)
            return (monday, monday.adding(days: -7))
        case .month:
            let first = ground.day.adding(days: 1 - ground.day.day)
            return (first, first.adding(months: -1))
        }
    }

    func report() throws -> Report {
        var report = Report(span == .week ? .week : .month, ground, columns)
        report.rows = try [visits()] + BriefReport.lines.map(row)
        report.figures += try OccupancyReport(ground).report().figures
        let undecided = Int64(open.count)
        report.figure(
            "conflicts", Catalogue.Report.conflictsWaiting, .count,
            Report.Cell(.number(Range64(undecided, undecided)), open.flatMap(\.records)))
        report.remarks.append(Text.note(from: begins.first, to: ground.day))
        return report
    }

    private func row(_ line: Line) throws -> Report.Row {
        let (first, before) = begins
        var now = Tally()
        var then = Tally()
        let columns = [line.day] + [line.column].compactMap { $0 }
        for row in try ground.rows(
            line.table, columns, where: "\(line.day) >= ?2 AND \(line.day) < ?3",
            [.text("\(before)"), .text("\(ground.day.adding(days: 1))")])
        {
            let counts = line.column.map { row.isOne($0, of: line.words) } ?? .one
            let here = row.exists.both(counts)
            let falls = { (from: LocalDay, end: LocalDay) in
                row.verdict(line.day) {
                    BriefReport.day($0).map { from <= $0 && $0 < end } ?? false
                }
            }
            now.add(here.both(falls(first, ground.day.adding(days: 1))), row.reference)
            then.add(here.both(falls(before, first)), row.reference)
        }
        return BriefReport.row(line.name, line.label, now, then)
    }

    /// A delegation counts once, however many wrote it down (X19).
    private func visits() throws -> Report.Row {
        let (first, before) = begins
        let all = try Received.all(ground, from: before)
        return BriefReport.row(
            "visits", Text.visits, Tally(all.filter { first <= $0.day }),
            Tally(all.filter { $0.day < first }))
    }

    private static func row(
        _ name: String, _ label: Phrase, _ now: Tally, _ then: Tally
    ) -> Report.Row {
        Report.Row(
            name, [Report.Cell(.text(label)), now.cell, then.cell], now.records + then.records)
    }

    private static func day(_ value: Value) -> LocalDay? {
        value.text.flatMap { LocalDay($0) ?? LocalMinute($0)?.day }
    }
}
