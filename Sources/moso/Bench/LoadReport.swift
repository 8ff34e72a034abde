internal import Workflows

/// What a load came to, as a table of times and a few sentences.
struct LoadReport {
    private typealias Text = Catalogue.Bench
    let load: BenchLoad
    let result: BenchLoad.Result

    init(_ load: BenchLoad, _ result: BenchLoad.Result) {
        self.load = load
        self.result = result
    }

    func table(_ language: Language) -> TextTable {
        let titles = [Text.what, Text.count, Text.middle, Text.slow, Text.slowest, Text.aim]
        var table = TextTable(
            titles.enumerated().map { at, title in
                TextTable.Column(title.text(language), at == 0 ? .left : .right)
            })
        for part in BenchLoad.Part.allCases {
            let times = result.times[part] ?? []
            let number = { (value: Double?) in
                value.map { "\(BenchReport.plain($0)) ms" } ?? "–"
            }
            table.add([
                "\(Text.load(part.rawValue).text(language))", "\(times.count)",
                number(times.median), number(times.share(99)), number(times.max()),
                number(part.aim),
            ])
        }
        return table
    }

    var remarks: [Phrase] {
        [
            Text.hub(
                milliseconds: BenchReport.plain(result.hubMilliseconds),
                percent: BenchReport.plain(result.hubShare * 100),
                megabytes: BenchReport.plain(result.hubBytes / 1_048_576)),
            Text.failures(result.failures),
        ]
    }

    var json: JSON {
        [
            "sites": .count(load.sites), "pace_seconds": .count(load.pace),
            "rounds": .count(load.rounds), "failures": .count(result.failures),
            "hub_ms_per_transaction": .string(BenchReport.plain(result.hubMilliseconds)),
            "hub_percent_of_a_core": .string(BenchReport.plain(result.hubShare * 100)),
            "hub_bytes_most": .count(Int(result.hubBytes)),
            "parts": .array(
                BenchLoad.Part.allCases.map { part in
                    let times = result.times[part] ?? []
                    return [
                        "name": .string(part.rawValue), "count": .count(times.count),
                        "p50_ms": .string(BenchReport.plain(times.median)),
                        "p99_ms": .string(BenchReport.plain(times.share(99) ?? .nan)),
                        "most_ms": .string(BenchReport.plain(times.max() ?? .nan)),
                        "aim_ms": .optional(part.aim.map(BenchReport.plain)),
                    ]
                }),
        ]
    }
}

extension [Double] {
    /// The least value that so many of a hundred do not exceed; `nil` of none.
    func share(_ percent: Int) -> Double? {
        isEmpty ? nil : sorted()[Swift.min(count - 1, (count * percent + 99) / 100 - 1)]
    }
}
