internal import Workflows

/// Medians over the rounds, beside what they may be.
struct BenchReport {
    let rows: Int
    let rounds: Int
    let wanted: [BenchFigure]
    private(set) var samples: [BenchFigure: [Double]] = [:]

    init(rows: Int, rounds: Int, wanted: [BenchFigure]) {
        self.rows = rows
        self.rounds = rounds
        self.wanted = wanted
    }

    mutating func add(_ figures: [BenchFigure: Double]) {
        for (figure, value) in figures { samples[figure, default: []].append(value) }
    }

    func measured(_ figure: BenchFigure) -> Double? { samples[figure]?.median }

    /// Whether the median keeps the budget; `nil` when it was not measured.
    func isMet(_ figure: BenchFigure) -> Bool? { measured(figure).map { $0 <= figure.budget } }

    var metCount: Int { wanted.count { isMet($0) == true } }

    func table(_ language: Language) -> TextTable {
        typealias Text = Catalogue.Bench
        let titles = [
            Text.name, Text.what, Text.measured, Text.spread, Text.budget, Text.aim, Text.verdict,
        ]
        var table = TextTable(
            titles.enumerated().map { at, title in
                TextTable.Column(title.text(language), (2...5).contains(at) ? .right : .left)
            })
        for figure in wanted {
            let verdict = isMet(figure).map { $0 ? Text.met : Text.missed }
            let number = { (value: Double) in BenchReport.text(value, figure) }
            table.add([
                "\(figure.rawValue)", "\(figure.title.text(language))",
                "\(measured(figure).map(number) ?? "–")", spread(figure),
                "\(number(figure.budget))",
                "\(number(figure.aim))",
                "\((verdict ?? Text.notMeasured).text(language))",
            ])
        }
        return table
    }

    /// The least and the most of the rounds.
    private func spread(_ figure: BenchFigure) -> String {
        guard let all = samples[figure], let least = all.min(), let most = all.max() else {
            return "–"
        }
        return "\(BenchReport.plain(least))–\(BenchReport.plain(most))"
    }

    var json: JSON {
        [
            "rows": .count(rows), "rounds": .count(rounds),
            "figures": .array(
                wanted.map { figure in
                    [
                        "name": .string(figure.rawValue), "unit": .string(figure.unit),
                        "measured": .optional(measured(figure).map(BenchReport.plain)),
                        "samples": .array(
                            (samples[figure] ?? []).map { .string(BenchReport.plain($0)) }),
                        "budget": .string(BenchReport.plain(figure.budget)),
                        "aim": .string(BenchReport.plain(figure.aim)),
                        "met": isMet(figure).map { .bool($0) } ?? .null,
                    ]
                }),
        ]
    }

    private static func text(_ value: Double, _ figure: BenchFigure) -> String {
        figure.unit.isEmpty ? plain(value) : "\(plain(value)) \(figure.unit)"
    }

    /// Two digits behind the point for small numbers, none for large ones.
    static func plain(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value >= 100 || value == value.rounded() { return "\(Int(value.rounded()))" }
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
