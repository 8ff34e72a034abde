internal import Causality
internal import Storage
internal import Workflows

extension BenchRound {
    /// How often what takes a millisecond is done in a round.
    private static let repeats = 9

    /// A report: rows counted and summed by state, as SQLite computes it either way. A replica's rows carry their
    /// clocks, which is what makes the difference.
    mutating func report(_ plain: PlainSQLite, _ side: BenchSide) throws {
        let questions = [
            "SELECT status, count(*), sum(seats), sum(rent_cents) FROM tenancy GROUP BY status",
            "SELECT stage, count(*), sum(amount_cents), max(valuation_cents) FROM investment GROUP BY stage",
        ]
        var times: (plain: [Double], replica: [Double]) = ([], [])
        for _ in 0..<Self.repeats {
            var (expected, found): ([[Value]], [[Value]]) = ([], [])
            times.plain.append(
                try seconds { for sql in questions { expected += try plain.select(sql) } })
            times.replica.append(
                try seconds { for sql in questions { found += try side.replica.select(sql) } })
            guard found == expected, !found.isEmpty else {
                throw BenchError(
                    Catalogue.Bench.otherRows(side.path, after: BenchFigure.report.title))
            }
        }
        figures[.report] = times.replica.median / times.plain.median
    }

    /// The list of what is open, whole, to reading as many rows of a table in which a program has written down
    /// what differs, each with the row that it is about.
    mutating func conflictList(
        _ plain: PlainSQLite, _ side: BenchSide, _ state: WorkloadState
    ) throws {
        let open = state.contested(work.left, work.right)
        try plain.keep(open)
        let questions = Workload.tables.map {
            "SELECT * FROM conflict JOIN \($0.name) ON \($0.name).id = key WHERE tab = '\($0.name)' ORDER BY conflict.id"
        }
        var times: (plain: [Double], replica: [Double]) = ([], [])
        for _ in 0..<Self.repeats {
            var (expected, found) = (0, 0)
            times.plain.append(
                try seconds { for sql in questions { expected += try plain.select(sql).count } })
            times.replica.append(try seconds { found = try side.replica.openConflicts().count })
            guard found == expected else { throw BenchError(Catalogue.Bench.open(found)) }
        }
        figures[.conflictList] = times.replica.median / times.plain.median
    }
}
