internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Workflows

/// One replica of a benchmark, and what is done to it.
struct BenchSide {
    static let rowsPerTransaction = 1_000
    let replica: Replica

    init(_ directory: String, site: String) throws {
        guard let site = SiteID(site), let hub = SiteID("beijing") else {
            preconditionFailure("the benchmark's sites have names")
        }
        var environment = Machine.environment()
        // A million rows at once are more than a hub takes from a member in a day.
        environment.allowance = MemberAllowance(
            rows: .max, bytes: .max, conflicts: .max, open: .max)
        replica = try Replica.create(
            directory: directory, site: site, hub: hub, schema: Workload.schema,
            environment: environment)
    }

    var path: String { replica.databasePath }

    /// Adds all rows in one durable commit, a transaction for each thousand.
    func insert(_ work: Workload) throws {
        try replica.write {
            for (table, rows) in zip(Workload.tables, work.rows) {
                for part in rows.parts(of: BenchSide.rowsPerTransaction) {
                    try replica.edit(author: "bench") { draft in
                        for row in part {
                            try draft.insert(table.name, row.key, columns: row.values)
                        }
                    }
                }
            }
        }
    }

    /// Single-column updates, a durable transaction for each hundred.
    func update(_ updates: [WorkloadUpdate]) throws {
        for part in updates.parts(of: Workload.perTransaction) {
            try replica.edit(author: "bench") { draft in
                for update in part {
                    let table = Workload.tables[update.table]
                    try draft.set(
                        table.name, update.key, [table.columns[update.column].name: update.value])
                }
            }
        }
    }

    /// The log beyond what `vector` covers.
    func records(beyond vector: VersionVector = VersionVector()) throws -> [LogRecord] {
        var records: [LogRecord] = []
        _ = try replica.extract(beyond: vector, { _ in true }) { record in
            records.append(record)
            return true
        }
        return records
    }

    /// Takes in what another side sent: batches of the size that an exchange uses, in one durable
    /// commit as plain SQLite makes it, so that the engine is compared and not the number of syncs.
    func apply(_ records: [LogRecord], from site: SiteID) throws {
        try replica.write {
            var rest = records[...]
            while !rest.isEmpty {
                var bytes = 0
                let batch = rest.prefix { record in
                    defer { bytes += record.expandedCount ?? record.bytes.count }
                    return bytes == 0 || bytes < SyncLimits.batchBytesMax
                }
                rest = rest.dropFirst(batch.count)
                for result in try replica.apply(Array(batch), from: site, { _ in true }) {
                    guard case .applied = result.outcome else {
                        throw BenchError(Catalogue.Bench.notApplied("\(result)"))
                    }
                }
            }
        }
    }

    func vector() throws -> VersionVector { try replica.vector { _ in true } }
}

extension Array {
    func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
