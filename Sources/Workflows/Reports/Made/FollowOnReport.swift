internal import Causality
internal import Domain

/// H11: which LP follows into which project, and how far that is.
struct FollowOnReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private static let columns = [
        Report.Column("project", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("lp", .field("lp_follow_on", "lp"), .text, flexible: true),
        Report.Column("round", .field("lp_follow_on", "round"), .text),
        Report.Column("state", .field("lp_follow_on", "state"), .text),
        Report.Column("amount", .field("lp_follow_on", "amount_fen"), .money(.yuan)),
        Report.Column("nda_on", .field("lp_follow_on", "nda_on"), .date),
        Report.Column("documents", .field("lp_follow_on", "documents_shared"), .count),
    ]

    func report() throws -> Report {
        var report = Report(.followOn, ground, FollowOnReport.columns)
        let projects = Dictionary(
            try ground.rows("investment", ["company"]).map { ($0.key.text, $0) }
        ) { a, _ in a }
        let lps = Dictionary(
            try ground.rows("lp", ["name"]).map { ($0.key.text, $0.text("name")) }
        ) { a, _ in a }
        let choices = NetworkSchema.kind("lp_follow_on")?.field("state")?.type.choices ?? []
        var tallies = choices.map { _ in Tally() }
        let rows = try ground.rows(
            "lp_follow_on",
            [
                "investment", "lp", "round", "state", "amount_fen", "currency", "nda_on",
                "documents_shared",
            ], order: "investment, lp")
        for row in rows {
            for (at, choice) in choices.enumerated() {
                tallies[at].add(
                    row.exists.both(row.isOne("state", of: [choice.code], absent: "interested")),
                    row.reference)
            }
            let currencies = Set(row.may("currency").map { $0.text ?? Fen.currency })
            let amount = currencies.count == 1 ? row.number("amount_fen") : nil
            let shared = SetText.elements(of: row.shown("documents_shared")).count
            let isEarly = shared > 0 && row.days("nda_on").isEmpty
            report.rows.append(
                Report.Row(
                    row.key.text,
                    [
                        try row.text("investment").flatMap { projects[$0] }.map {
                            try ground.company($0)
                        }
                            ?? .none,
                        Report.Cell(.text(verbatim: row.text("lp").flatMap { lps[$0] } ?? nil)),
                        Report.Cell(.text(verbatim: row.text("round"))),
                        ground.choice(row, "state", absent: "interested"),
                        Report.Cell(
                            amount.map { .money($0, currency: currencies.first ?? Fen.currency) }
                                ?? .none),
                        Report.Cell(.days(of: row.days("nda_on"))),
                        Report.Cell(.count(shared), [], isEarly ? .bad : .plain),
                    ], [row.reference], isCertain: row.exists.isCertain))
        }
        for (choice, tally) in zip(choices, tallies) {
            report.figure(
                choice.code, .choice("lp_follow_on", "state", choice.code), .count, tally.cell)
        }
        return report
    }
}
