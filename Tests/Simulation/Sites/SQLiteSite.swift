package import Causality
package import Storage
package import Sync
package import Wire

/// A site on a real SQLite file, through the production `Replica`.
package final class SQLiteSite: SimulatedSite {
    package let schema: ReplicaSchema
    package let clock: HandClock
    package private(set) var replica: Replica
    /// Connections of processes that are gone: a process that dies closes nothing, and the last one
    /// to close would tidy up the write-ahead log that the next start has to read.
    private var dead: [Replica] = []

    package init(
        _ site: SiteID, hub: SiteID, schema: ReplicaSchema, directory: String,
        clock: HandClock = HandClock(), seed: UInt64 = 0
    ) throws {
        self.schema = schema
        self.clock = clock
        replica = try Replica.create(
            directory: directory, site: site, hub: hub, schema: schema,
            environment: SQLiteSite.environment(clock, seed))
    }

    private static func environment(_ clock: HandClock, _ seed: UInt64) -> ReplicaEnvironment {
        ReplicaEnvironment(
            wallMilliseconds: { clock.milliseconds },
            randomBytes: { count in
                // Ids of actions: different from each other within a run is all that is asked.
                var stream = SeededGenerator(seed: seed, "bytes", Int(clock.milliseconds))
                return (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
            }, machineID: "simulated", busyMilliseconds: 0)
    }

    /// The process dies without warning and is started again.
    package func crash() throws {
        dead.append(replica)
        replica = try Replica.open(
            directory: replica.directory, schema: schema, environment: replica.environment)
    }

    package func selfCheck() throws -> [String] {
        try replica.verify().findings.map { "\($0.kind.rawValue) \($0.place): \($0.detail)" }
    }

    // MARK: Editing

    package func edit(
        _ operations: [EditOperation], author: String, reason: String?
    ) throws -> [Dot] {
        do {
            return try replica.edit(author: author, reason: reason) { draft in
                for operation in operations { try make(operation, draft) }
            }
        } catch let error as StorageError where error.isRefusal {
            throw EditRefusal("\(error)")
        }
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
        case .keep:
            guard let record = try replica.record(table, key), !record.marks.isEmpty else {
                throw EditRefusal("no delete stands against \(table) \(key)")
            }
            try draft.keep(table, key, marks: record.marks)
        }
    }

    // MARK: Looking

    package func transactions() throws -> [Transaction] {
        var all: [Transaction] = []
        try replica.forEachTransaction { all.append($1) }
        return all
    }

    package func waiting() throws -> [WaitingItem] {
        let held = try replica.heldTransactions().map {
            WaitingItem(dot: $0.dot, standing: .held(lacks: $0.lacks.sorted()))
        }
        let aside = try replica.quarantinedTransactions().map {
            WaitingItem(dot: $0.dot, standing: .quarantined(why: $0.why))
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

    package func exactState(of place: RowPlace) throws -> RowState {
        try replica.exactState(place.table, place.key)
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

    package func closeEpoch(because ending: EpochEnding, above: UInt32) throws {
        try replica.closeEpoch(because: ending, above: above)
    }

    package func remember(peer: SiteID, vector: VersionVector) throws {
        try replica.remember(peer: peer, vector: vector)
    }

    package func rememberedVector(of peer: SiteID) throws -> VersionVector {
        try replica.rememberedVector(of: peer)
    }
}

extension StorageError {
    /// Whether the edit is at fault, not the replica.
    fileprivate var isRefusal: Bool {
        switch self {
        case .noSuchRow, .rowExists, .unknownName, .wrongType, .changedSinceSeen, .tooLarge: true
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
