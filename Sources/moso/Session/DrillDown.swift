internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Wire
internal import Workflows

/// Finds the rows in which a scope differs at a peer: `KeyRun` says how.
struct DrillDown {
    /// How many questions it may take, so that no answer can keep it asking.
    private static let questionsMax = 1_000
    /// How many rows are found before it stops; a damaged table may hold no row that is right.
    static let rowsMax = 50

    struct Row {
        let table: String
        let key: RecordKey
        /// `nil` where it has no such row, or only what is left of a deleted one.
        let here: RowPicture?
        let there: RowPicture?
    }

    let replica: Replica
    let scope: ScopeID
    let ask: (DigestQuestion) async throws -> JSON

    /// The rows by table and key, at most `rowsMax` of them.
    func rows() async throws -> [Row] {
        var found: [Row] = []
        for table in replica.schema.tables.map(\.name).sorted() {
            for key in try await keys(of: table, most: DrillDown.rowsMax - found.count) {
                found.append(try await row(table, key))
            }
        }
        return found
    }

    private func keys(of table: String, most: Int) async throws -> [RecordKey] {
        var found: [RecordKey] = []
        var open = [KeyRange(scope: scope, table: table)]
        var questions = 0
        while let range = open.popLast(), found.count < most,
            questions < DrillDown.questionsMax
        {
            questions += 1
            let theirs = try await runs(range)
            if theirs.allSatisfy({ $0.rows <= 1 }) {
                found += try difference(theirs, in: range)
            } else {
                for (part, run) in zip(range.cut(at: theirs), theirs).reversed() {
                    let mine = try replica.rowDigests(part).values
                        .reduce(into: KeyRun(from: part.from)) { $0.add($1) }
                    if mine.digest != run.digest || mine.rows != run.rows { open.append(part) }
                }
            }
        }
        return Array(found.prefix(max(0, most)))
    }

    /// Runs of one row each against the rows here.
    private func difference(_ theirs: [KeyRun], in range: KeyRange) throws -> [RecordKey] {
        var mine = try replica.rowDigests(range)
        var differing: [RecordKey] = []
        for run in theirs {
            guard let key = RecordKey(run.from) else { continue }
            if mine.removeValue(forKey: key) != run.digest { differing.append(key) }
        }
        return (differing + mine.keys).sorted()
    }

    private func row(_ table: String, _ key: RecordKey) async throws -> Row {
        let record = try replica.record(table, key)
        let reply = try await ask(.row(scope, table: table, key: key))
        return Row(
            table: table, key: key,
            here: record.flatMap { $0.scope == scope ? RowPicture($0) : nil },
            there: reply["row"].flatMap(RowPicture.init))
    }

    private func runs(_ range: KeyRange) async throws -> [KeyRun] {
        try await ask(.runs(range))["runs"]?.array?.compactMap { run in
            guard let from = run["from"]?.string, let rows = run["rows"]?.integer,
                let digest = run["digest"]?.string.flatMap(Digest256.init(hexadecimal:))
            else { return nil }
            return KeyRun(from: from, rows: Int(clamping: rows), digest: digest)
        } ?? []
    }
}
