internal import Causality
internal import Domain

/// H16: what experts and law firms did in the 90 days up to the day, and which residents nobody has helped
/// for 60 days.
struct ExpertReport {
    private let ground: ReportGround
    private static let days = 90
    private static let neglectDays = 60

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("name", Catalogue.Heading.name, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("sessions", Text.sessions, .count),
        Report.Column("minutes", .field("expert_session", "minutes"), .count),
        Report.Column("solved", .choice("expert_session", "outcome", "solved"), .count),
        Report.Column("share", Text.solvedShare, .percent),
        Report.Column("last", Text.lastTime, .date),
    ]

    private struct Work {
        var sessions = Tally()
        var minutes = Tally()
        var solved = Tally()
        var last: LocalDay?
    }

    func report() throws -> Report {
        var report = Report(.experts, ground, ExpertReport.columns)
        report.rowsOnPage = 20
        let first = ground.day.adding(days: 1 - ExpertReport.days)
        let sessions = try self.sessions()
        var work: [String: Work] = [:]
        var all = Work()
        var lastHelp: [RecordKey: LocalDay] = [:]
        for session in sessions {
            guard let day = session.moment("held_at")?.day else { continue }
            if let company = try ground.root(session.shown("company")) {
                lastHelp[company] = max(lastHelp[company] ?? day, day)
            }
            let within = session.exists.both(
                session.verdict("held_at") {
                    $0.text.flatMap { LocalMinute($0) }.map {
                        first <= $0.day && $0.day <= ground.day
                    }
                        ?? false
                })
            add(session, within, day, to: &work[session.text("expert") ?? "", default: Work()])
            add(session, within, day, to: &all)
        }
        let neglected = try self.neglected(lastHelp)
        report.rows = neglected + (try experts(work)) + (try clinics(from: first))
        report.figure("sessions", Text.sessions, .count, all.sessions.cell)
        report.figure("minutes", .field("expert_session", "minutes"), .count, all.minutes.cell)
        report.figure(
            "solved_share", Text.solvedShare, .percent,
            Report.Cell(.range(all.solved.share(of: all.sessions)), all.solved.records))
        report.count("neglected", Text.neglected, neglected)
        report.count("clinics", Text.clinics, report.rows.filter { $0.group?.name == "clinics" })
        return report
    }

    private func sessions() throws -> [FactRow] {
        try ground.rows(
            "expert_session", ["site", "company", "expert", "held_at", "minutes", "outcome"],
            where: "held_at < ?2", [.text("\(ground.day.adding(days: 1))")], order: "held_at")
    }

    private func add(_ session: FactRow, _ within: Range64, _ day: LocalDay, to work: inout Work) {
        guard within.isPossible else { return }
        work.sessions.add(within, session.reference)
        work.minutes.add(session.number("minutes") ?? .zero, if: within, session.reference)
        work.solved.add(within.both(session.isOne("outcome", of: ["solved"])), session.reference)
        work.last = max(work.last ?? day, day)
    }

    private func experts(_ work: [String: Work]) throws -> [Report.Row] {
        let names = Dictionary(
            try ground.rows("expert", ["name"]).map { ($0.key.text, $0.text("name")) }
        ) { a, _ in a }
        let group = Report.Group(name: "experts", label: Text.byExpert)
        return work.sorted {
            ($1.value.sessions.range.high, $0.key) < ($0.value.sessions.range.high, $1.key)
        }
        .filter { $0.value.sessions.range.isPossible }
        .map { key, work in
            Report.Row(
                "expert-\(key)", group: group,
                [
                    Report.Cell(.text(verbatim: names[key] ?? key)), .none, work.sessions.cell,
                    work.minutes.cell, work.solved.cell,
                    Report.Cell(.range(work.solved.share(of: work.sessions))),
                    Report.Cell(.day(work.last)),
                ], work.sessions.records)
        }
    }

    /// Residents without a session or clinic in 60 days, those without any at all first.
    private func neglected(_ lastHelp: [RecordKey: LocalDay]) throws -> [Report.Row] {
        let group = Report.Group(name: "neglected", label: Text.neglected)
        let before = ground.day.adding(days: -ExpertReport.neglectDays)
        let residents = try Stay.residents(ground, try Stay.all(ground)).filter {
            lastHelp[$0.key].map { $0 < before } ?? true
        }.sorted {
            (lastHelp[$0.key] ?? .earliest, $0.key) < (lastHelp[$1.key] ?? .earliest, $1.key)
        }
        return try residents.map { company, resident in
            Report.Row(
                "company-\(company.text)", group: group, site: resident.stay.site,
                [
                    try ground.company(resident.stay.row), ground.site(resident.stay.site), .none,
                    .none,
                    .none, .none, Report.Cell(.day(lastHelp[company])),
                ], [resident.stay.row.reference], isCertain: resident.isHere.isCertain)
        }
    }

    private func clinics(from first: LocalDay) throws -> [Report.Row] {
        let group = Report.Group(name: "clinics", label: Text.clinics)
        return try ground.rows(
            "legal_clinic", ["site", "held_on", "law_firm", "companies", "minutes"],
            where: "held_on >= ?2 AND held_on <= ?3", [.text("\(first)"), .text("\(ground.day)")],
            order: "held_on DESC"
        ).map { row in
            let companies = SetText.elements(of: row.shown("companies")).count
            return Report.Row(
                row.key.text, group: group, site: row.text("site"),
                [
                    Report.Cell(.text(verbatim: row.text("law_firm"))),
                    ground.site(row.text("site")),
                    Report.Cell(.count(companies)), Report.Cell(.range(row.number("minutes"))),
                    .none, .none, Report.Cell(.days(of: row.days("held_on"))),
                ], [row.reference], isCertain: row.exists.isCertain)
        }
    }
}
