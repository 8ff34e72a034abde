internal import Causality
internal import Domain

/// H17: what industry asks for and how far each demand is matched, the oldest without a match first. A zero
/// is shown as zero: a loop that has not closed yet is an answer.
struct DemandReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("asker", .field("demand", "asker"), .text, flexible: true),
        Report.Column("problem", .field("demand", "problem"), .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("first_heard", Text.firstHeard, .date),
        Report.Column("contacts", Text.contacts, .count),
        Report.Column("state", .field("demand", "state"), .text),
        Report.Column("matches", Text.matches, .count),
        Report.Column("pilots", .choice("demand_match", "state", "pilot"), .count),
        Report.Column("contracts", .choice("demand_match", "state", "contract"), .count),
        Report.Column("closed", Text.closedLoops, .count),
    ]

    private struct Matches {
        var all = Tally()
        var pilots = Tally()
        var contracts = Tally()
    }

    func report() throws -> Report {
        var report = Report(.demands, ground, DemandReport.columns)
        report.rowsOnPage = 30
        let matches = try self.matches()
        let visits = try self.visits()
        let choices = NetworkSchema.kind("demand")?.field("state")?.type.choices ?? []
        var states = choices.map { _ in Tally() }
        var sums = Matches()
        var loops = Tally()
        var lines: [(isMatched: Bool, since: LocalDay, row: Report.Row)] = []
        for demand in try ground.rows("demand", ["site", "asker", "problem", "visits", "state"]) {
            for (at, choice) in choices.enumerated() {
                states[at].add(
                    demand.exists.both(demand.isOne("state", of: [choice.code], absent: "raised")),
                    demand.reference)
            }
            let own = matches[demand.key.text] ?? Matches()
            sums.all.add(own.all)
            sums.pilots.add(own.pilots)
            sums.contracts.add(own.contracts)
            var loop = Tally()
            let isSigned = Range64(
                own.contracts.range.low > 0 ? 1 : 0, own.contracts.range.high > 0 ? 1 : 0)
            loop.add(demand.isOne("state", of: ["delivered"]).both(isSigned), demand.reference)
            loops.add(loop)
            let days = SetText.elements(of: demand.shown("visits")).compactMap { visits[$0] }
            guard !demand.isOne("state", of: ["delivered", "dropped"]).isCertain else { continue }
            lines.append(
                (own.all.range.isPossible, days.min() ?? .last, line(demand, own, loop, days)))
        }
        report.rows = lines.sorted {
            ($0.isMatched ? 1 : 0, $0.since, $0.row.name) < (
                $1.isMatched ? 1 : 0, $1.since, $1.row.name
            )
        }.map(\.row)
        for (choice, tally) in zip(choices, states) {
            report.figure(choice.code, .choice("demand", "state", choice.code), .count, tally.cell)
        }
        report.figure("matches_all", Text.matches, .count, sums.all.cell)
        report.figure(
            "pilots_all", Text.pilotMatches, .count, sums.pilots.cell)
        report.figure("contracts_all", Text.signedMatches, .count, sums.contracts.cell)
        report.figure("closed_loops", Text.closedLoops, .count, loops.cell)
        return report
    }

    private func line(
        _ demand: FactRow, _ own: Matches, _ loop: Tally, _ days: [LocalDay]
    ) -> Report.Row {
        Report.Row(
            demand.key.text, site: demand.text("site"),
            [
                Report.Cell(.text(verbatim: demand.text("asker"))),
                Report.Cell(.text(verbatim: demand.text("problem"))),
                ground.site(demand.text("site")),
                Report.Cell(.day(days.min())), Report.Cell(.count(days.count)),
                ground.choice(demand, "state", absent: "raised"), own.all.cell, own.pilots.cell,
                own.contracts.cell, loop.cell,
            ], [demand.reference], isCertain: demand.exists.isCertain)
    }

    /// Matches that have not failed, by demand.
    private func matches() throws -> [String: Matches] {
        var found: [String: Matches] = [:]
        for row in try ground.rows(
            "demand_match", ["demand", "state", "proposed_on"],
            where: "proposed_on <= ?2 OR proposed_on IS NULL", [.text("\(ground.day)")])
        {
            let lives = row.exists.both(row.isOne("state", of: ["failed"]).negated)
            let demand = row.text("demand") ?? ""
            found[demand, default: Matches()].all.add(lives, row.reference)
            found[demand, default: Matches()].pilots.add(
                row.exists.both(row.isOne("state", of: ["pilot"])), row.reference)
            found[demand, default: Matches()].contracts.add(
                row.exists.both(row.isOne("state", of: ["contract"])), row.reference)
        }
        return found
    }

    private func visits() throws -> [String: LocalDay] {
        var days: [String: LocalDay] = [:]
        for row in try ground.rows(
            "visit", ["arrived_at"], where: "arrived_at < ?2",
            [.text("\(ground.day.adding(days: 1))")])
        { days[row.key.text] = row.moment("arrived_at")?.day }
        return days
    }
}
