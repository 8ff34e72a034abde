internal import Workflows

/// How a hub aged, as a table with a line a year and a few sentences.
struct YearsReport {
    private typealias Text = Catalogue.Bench
    let plan: BenchYears
    let years: [BenchYears.Year]
    let programs: BenchYears.Programs?

    func table(_ language: Language) -> TextTable {
        let titles = [
            Text.year, Text.records, Text.transactions, Text.database, Text.metadataEach,
            Text.takingIn, Text.editMiddle, Text.editSlow, Text.plainMiddle, Text.plainSlow,
        ]
        var table = TextTable(
            titles.map { TextTable.Column($0.text(language), .right) })
        for year in years {
            table.add([
                "\(year.number)", "\(year.records)", "\(year.transactions)",
                "\(BenchReport.plain(year.size / 1_048_576)) MB",
                "\(BenchReport.plain(year.metadata)) B",
                "\(BenchReport.plain(year.takingIn)) ms",
                "\(BenchReport.plain(year.edits.median)) ms",
                "\(BenchReport.plain(year.edits.share(99) ?? .nan)) ms",
                "\(BenchReport.plain(year.plain.median)) ms",
                "\(BenchReport.plain(year.plain.share(99) ?? .nan)) ms",
            ])
        }
        return table
    }

    var remark: Phrase? {
        programs.map { found in
            Text.afterYears(
                start: BenchReport.plain(found.start),
                quiet: BenchReport.plain(found.quiet.median), sent: found.sent,
                received: found.received, megabytes: BenchReport.plain(found.memory / 1_048_576))
        }
    }

    var json: JSON {
        [
            "rows": .count(plan.rows), "sites": .count(plan.sites),
            "years": .array(
                years.map { year in
                    [
                        "year": .count(year.number), "records": .count(year.records),
                        "transactions": .count(year.transactions),
                        "database_bytes": .count(Int(year.size)),
                        "metadata_bytes_a_record": .string(BenchReport.plain(year.metadata)),
                        "taking_in_1000_ms": .string(BenchReport.plain(year.takingIn)),
                        "edits": .count(year.edits.count),
                        "edit_p50_ms": .string(BenchReport.plain(year.edits.median)),
                        "edit_p99_ms": .string(BenchReport.plain(year.edits.share(99) ?? .nan)),
                        "plain_p50_ms": .string(BenchReport.plain(year.plain.median)),
                        "plain_p99_ms": .string(BenchReport.plain(year.plain.share(99) ?? .nan)),
                    ]
                }),
            "programs": programs.map { found in
                [
                    "status_ms": .string(BenchReport.plain(found.start)),
                    "quiet_p50_ms": .string(BenchReport.plain(found.quiet.median)),
                    "quiet_p99_ms": .string(BenchReport.plain(found.quiet.share(99) ?? .nan)),
                    "quiet_sent_bytes": .count(found.sent),
                    "quiet_received_bytes": .count(found.received),
                    "hub_bytes_most": .count(Int(found.memory)),
                ]
            } ?? .null,
        ]
    }
}
