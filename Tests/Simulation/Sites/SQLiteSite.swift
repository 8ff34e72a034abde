package import Causality
package import Storage
package import Sync
package import Wire

/// A site on a real SQLite file, through the production `Replica`. The file lies on a simulated disk.
package final class SQLiteSite: SimulatedSite {
    package private(set) var schema: ReplicaSchema
    package let clock: HandClock
    package let disk: CrashDisk
    /// `nil` while the process is down because it could not start.
    private var running: Replica?
    let directory: String
    private let environment: ReplicaEnvironment
    private var identityFile: IdentityHistory
    private var known = KnownLog()
    package let signs: Bool

    /// - Parameters:
    ///   - members: those whose keys everybody knows, the hub first; `nil` where nobody signs.
    ///   - holds: which scopes a site holds by their names; all where nothing is said.
    package init(
        _ site: SiteID, hub: SiteID, schema: ReplicaSchema, directory: String,
        clock: HandClock = HandClock(), seed: UInt64 = 0, templates: ReplicaTemplates? = nil,
        members: [SiteID]? = nil,
        holds: (@Sendable (_ site: SiteID, _ hub: SiteID, ScopeID) -> Bool)? = nil
    ) throws {
        self.schema = schema
        signs = members != nil
        self.clock = clock
        self.directory = directory
        var environment = SQLiteSite.environment(clock, seed)
        if let holds { environment.holds = holds }
        self.environment = environment
        let template = try (templates ?? ReplicaTemplates()).of(
            site, hub: hub, schema, members: members)
        disk = try template.stamp(into: directory)
        identityFile = IdentityHistory(directory: directory)
        running = try Replica.open(
            directory: directory, schema: schema, environment: environment)
    }

    deinit {
        disk.endProcess()
        DiskVFS.unmount(directory)
    }

    static func environment(_ clock: HandClock, _ seed: UInt64) -> ReplicaEnvironment {
        let bytes = SeededBytes(seed, clock)
        return ReplicaEnvironment(
            wallMilliseconds: { clock.milliseconds }, randomBytes: { bytes.draw($0) },
            machineID: "simulated", busyMilliseconds: 0, vfs: DiskVFS.name)
    }

    package var replica: Replica {
        get throws {
            guard let running else { throw SiteIsDown() }
            return running
        }
    }

    package func countersign(with peer: SiteID) throws -> Bool {
        try replica.countersign(with: peer)
    }

    // MARK: Ends and starts

    /// The process dies without warning and is started again.
    package func crash() throws {
        disk.endProcess()
        try start()
    }

    /// The computer stops: what was not synced is lost, torn or out of order. The identity file too
    /// may be an earlier one.
    package func powerCut(seed: UInt64) throws {
        disk.cutPower(seed: seed)
        identityFile.cutPower(seed: seed)
        try start()
    }

    package func backUp() {
        disk.backUp()
        identityFile.backUp()
    }

    package var hasBackup: Bool { disk.hasBackup }

    package func restore(_ identity: IdentityFate) throws {
        disk.restore()
        switch identity {
        case .kept: break
        case .lost: identityFile.lose()
        case .putBack: identityFile.putBack()
        }
        try start()
    }

    package func loseLogOfWrites() throws {
        disk.endProcess()
        disk.remove(Replica.databaseName + "-wal")
        try start()
    }

    package func epochTold() throws -> UInt32? { try replica.epochChange?.to }

    package func undo(_ dot: Dot, isForced: Bool) throws -> UndoAnswer {
        do {
            let outcome = try replica.undo(dot, force: isForced, author: "p", reason: nil)
            identityFile.note()
            return switch outcome {
            case .done(let dots, _): .done(dots)
            case .refused: .refused
            case .nothing: .nothing
            }
        } catch let error as StorageError where error.isRefusal {
            throw EditRefusal("\(error)")
        }
    }

    package func rot(seed: UInt64) throws -> Rot? {
        running = nil
        disk.endProcess()
        let rot = RottenFile(directory + "/" + Replica.databaseName).spoil(schema, seed: seed)
        try start()
        return rot
    }

    private func start() throws {
        running = nil
        known = KnownLog()
        try identityFile.noteStart {
            running = try Replica.open(
                directory: directory, schema: schema, environment: environment)
        }
    }

    package func upgrade(to schema: ReplicaSchema) throws {
        self.schema = schema
        disk.endProcess()
        try start()
    }

    package func setDisk(_ fault: DiskFault) { disk.fault = fault }

    package var sparesReads: Bool {
        get { disk.sparesReads }
        set { disk.sparesReads = newValue }
    }

    package var diskFailures: Int { disk.failures }

    package func selfCheck() throws -> [String] {
        try replica.verify().findings.map { "\($0.kind.rawValue) \($0.place): \($0.detail)" }
    }

    // MARK: Editing

    package func edit(
        _ operations: [EditOperation], author: String, reason: String?
    ) throws -> [Dot] {
        do {
            let move = try move(operations)
            let dots =
                try erasure(operations, author, reason)
                ?? replica.edit(author: author, reason: reason) { draft in
                    if let move { try draft.append(ShareMove.table.name, move) }
                    for operation in operations where operation.kind != .move {
                        try make(operation, draft)
                    }
                }
            identityFile.note()
            return dots
        } catch let error as StorageError where error.isRefusal {
            throw EditRefusal("\(error)")
        }
    }

    /// What a move writes, which is an edit by itself; `nil` when it is none.
    private func move(_ operations: [EditOperation]) throws -> [String: Value]? {
        guard let first = operations.first(where: { $0.kind == .move }) else { return nil }
        guard operations.count == 1 else { throw EditRefusal("a move stands by itself") }
        return try ShareDesk(self).plan(first)
    }

    /// An erasure, which is an edit by itself; `nil` when it is none.
    private func erasure(
        _ operations: [EditOperation], _ author: String, _ reason: String?
    ) throws -> [Dot]? {
        guard let first = operations.first(where: { $0.kind == .erase }) else { return nil }
        guard operations.count == 1, let key = RecordKey(first.key), let column = first.column
        else { throw EditRefusal("an erasure stands by itself and names a column") }
        return [
            try replica.erase(
                first.table, key, fields: [column], author: author, reason: reason ?? "asked for")
        ]
    }

    package func isLeft(_ text: String) throws -> Bool {
        if try replica.awaitsScrub() != nil { try replica.write {} }
        return disk.holds(Array(text.utf8))
    }

    private func make(_ operation: EditOperation, _ draft: Draft) throws {
        guard let key = RecordKey(operation.key) else {
            throw EditRefusal("\(operation.key) is no key")
        }
        let table = operation.table
        switch operation.kind {
        case .insert: try draft.insert(table, key, try operation.values())
        case .set:
            let seen = operation.seen == true ? try replica.record(table, key)?.version : nil
            try draft.set(table, key, try operation.values(), seen: seen)
        case .add:
            guard let column = operation.column, let amount = operation.amount else {
                throw EditRefusal("add needs a column and an amount")
            }
            try draft.add(table, key, column, amount)
        case .delete: try draft.delete(table, key)
        case .erase, .move, .confirm:
            throw EditRefusal("an erasure or a move stands by itself, a word is given at the desk")
        case .keep:
            guard let record = try replica.record(table, key), !record.marks.isEmpty else {
                throw EditRefusal("no delete stands against \(table) \(key)")
            }
            try draft.keep(table, key, marks: record.marks)
        }
    }

    // MARK: Looking

    package func transactions() throws -> [Transaction] {
        try known.transactions(of: try replica)
    }

    package func forks() throws -> Set<Dot> {
        Set(try replica.forks().map { Dot(stream: $0.stream, seq: $0.seq) })
    }

    package func waiting() throws -> [WaitingItem] {
        let held = try replica.heldTransactions().map {
            WaitingItem(dot: $0.dot, standing: .held(lacks: $0.lacks.sorted()), peer: $0.peer)
        }
        let aside = try replica.quarantinedTransactions().map {
            WaitingItem(dot: $0.dot, standing: .quarantined(why: $0.why), peer: $0.peer)
        }
        return held + aside
    }

    package func shownRows() throws -> [RowPlace: [Value]] {
        var rows: [RowPlace: [Value]] = [:]
        for table in schema.tables {
            let columns = (["id"] + table.columns.map(\.name)).map { "\"\($0)\"" }
            let sql = "SELECT \(columns.joined(separator: ", ")) FROM \"\(table.name)\""
            for row in try replica.select(sql) {
                guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
                rows[RowPlace(table.name, key)] = Array(row.dropFirst())
            }
        }
        return rows
    }

    package func shownRow(_ place: RowPlace) throws -> [Value]? {
        guard let table = schema.table(place.table) else { return nil }
        let columns = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        return try replica.select(
            "SELECT \(columns) FROM \"\(table.name)\" WHERE id = ?1", [.text(place.key.text)]
        ).first
    }

    package func exactState(of place: RowPlace) throws -> RowState {
        guard schema.table(place.table) != nil else { return RowState() }
        return try replica.exactState(place.table, place.key)
    }

    package func transactionsAnew() throws -> [Transaction] {
        var all: [Transaction] = []
        try replica.forEachTransaction { _, transaction in all.append(transaction) }
        return all
    }

    package func ledger() throws -> [Ledger.Pair] {
        var pairs: [LedgerPair] = []
        try replica.forEachLedgerPair { pairs.append($0) }
        return pairs.sorted { $0.precedes($1) }.map { pair in
            Ledger.Pair(
                table: pair.table, key: pair.key, cell: pair.cell,
                dots: [pair.first.dot, pair.second.dot])
        }
    }

    package func inbox() throws -> [InboxItem] {
        try replica.openConflicts().map { conflict in
            let siblings = conflict.siblings.sorted { $0.dot < $1.dot }
            let isExistence = conflict.cell == ConflictID.existence
            return InboxItem(
                id: conflict.id.description, place: RowPlace(conflict.table, conflict.key),
                cell: conflict.cell,
                dots: isExistence
                    ? Set(siblings.map(\.dot) + conflict.marks).sorted() : siblings.map(\.dot),
                values: isExistence ? [] : siblings.map(\.value))
        }
    }

    // MARK: The port, handed on

    package func identity() throws -> ReplicaIdentity { try replica.identity() }

    package func vector(_ includes: (ScopeID) -> Bool) throws -> VersionVector {
        try replica.vector(includes)
    }

    package func heads(_ includes: (ScopeID) -> Bool) throws -> [Stream: Digest256] {
        try replica.heads(includes)
    }

    package func effectiveStamp(of dot: Dot) throws -> HybridTimestamp? {
        try replica.effectiveStamp(of: dot)
    }

    package func branches() throws -> [StreamBranch] { try replica.branches() }

    package func hash(of dot: Dot) throws -> Digest256? { try replica.hash(of: dot) }

    package func extract(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool {
        try replica.extract(beyond: vector, includes, take: take)
    }

    package func apply(
        _ records: [LogRecord], from peer: SiteID, _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] {
        try replica.apply(records, from: peer, includes)
    }

    package func apply(
        _ records: [LogRecord], from peer: SiteID, _ signed: VerifiedHeads,
        _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] { try replica.apply(records, from: peer, signed, includes) }

    package func signers(of author: SiteID, from peer: SiteID) throws -> [PublicKey]? {
        try replica.signers(of: author, from: peer)
    }

    package func signatures(over links: [ChainLink]) throws -> [SignedHead] {
        try replica.signatures(over: links)
    }

    package func unsignedEnds(_ includes: (ScopeID) -> Bool) throws -> [UnsignedEnd] {
        try replica.unsignedEnds(includes)
    }

    package func signatures(
        for ends: [UnsignedEnd], _ includes: (ScopeID) -> Bool
    ) throws -> [SignedHead] { try replica.signatures(for: ends, includes) }

    package func closeEpoch(because ending: EpochEnding, above: UInt32) throws {
        try replica.closeEpoch(because: ending, above: above)
    }

    package func note(clockOf peer: SiteID, shows milliseconds: UInt64) throws {
        try replica.note(clockOf: peer, shows: milliseconds)
    }

    package func remember(peer: Origin, vector: VersionVector) throws {
        try replica.remember(peer: peer, vector: vector)
    }

    package func rememberedVector(of peer: SiteID) throws -> VersionVector {
        try replica.rememberedVector(of: peer)
    }

    package func news(
        for peer: Origin, beyond mark: MemberNews.Mark, claims: VersionVector,
        _ includes: (ScopeID) -> Bool
    ) throws -> MemberNews? {
        try replica.news(for: peer, beyond: mark, claims: claims, includes)
    }

    package func hear(
        _ news: MemberNews, from peer: Origin, claims: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws {
        try replica.hear(news, from: peer, claims: claims, includes)
    }

    package func readMark(of peer: SiteID) throws -> MemberNews.Mark? {
        try replica.readMark(of: peer)
    }

    package func welcome(_ origin: Origin, _ includes: (ScopeID) -> Bool) throws {
        try replica.welcome(origin, includes)
    }

    package func reasonNotToServe(_ site: SiteID) throws -> String? {
        try replica.reasonNotToServe(site)
    }

    package func scopesTrimmed(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> [ScopeID] {
        try replica.scopesTrimmed(beyond: vector, includes)
    }
}

/// The process at a site could not be started and does nothing.
struct SiteIsDown: Error {}

extension StorageError {
    /// Whether the edit is at fault, not the replica.
    fileprivate var isRefusal: Bool {
        switch self {
        case .noSuchRow, .rowExists, .unknownName, .wrongType, .changedSinceSeen, .tooLarge,
            .notPersonal:
            true
        default: false
        }
    }
}

extension EditOperation {
    func values() throws -> [String: Value] {
        var values: [String: Value] = [:]
        for (name, json) in columns ?? [:] {
            guard let value = json.columnValue else {
                throw EditRefusal("\(json.text) is no value of a column")
            }
            values[name] = value
        }
        return values
    }
}
