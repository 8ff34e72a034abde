internal import Causality
internal import Storage
internal import Sync
internal import Wire
internal import Workflows

/// One round: plain SQLite and two replicas go through the same work, turn by turn, and every end
/// state is compared with the one that was computed beforehand.
struct BenchRound {
    let work: Workload
    let folder: String
    var figures: [BenchFigure: Double] = [:]

    init(_ work: Workload, folder: String) {
        self.work = work
        self.folder = folder
    }

    mutating func run(through last: BenchFigure.Stage) throws {
        let plainPath = folder + "/plain.db"
        let plain = try PlainSQLite(path: plainPath)
        let anji = try BenchSide(folder + "/anji", site: "anji")
        let peer = try BenchSide(folder + "/beijing", site: "beijing")
        var state = WorkloadState(work)
        try rows(plain, plainPath, anji, peer, state.digest)
        guard last >= .updates else { return }
        state.apply(work.updates)
        try updates(plain, plainPath, anji, state.digest)
        try report(plain, anji)
        guard last >= .sides else { return }
        try sides(plain, anji, peer, state)
        try singleEdits(plain, anji)
    }

    // MARK: Parts

    private mutating func rows(
        _ plain: PlainSQLite, _ plainPath: String, _ anji: BenchSide, _ peer: BenchSide,
        _ expected: Digest256
    ) throws {
        let plainSeconds = try seconds { try plain.insert(work) }
        figures[.insert] = try seconds { try anji.insert(work) } / plainSeconds
        let reading = try seconds { _ = try plain.selectAll() }
        var records: [LogRecord] = []
        figures[.extract] = try seconds { records = try anji.records() } / reading
        figures[.apply] =
            try seconds { try peer.apply(records, from: anji.replica.meta.site) } / plainSeconds
        for path in [plainPath, anji.path, peer.path] { try check(path, expected, .insert) }
        figures[.wireRows] = Double(BenchWire.bytes(of: records)) / Double(BenchWire.tsv(work))
        try snapshot(anji, plainSeconds, expected)
        figures[.sizeRows] = try BenchFile(anji.path).size() / BenchFile(plainPath).size()
    }

    private mutating func updates(
        _ plain: PlainSQLite, _ plainPath: String, _ anji: BenchSide, _ expected: Digest256
    ) throws {
        let plainSeconds = try seconds {
            for part in work.updates.parts(of: Workload.perTransaction) { try plain.update(part) }
        }
        figures[.update] = try seconds { try anji.update(work.updates) } / plainSeconds
        for path in [plainPath, anji.path] { try check(path, expected, .update) }
        figures[.sizeUpdates] = try BenchFile(anji.path).size() / BenchFile(plainPath).size()
        figures[.metadata] = try metadata(anji.path, plainPath)
    }

    /// Bytes a row that the replica's tables hold beyond those of plain SQLite; the log's and the
    /// indexes' are told by the size of the database.
    private func metadata(_ path: String, _ plainPath: String) throws -> Double {
        let users = "name IN ('tenancy', 'investment')"
        let own = "name GLOB 'moso_*' AND name NOT GLOB 'moso_log*'"
        let replica = try BenchFile(path)
        let more = try replica.payload(where: users) - BenchFile(plainPath).payload(where: users)
        return try (more + replica.payload(where: own)) / Double(work.rows.joined().count)
    }

    private mutating func sides(
        _ plain: PlainSQLite, _ anji: BenchSide, _ peer: BenchSide, _ state: WorkloadState
    ) throws {
        try peer.apply(try anji.records(beyond: peer.vector()), from: anji.replica.meta.site)
        let before = try anji.vector()
        try anji.update(work.left)
        try peer.update(work.right)
        let (fromPeer, fromAnji) = try (
            peer.records(beyond: before), anji.records(beyond: before)
        )
        let plainSeconds = try seconds { try plain.update(work.right[...]) }
        figures[.concurrent] =
            try seconds { try anji.apply(fromPeer, from: peer.replica.meta.site) } / plainSeconds
        try peer.apply(fromAnji, from: anji.replica.meta.site)
        try check(peer.path, try WorkloadState.digest(of: anji.path), .concurrent)
        let open = try anji.replica.openConflicts().count
        guard open == state.contested(work.left, work.right).count else {
            throw BenchError(Catalogue.Bench.open(open))
        }
        try conflictList(plain, anji, state)
        let evening = try anji.vector()
        try anji.update(work.dayUpdates)
        let day = BenchWire.bytes(of: try anji.records(beyond: evening))
        figures[.wireUpdates] = Double(day) * 1_000 / Double(work.dayUpdates.count)
    }

    private mutating func singleEdits(_ plain: PlainSQLite, _ anji: BenchSide) throws {
        var times: (plain: [Double], replica: [Double]) = ([], [])
        for (at, row) in work.rows[0].prefix(100).enumerated() {
            let edit = WorkloadUpdate(
                table: 0, key: row.key, keyText: row.keyText, column: 7,
                value: .text("edited at the desk, \(at)"))
            times.plain.append(try seconds { try plain.update([edit]) })
            times.replica.append(try seconds { try anji.update([edit]) })
        }
        figures[.edit] = times.replica.median / times.plain.median
    }

    private func check(_ path: String, _ expected: Digest256, _ figure: BenchFigure) throws {
        guard try WorkloadState.digest(of: path) == expected else {
            throw BenchError(Catalogue.Bench.otherRows(path, after: figure.title))
        }
    }
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .seconds(1)
}

extension [Double] {
    /// The middle one; of an even number, the upper of the two.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
