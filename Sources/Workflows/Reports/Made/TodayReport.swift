internal import Causality
internal import Domain
internal import Storage

/// H01: one page for the morning. What happens today, what is due, what waits for a decision, and which
/// site has not been heard from.
struct TodayReport {
    private let ground: ReportGround
    private let open: [InboxItem]
    private var day: Value { .text("\(ground.day)") }
    private var next: Value { .text("\(ground.day.adding(days: 1))") }

    /// - Parameter open: what waits for a decision.
    init(_ ground: ReportGround, _ open: [InboxItem]) {
        self.ground = ground
        self.open = open
    }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("when", Text.when, .date),
        Report.Column("what", Text.what, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("detail", Text.detail, .text, flexible: true),
        Report.Column("number", Text.number, .count),
    ]

    func report() throws -> Report {
        var report = Report(.today, ground, TodayReport.columns)
        report.rowsOnPage = 8
        let waiting = try Waiting.all(ground)
        let parts = [
            (group("visits", Text.visitsToday), try visits()),
            (group("bookings", Text.bookingsToday), try bookings()),
            (group("move_ins", Text.moveIns), try moves(.moveIns)),
            (group("move_outs", Text.moveOuts), try moves(.moveOuts)),
            (group("promises", Text.promisesDue), try promises(waiting)),
            (group("answers", Text.answersDue), try answers(waiting)),
            (group("next_steps", Text.nextSteps), try nextSteps()),
            (group("gates", Text.gatesDue), try gates()),
            (group("repairs", Text.urgentRepairs), try repairs()),
            (group("silent", Text.silentSites), silent()),
        ]
        for (group, lines) in parts {
            let rows = lines.map { $0.row(in: group, ground) }
            report.rows += rows
            report.count(group.name, group.label, rows)
        }
        let undecided = Int64(open.count)
        report.figure(
            "conflicts", Text.conflictsWaiting, .count,
            Report.Cell(.number(Range64(undecided, undecided)), open.flatMap(\.records)))
        if undecided > 0 { report.remarks.append(Text.conflictsHint) }
        return report
    }

    private func group(_ name: String, _ label: Phrase) -> Report.Group {
        Report.Group(name: name, label: label)
    }

    /// One line of the page.
    private struct Line {
        let record: RowReference?
        let when: Report.Content
        let what: Report.Content
        let site: String?
        let detail: Report.Content
        var number: Report.Content = .none
        var mark = Report.Mark.plain
        var certainty = Range64.one

        func row(in group: Report.Group, _ ground: ReportGround) -> Report.Row {
            Report.Row(
                "\(group.name)-\(record?.key.text ?? site ?? "")", group: group, site: site,
                [
                    Report.Cell(when, [], mark), Report.Cell(what), ground.site(site),
                    Report.Cell(detail), Report.Cell(number),
                ], record.map { [$0] } ?? [], isCertain: certainty.isCertain)
        }
    }

    // MARK: Parts

    private func visits() throws -> [Line] {
        try ground.rows(
            "visit",
            [
                "site", "arrived_at", "is_planned", "kind", "organisation", "city", "people",
                "same_visit",
            ],
            where: "arrived_at >= ?2 AND arrived_at < ?3", [day, next], order: "arrived_at"
        ).filter { $0.text("arrived_at")?.hasPrefix("\(ground.day)") ?? false }.map { row in
            let who = row.text("organisation") ?? row.text("city") ?? ""
            return Line(
                record: row.reference, when: moment(row, "arrived_at"),
                what: .text(verbatim: who), site: row.text("site"),
                detail: ground.choice(row, "kind").content, number: .range(row.number("people")),
                certainty: row.exists)
        }
    }

    private func bookings() throws -> [Line] {
        let rooms = try ground.rows("space", ["path"])
        let names = Dictionary(rooms.map { ($0.key.text, $0.text("path") ?? "") }) { first, _ in
            first
        }
        return try ground.rows(
            "booking",
            [
                "site", "space", "from_at", "to_at", "company", "organiser", "purpose", "people",
                "state",
            ],
            where: """
                from_at >= ?2 AND from_at < ?3
                    AND coalesce(state, 'requested') IN ('requested', 'confirmed', 'used', 'overran')
                """, [day, next], order: "from_at"
        ).compactMap { row in
            let stands = row.exists.both(
                row.isOne(
                    "state", of: ["requested", "confirmed", "used", "overran"], absent: "requested")
            ).both(row.verdict("from_at") { $0.text?.hasPrefix("\(ground.day)") ?? false })
            guard stands.isPossible else { return nil }
            let room = row.text("space").flatMap { names[$0] } ?? ""
            let company = try ground.company(row.shown("company"))
            let holder = company.isEmpty ? Phrase(verbatim: row.text("organiser") ?? "") : company
            return Line(
                record: row.reference, when: moment(row, "from_at"),
                what: .text(verbatim: room), site: row.text("site"),
                detail: holder.isEmpty ? .text(verbatim: row.text("purpose")) : .text(holder),
                number: .range(row.number("people")), certainty: stands)
        }
    }

    private enum Move {
        case moveIns
        case moveOuts
    }

    private func moves(_ move: Move) throws -> [Line] {
        let isIn = move == .moveIns
        let columns =
            isIn ? ["moved_in_on", "planned_from"] : ["moved_out_on", "leave_by", "planned_to"]
        let stages: Set<String> =
            isIn
            ? ["draft", "signed"]
            : ["moved-in", "market-rent", "notice", "moving-out", "suspended"]
        let planned = columns.dropFirst().map { "\($0) = ?2" }.joined(separator: " OR ")
        return try ground.rows(
            "tenancy", ["site", "company", "stage", "seat_count"] + columns,
            where: """
                \(columns[0]) = ?2 OR \(columns[0]) IS NULL AND (\(planned))
                    AND coalesce(stage, 'draft') IN (SELECT value FROM json_each(?3))
                """, [day, .text(JSON.array(stages.sorted().map { .string($0) }).text)]
        ).compactMap { row in
            let is_ = { (column: String) in row.verdict(column) { $0 == day } }
            let plans = columns.dropFirst().map(is_)
            let mayPlan = Range64(plans.map(\.low).max() ?? 0, plans.map(\.high).max() ?? 0)
                .both(row.isOne("stage", of: stages, absent: "draft"))
                .both(row.verdict(columns[0]) { $0.isNull })
            let done = is_(columns[0])
            let happens = row.exists.both(
                Range64(max(done.low, mayPlan.low), max(done.high, mayPlan.high)))
            guard happens.isPossible else { return nil }
            return Line(
                record: row.reference, when: .day(ground.day),
                what: .text(try ground.company(row.shown("company"))), site: row.text("site"),
                detail: done.isCertain ? .text(Text.done) : ground.choice(row, "stage").content,
                number: .range(row.number("seat_count")), certainty: happens)
        }
    }

    /// Promised for today, or for a day that has passed, to somebody who still waits.
    private func promises(_ waiting: [Waiting]) throws -> [Line] {
        try waiting.compactMap { entry in
            let due = entry.waits.both(
                entry.row.verdict("promised_on") {
                    $0.text.flatMap { LocalDay($0) }.map { $0 <= ground.day } ?? false
                })
            guard due.isPossible else { return nil }
            let waitsFor = try entry.waitsFor.map { try ground.company($0.shown("company")) }
            return Line(
                record: entry.row.reference, when: .days(of: entry.row.days("promised_on")),
                what: .text(try ground.company(entry.row.shown("company"))),
                site: entry.row.text("site"),
                detail: waitsFor.map { .text(Text.after($0)) } ?? .none,
                number: .range(entry.row.number("seats_wanted")),
                mark: entry.overdue.isPossible ? .bad : .plain, certainty: due)
        }.sorted { $0.when.firstDay < $1.when.firstDay }
    }

    /// Offers of seats that are to be answered by today.
    private func answers(_ waiting: [Waiting]) throws -> [Line] {
        try waiting.compactMap { entry in
            let due = entry.waits.both(entry.row.isOne("state", of: ["offered"])).both(
                entry.row.verdict("answer_by") {
                    $0.text.flatMap { LocalDay($0) }.map { $0 <= ground.day } ?? false
                })
            guard due.isPossible else { return nil }
            return Line(
                record: entry.row.reference, when: .days(of: entry.row.days("answer_by")),
                what: .text(try ground.company(entry.row.shown("company"))),
                site: entry.row.text("site"), detail: .none,
                number: .range(entry.row.number("offered_seats")), certainty: due)
        }
    }

    private func nextSteps() throws -> [Line] {
        try ground.rows(
            "record_note", ["site", "about", "kind", "person", "content", "due_on", "done_on"],
            where: "kind = 'next-step' AND due_on <= ?2 AND (done_on IS NULL OR done_on > ?2)",
            [day],
            order: "due_on"
        ).compactMap { row in
            let isDue = row.day("due_on").map { $0 <= ground.day } ?? false
            guard row.text("kind") == "next-step", isDue else { return nil }
            return Line(
                record: row.reference, when: .day(row.day("due_on")),
                what: .text(verbatim: row.text("content")), site: row.text("site"),
                detail: .text(verbatim: row.text("person")),
                mark: row.day("due_on").map { $0 < ground.day } ?? false ? .attention : .plain,
                certainty: row.exists)
        }
    }

    /// Projects before a gate that no review of this gate has been signed for.
    private func gates() throws -> [Line] {
        var signed: Set<String> = []
        for review in try ground.rows(
            "gate_review", ["investment", "gate", "signed_on"], where: "signed_on <= ?2", [day])
        {
            signed.insert("\(review.text("investment") ?? "")/gate-\(review.text("gate") ?? "")")
        }
        return try ground.rows(
            "investment", ["company", "stage", "next_check_on"],
            where: "stage IN ('gate-1', 'gate-2') OR next_check_on <= ?2", [day],
            order: "next_check_on"
        ).compactMap { row in
            let stages = row.may("stage").map { stage in
                ["gate-1", "gate-2"].contains(stage.text ?? "")
                    && !signed.contains("\(row.key.text)/\(stage.text ?? "")")
            }
            let checks = row.verdict("next_check_on") {
                $0.text.flatMap { LocalDay($0) }.map { $0 <= ground.day } ?? false
            }.both(row.isOne("stage", of: ["exited", "passed"]).negated)
            let gate = stages.verdict
            let due = row.exists.both(
                Range64(max(gate.low, checks.low), max(gate.high, checks.high)))
            guard due.isPossible else { return nil }
            return Line(
                record: row.reference, when: .day(row.day("next_check_on")),
                what: .text(try ground.company(row.shown("company"))), site: nil,
                detail: ground.choice(row, "stage", absent: "sourced").content, certainty: due)
        }
    }

    /// Not yet done, and of the two most urgent classes.
    private func repairs() throws -> [Line] {
        let open: Set<String> = ["open", "assigned", "in-progress", "reopened"]
        return try ground.rows(
            "work_order", ["site", "category", "severity", "reported_at", "state", "assigned_to"],
            where: """
                coalesce(state, 'open') IN ('open', 'assigned', 'in-progress', 'reopened')
                    AND severity <= 2 AND (reported_at IS NULL OR reported_at < ?2)
                """, [next], order: "severity, reported_at"
        ).compactMap { row in
            let waits = row.exists.both(row.isOne("state", of: open, absent: "open"))
                .both(row.verdict("severity") { ($0.integer ?? 9) <= 2 })
            guard waits.isPossible else { return nil }
            return Line(
                record: row.reference, when: moment(row, "reported_at"),
                what: ground.choice(row, "category").content, site: row.text("site"),
                detail: ground.choice(row, "state", absent: "open").content,
                number: .range(row.number("severity")),
                mark: row.shown("severity") == .integer(1) ? .bad : .plain, certainty: waits)
        }
    }

    private func silent() -> [Line] {
        ground.sites.filter { $0.freshness != .fresh }.map { source in
            let now = Int64(ground.nowMilliseconds)
            let age = source.heardMilliseconds.map { TimeText.ago(Int64($0), now: now) }
            return Line(
                record: nil, when: .none, what: .text(verbatim: source.name), site: source.site,
                detail: .text(age ?? Catalogue.Overview.neverHeard),
                mark: source.freshness == .silent ? .bad : .attention)
        }
    }

    private func moment(_ row: FactRow, _ column: String) -> Report.Content {
        row.moment(column).map { .moment($0) } ?? .none
    }
}

extension Report.Content {
    /// For sorting; the last day of the calendar where there is none.
    var firstDay: LocalDay {
        if case .days(let days) = self, let first = days.first { first } else { .last }
    }
}
