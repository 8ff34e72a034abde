internal import Causality
internal import Domain

/// H07: how each resident stands on its way out: raising, funded, profitable; whether somebody has decided
/// that it leaves; and for what reasons others have left in the year up to the day.
struct GraduationReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("funding", .field("company", "funding_status"), .text),
        Report.Column("stage", .field("tenancy", "stage"), .text),
        Report.Column("closed_on", .field("funding_round", "closed_on"), .date),
        Report.Column("decision", .field("tenancy", "leave_decision"), .text),
        Report.Column("leave_by", .field("tenancy", "leave_by"), .date),
        Report.Column("left_on", .field("tenancy", "moved_out_on"), .date),
        Report.Column("reason", .field("tenancy", "exit_reason"), .text),
    ]

    private enum Part: String, CaseIterable {
        case leaveDue = "leave_due"
        case notice
        case movingOut = "moving_out"
        case raising
        case closed
        case selfSufficient = "self_sufficient"
        case left

        var label: Phrase {
            switch self {
            case .leaveDue: Text.leaveDue
            case .notice: .choice("tenancy", "stage", "notice")
            case .movingOut: .choice("tenancy", "stage", "moving-out")
            case .raising: .choice("company", "funding_status", "raising")
            case .closed: .choice("company", "funding_status", "just-closed")
            case .selfSufficient: .choice("company", "funding_status", "self-sufficient")
            case .left: Text.leftThisYear
            }
        }

        var group: Report.Group { Report.Group(name: rawValue, label: label) }
    }

    func report() throws -> Report {
        var report = Report(.graduation, ground, GraduationReport.columns)
        let stays = try Stay.all(ground)
        let cards = try ground.cards()
        let rounds = try self.rounds()
        let residents = try Stay.residents(ground, stays).sorted {
            ($0.value.stay.row.text("site") ?? "", $0.key) < (
                $1.value.stay.row.text("site") ?? "", $1.key
            )
        }
        var parts: [Part: [Report.Row]] = [:]
        for (company, resident) in residents {
            let card = cards.first(company, "funding_status")
            for (part, answer) in answers(resident.stay, card, rounds[company] ?? []) {
                let sure = answer.both(resident.isHere)
                guard sure.isPossible else { continue }
                parts[part, default: []].append(
                    try row(part, resident.stay, card, rounds[company] ?? [], sure))
            }
        }
        parts[.left] = try left(stays)
        for part in Part.allCases {
            report.rows += parts[part] ?? []
            report.count(part.rawValue, part.label, parts[part] ?? [])
        }
        for (reason, rows) in try reasons(stays) {
            report.figure(
                "left_\(reason)", .choice("tenancy", "exit_reason", reason), .count, rows.cell)
        }
        return report
    }

    private func answers(
        _ stay: Stay, _ card: FactRow?, _ rounds: [FactRow]
    ) -> [(Part, Range64)] {
        let status = { (code: String) in
            card?.isOne("funding_status", of: [code], absent: "none") ?? .zero
        }
        let isRaising = rounds.map { $0.isOne("status", of: ["raising", "term-sheet"]) }
            .reduce(Range64.zero) { $0.either($1) }
        let hasClosed = rounds.map { round in
            round.isOne("status", of: ["closed"]).both(
                round.falls(
                    "closed_on", from: stay.row.day("moved_in_on"), through: ground.day))
        }.reduce(Range64.zero) { $0.either($1) }
        let undecided = stay.row.verdict("leave_decision") { $0.isNull }
        let stage = { (code: String) in stay.row.isOne("stage", of: [code]) }
        return [
            (
                .leaveDue,
                hasClosed.both(undecided).both(
                    stay.row.isOne("stage", of: ["notice", "moving-out", "market-rent"]).negated)
            ),
            (.notice, stage("notice")), (.movingOut, stage("moving-out")),
            (.raising, status("raising").either(isRaising)),
            (.closed, status("just-closed").either(hasClosed)),
            (.selfSufficient, status("self-sufficient")),
        ]
    }

    private func row(
        _ part: Part, _ stay: Stay, _ card: FactRow?, _ rounds: [FactRow], _ answer: Range64
    ) throws -> Report.Row {
        let closed = rounds.filter { $0.isOne("status", of: ["closed"]).isPossible }
        let days = Set(closed.flatMap { $0.days("closed_on") }).filter { $0 <= ground.day }.sorted()
        return Report.Row(
            "\(part.rawValue)-\(stay.row.key.text)", group: part.group, site: stay.site,
            [
                try ground.company(stay.row), ground.site(stay.site),
                card.map { ground.choice($0, "funding_status") } ?? .none,
                ground.choice(stay.row, "stage", absent: "draft"),
                Report.Cell(.day(days.last), closed.map(\.reference)),
                ground.choice(stay.row, "leave_decision"),
                Report.Cell(.days(of: stay.row.days("leave_by"))),
                Report.Cell(.days(of: stay.row.days("moved_out_on"))),
                ground.choice(stay.row, "exit_reason"),
            ], [stay.row.reference], isCertain: answer.isCertain)
    }

    /// Those who moved out in the year up to the day.
    private func left(_ stays: [Stay]) throws -> [Report.Row] {
        try stays.filter { hasLeft($0).isPossible }.map {
            try row(.left, $0, nil, [], hasLeft($0))
        }
    }

    private func hasLeft(_ stay: Stay) -> Range64 {
        stay.row.exists.both(
            stay.row.falls(
                "moved_out_on", from: ground.day.adding(days: -364), through: ground.day))
    }

    private func reasons(_ stays: [Stay]) throws -> [(String, Tally)] {
        let choices = NetworkSchema.kind("tenancy")?.field("exit_reason")?.type.choices ?? []
        return choices.map { choice in
            var tally = Tally()
            for stay in stays {
                tally.add(
                    hasLeft(stay).both(stay.row.isOne("exit_reason", of: [choice.code])),
                    stay.row.reference)
            }
            return (choice.code, tally)
        }
    }

    private func rounds() throws -> [RecordKey: [FactRow]] {
        var rounds: [RecordKey: [FactRow]] = [:]
        for row in try ground.rows(
            "funding_round", ["company", "status", "closed_on"],
            where: "status IN ('raising', 'term-sheet', 'closed')", order: "closed_on")
        {
            guard let root = try ground.root(row.shown("company")) else { continue }
            rounds[root, default: []].append(row)
        }
        return rounds
    }
}
