internal import Causality
internal import Domain

/// H09: the projects by stage, with their amounts, how long they have stood there, and both gates.
struct FunnelReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("stage", .field("investment", "stage"), .text),
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("count", Catalogue.Heading.projects, .count),
        Report.Column("asked", .field("investment", "asked_fen"), .money(.yuan)),
        Report.Column("planned", .field("investment", "planned_fen"), .money(.yuan)),
        Report.Column("approved", .field("investment", "approved_fen"), .money(.yuan)),
        Report.Column("gate_1", Text.gate1, .text),
        Report.Column("gate_2", Text.gate2, .text),
        Report.Column("resident", Text.resident, .text),
        Report.Column("next_check", .field("investment", "next_check_on"), .date),
    ]

    private struct Stage {
        let code: String
        var count = Tally()
        var sums: [String: [String: Range64]] = [:]
    }

    private static let amounts = ["asked_fen", "planned_fen", "approved_fen"]
    /// Those that are over stand in the table of stages only.
    private static let over: Set<String> = ["exited", "passed"]

    func report() throws -> Report {
        var report = Report(.funnel, ground, FunnelReport.columns)
        let choices = NetworkSchema.kind("investment")?.field("stage")?.type.choices ?? []
        var stages = choices.map { Stage(code: $0.code) }
        let projects = try ground.rows(
            "investment", ["company", "stage", "currency", "next_check_on"] + FunnelReport.amounts)
        for project in projects { add(project, to: &stages) }
        let stageGroup = Report.Group(name: "stages", label: Text.byStage)
        report.rows = stages.map { row($0, stageGroup) }
        let listed = try self.listed(projects, order: choices.map(\.code))
        report.rows += listed
        report.count("projects", Text.openProjects, listed)
        var held = Tally()
        for project in projects {
            held.add(project.exists.both(project.isOne("stage", of: ["held"])), project.reference)
        }
        report.figure("held", .choice("investment", "stage", "held"), .count, held.cell)
        return report
    }

    private func add(_ project: FactRow, to stages: inout [Stage]) {
        let names = Set(project.may("stage").map { $0.text ?? "sourced" })
        for at in stages.indices where names.contains(stages[at].code) {
            let here = names.count == 1 ? project.exists : Range64(0, project.exists.high)
            stages[at].count.add(here, project.reference)
            for column in FunnelReport.amounts {
                let sides = zip(project.may(column), project.may("currency")).map {
                    ($0.integer ?? 0, $1.text ?? Fen.currency)
                }
                for (currency, found) in Dictionary(grouping: sides, by: \.1) {
                    // Of an amount in one currency or another, none is for sure.
                    let isSure = here.isCertain && found.count == sides.count
                    let least = isSure ? found.map(\.0).min() ?? 0 : 0
                    let range = Range64(least, found.map(\.0).max() ?? 0)
                    stages[at].sums[column, default: [:]][currency, default: .zero].add(range)
                }
            }
        }
    }

    private func row(_ stage: Stage, _ group: Report.Group) -> Report.Row {
        let money = FunnelReport.amounts.map { column in
            Report.Cell(.amounts(of: stage.sums[column] ?? [:]), stage.count.records)
        }
        return Report.Row(
            stage.code, group: group,
            [
                Report.Cell(.text(.choice("investment", "stage", stage.code))), .none,
                stage.count.cell,
            ] + money + [.none, .none, .none, .none])
    }

    private func listed(_ projects: [FactRow], order: [String]) throws -> [Report.Row] {
        let gates = try Gates(ground)
        let residents = try Stay.residents(ground, try Stay.all(ground))
        let group = Report.Group(name: "open", label: Text.openProjects)
        let open = projects.filter { project in
            project.may("stage").contains { !FunnelReport.over.contains($0.text ?? "sourced") }
        }.sorted { a, b in
            let place = { (row: FactRow) in
                order.firstIndex(of: row.text("stage") ?? "sourced") ?? order.count
            }
            return (place(a), a.key) < (place(b), b.key)
        }
        return try open.map { project in
            let money = FunnelReport.amounts.map { column -> Report.Cell in
                let sides = zip(project.may(column), project.may("currency"))
                let currencies = Set(sides.map { $1.text ?? Fen.currency })
                guard let range = project.number(column), currencies.count == 1 else {
                    return .none
                }
                return Report.Cell(.money(range, currency: currencies.first ?? Fen.currency))
            }
            let company = try ground.root(project.shown("company"))
            let resident = company.flatMap { residents[$0] }
            return Report.Row(
                project.key.text, group: group,
                [
                    ground.choice(project, "stage", absent: "sourced"), try ground.company(project),
                    .none,
                ] + money + [
                    gates.cell(project.key, "1", ground.day),
                    gates.cell(project.key, "2", ground.day),
                    resident.map { found in
                        Report.Cell(
                            .text(
                                found.isHere.isCertain
                                    ? Catalogue.Word.yes : Catalogue.Word.undecided),
                            [found.stay.row.reference])
                    } ?? .none,
                    Report.Cell(.day(project.day("next_check_on"))),
                ], [project.reference],
                isCertain: project.exists.isCertain && project.may("stage").count == 1)
        }
    }
}

/// Both gates of every project, by the rule that holds for the committee (X10, X11).
private struct Gates {
    private var reviews: [String: [RowFact]] = [:]
    private var records: [String: [RowReference]] = [:]

    init(_ ground: ReportGround) throws {
        let columns = [
            "investment", "gate", "reviewer", "mandate_from", "mandate_to", "verdict", "interest",
            "signed_on",
        ]
        for row in try ground.rows(
            "gate_review", columns, where: "signed_on <= ?2 OR signed_on IS NULL",
            [.text("\(ground.day)")])
        {
            let name = "\(row.text("investment") ?? "")/\(row.text("gate") ?? "")"
            reviews[name, default: []].append(row.fact)
            records[name, default: []].append(row.reference)
        }
    }

    func cell(_ project: RecordKey, _ gate: String, _ day: LocalDay) -> Report.Cell {
        let name = "\(project.text)/\(gate)"
        let found = records[name] ?? []
        switch CapitalRules.gate(reviews[name] ?? []) {
        case .none: return .none
        case .held: return Report.Cell(.text(Catalogue.Report.gateHeld), found, .bad)
        case .passed(let since):
            let isOld = since.days(until: day) > CapitalRules.gateDays
            return Report.Cell(
                .text(isOld ? Catalogue.Report.gateOld(since) : Catalogue.Report.gatePassed(since)),
                found, isOld ? .attention : .plain)
        }
    }
}
