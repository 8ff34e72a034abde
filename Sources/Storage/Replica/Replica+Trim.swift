public import Causality
internal import Sync
internal import Wire

// Trimming.
//
// What everybody who counts has acknowledged, nobody asks for again; and once it is older than was
// asked for, its bodies go. A header stays for each transaction, with the hash of the whole: the chain
// can be walked, and who set a value, when and why is still said. What goes is a beginning of each
// scope's log in the order of arrival, the scope's *horizon*. Causes come first there, so whatever takes
// the place of a write beyond the horizon lies beyond it too; and no transaction that is still to come
// can be without what lies within it.
//
// Inside of the horizon some bodies stay: those that an open conflict shows, and those that a transaction
// beyond it names, because to undo that one is to write these values again. Steps of the members' ladder and cuts of
// revoked sites stay always; of what a site has countersigned, its last word about each stream. The horizon does not go
// past what this schema does not know: an upgrade works that out from the log (`catchUpAfterUpgrade`).
//
// Nobody trims what the hub has not written down as trimmable (`Replica+Horizon`). Age is told by effective
// time; what is stamped ahead of the clock counts from when trimming first met it.
//
// A step is one commit of bounded size, which trims the next bodies and moves the horizon over them. So a
// crash leaves a shorter horizon, and nothing else. Pages that become free are used again; `compact` gives
// them back to the file system.

/// What trimming did, or would do.
public struct TrimReport: Sendable, Hashable {
    public struct Scope: Sendable, Hashable {
        /// Transactions within the horizon, trimmed earlier ones included.
        public var within = 0
        /// Bodies trimmed now, and their bytes as they lay in the log.
        public var trimmed = 0
        public var bytes = 0
        /// Bodies within the horizon that are still needed.
        public var needed = 0
    }

    /// A transaction that is stamped ahead of this machine's clock and stops its scope.
    public struct Ahead: Sendable, Hashable {
        public let dot: Dot
        public let stampMilliseconds: UInt64
        /// From when its age is counted.
        public let noticedMilliseconds: UInt64
    }

    public var scopes: [ScopeID: Scope] = [:]
    /// Rows whose graves were taken away, wholly or in part.
    public var graves = 0
    /// Scopes of which this site would trim more, and may not before the hub has.
    public var awaitsHub: Set<ScopeID> = []
    public var ahead: [ScopeID: Ahead] = [:]

    public var trimmed: Int { scopes.values.reduce(0) { $0 + $1.trimmed } }
    public var bytes: Int { scopes.values.reduce(0) { $0 + $1.bytes } }

    public init() {}
}

extension Replica {
    /// At most so much is trimmed in one commit.
    static let trimEntriesMax = 500
    static let trimBytesMax = 4 << 20

    /// Trims what is stable and was written longer ago than `age`. At the hub it begins the list of
    /// members where there is none.
    ///
    /// - Parameters:
    ///   - age: in milliseconds.
    ///   - isRehearsal: only tells what would be done.
    public func trim(olderThan age: UInt64, isRehearsal: Bool = false) throws -> TrimReport {
        try sealForeignEdits()
        if meta.site == meta.hub, !isRehearsal {
            try beginMembers()
        }
        let stable = try stability().values.reduce(into: VersionVector()) { $0.merge($1.vector) }
        let now = environment.wallMilliseconds()
        let ages = LogAges(now: now, age: age, marks: try read { try ageMarks() })
        if meta.site == meta.hub, !isRehearsal {
            let plan = try read { try trimPlan(stable, ages, within: nil) }
            try allowTrimming(plan)
        }
        let isFree = meta.site == meta.hub && isRehearsal
        let allowed = isFree ? nil : try read { try steps.horizon { streams.dot($0) } }
        let plan = try read { try trimPlan(stable, ages, within: allowed) }
        if !isRehearsal, !plan.report.ahead.isEmpty { try keep(ages.marked(upTo: plan.last)) }
        return try carryOut(plan, isRehearsal: isRehearsal)
    }

    /// Writes down at the hub how far everybody may trim, where it is further than before.
    private func allowTrimming(_ plan: TrimPlan) throws {
        let allowed = try read { try steps.horizon { streams.dot($0) } }
        var scopes: Set<ScopeID> = []
        for entry in plan.steps where !entry.isBound {
            let dot = try globalDot(entry.local)
            if !allowed.contains(dot) { scopes.insert(dot.stream.scope) }
        }
        guard !scopes.isEmpty else { return }
        try write {
            for scope in scopes.sorted() {
                let step = HorizonStep(plan.horizon.restricted { $0 == scope })
                _ = try seal(
                    LocalChanges(scope, [step.operation]), author: "moso",
                    reason: MemberReason.trims, action: nil)
            }
        }
    }

    private func carryOut(_ plan: TrimPlan, isRehearsal: Bool) throws -> TrimReport {
        var report = plan.report
        var rest = plan.steps[...]
        while !rest.isEmpty, !isRehearsal {
            var count = 0
            var bytes = 0
            let step = rest.prefix { entry in
                count += 1
                bytes += entry.isTrimmed ? entry.bytes : 0
                return count == 1
                    || count <= Replica.trimEntriesMax && bytes <= Replica.trimBytesMax
            }
            rest = rest.dropFirst(step.count)
            try write { for entry in step { try trim(entry) } }
        }
        report.graves = try trimGraves(within: plan.horizon, isRehearsal: isRehearsal)
        return report
    }

    private struct TrimEntry {
        let local: LocalDot
        let bytes: Int
        /// Whether its body goes; else it is passed over, and the horizon moves past it.
        let isTrimmed: Bool
        /// Whether it is one of those whose bodies stay for good. A horizon that moved over nothing else
        /// would only make the next one.
        let isBound: Bool
    }

    private struct TrimPlan {
        var horizon = VersionVector()
        var steps: [TrimEntry] = []
        var report = TrimReport()
        /// The last arrival in the log.
        var last: Int64 = 0
    }

    /// - Parameters:
    ///   - stable: what everybody who counts has acknowledged; see `stability`.
    ///   - allowed: what the hub lets be trimmed; `nil` to find out what it could allow.
    private func trimPlan(
        _ stable: VersionVector, _ ages: LogAges, within allowed: VersionVector?
    ) throws -> TrimPlan {
        var plan = TrimPlan()
        plan.horizon = try horizon()
        let old = plan.horizon
        var within: [(entry: LogTable.Outline, isBound: Bool)] = []
        var stopped: Set<ScopeID> = []
        // Where the hub has let no more be trimmed. What stays for good is no reason to wait for it.
        var halted: Set<ScopeID> = []
        try log.outline { entry in
            let dot = try globalDot(entry.local)
            let scope = dot.stream.scope
            plan.last = entry.arrival
            guard !stopped.contains(scope) else { return }
            if !old.contains(dot) {
                guard stable.contains(dot), try isOld(entry, dot, ages, &plan.report),
                    let shapes = try shapes(entry), knows(shapes)
                else {
                    stopped.insert(scope)
                    return
                }
                let isAllowed = !halted.contains(scope) && allowed?.contains(dot) ?? true
                guard isAllowed else {
                    halted.insert(scope)
                    if try !entry.isWhole || !bears(entry) {
                        plan.report.awaitsHub.insert(scope)
                        stopped.insert(scope)
                    }
                    return
                }
                plan.horizon.advance(dot.stream, to: dot.seq)
            }
            within.append((entry, entry.isWhole ? try bears(entry) : false))
        }
        guard !within.isEmpty else { return plan }
        let needed = try bodiesNeeded(beyond: plan.horizon)
        var words = LastWords()
        for (entry, isBound) in within where isBound {
            if let record = try log.record(entry.local) {
                try words.note(entry.local, expanded(record))
            }
        }
        for (entry, isBound) in within {
            let scope = try globalDot(entry.local).stream.scope
            let isNeeded = !isBound && needed.contains(entry.local)
            let goes =
                entry.isWhole && !isNeeded && (!isBound || words.isSuperseded(entry.local))
            plan.report.scopes[scope, default: .init()].within += 1
            plan.report.scopes[scope]?.trimmed += goes ? 1 : 0
            plan.report.scopes[scope]?.bytes += goes ? entry.bytes : 0
            plan.report.scopes[scope]?.needed += entry.isWhole && isNeeded ? 1 : 0
            if try goes || !old.contains(globalDot(entry.local)) {
                plan.steps.append(
                    TrimEntry(
                        local: entry.local, bytes: entry.bytes, isTrimmed: goes, isBound: isBound))
            }
        }
        return plan
    }

    private func isOld(
        _ entry: LogTable.Outline, _ dot: Dot, _ ages: LogAges, _ report: inout TrimReport
    ) throws -> Bool {
        if ages.isOld(arrival: entry.arrival, stamp: entry.stamp) { return true }
        if let noticed = ages.noticed(arrival: entry.arrival, stamp: entry.stamp) {
            report.ahead[dot.stream.scope] = .init(
                dot: dot, stampMilliseconds: entry.stamp.milliseconds, noticedMilliseconds: noticed)
        }
        return false
    }

    private func shapes(_ entry: LogTable.Outline) throws -> [OperationShape]? {
        guard entry.isWhole, let record = try log.record(entry.local) else { return [] }
        return try expanded(record).withUnsafeBytes { try TransactionReader($0).shapes }
    }

    /// Whether every table and cell is one of this schema, or none that rows are made of.
    private func knows(_ shapes: [OperationShape]) -> Bool {
        shapes.allSatisfy { shape in
            if Replica.tablesOfLog.contains(shape.table) { return true }
            guard let schema = tables[shape.table]?.schema else { return false }
            return shape.cells.allSatisfy { name in schema.cells.contains { $0.name == name } }
        }
    }

    /// Whether an entry is one of those whose bodies stay for good, or until the same is said of more.
    private func bears(_ entry: LogTable.Outline) throws -> Bool {
        try shapes(entry)?.contains {
            [MemberStep.table, RevocationCut.table, ScopeGrant.table, SeenHeads.table]
                .contains($0.table)
        } ?? false
    }

    private func trim(_ entry: TrimEntry) throws {
        try horizons.advance(to: entry.local)
        guard entry.isTrimmed, let record = try log.record(entry.local), !record.isTrimmed
        else { return }
        let bytes = try expanded(record)
        let count = try bytes.withUnsafeBytes { try TransactionReader.header($0).count }
        try log.trim(entry.local, header: bytes[..<count], hash: Digest256(of: bytes))
    }

    // MARK: Graves

    private func trimGraves(within horizon: VersionVector, isRehearsal: Bool) throws -> Int {
        var count = 0
        var rest = try read { try graves() }[...]
        while !rest.isEmpty {
            let step = rest.prefix(Replica.trimEntriesMax)
            rest = rest.dropFirst(step.count)
            let trimmed = { [self] in
                for name in step {
                    guard let table = tables[name.table] else { continue }
                    var row = try loadRow(table, name.key)
                    let state = row.state.trimmed(within: horizon)
                    guard state != row.state else { continue }
                    count += 1
                    row.state = state
                    if !isRehearsal { try saveRow(row, table, name.key) }
                }
            }
            try isRehearsal ? read(trimmed) : write(trimmed)
        }
        return count
    }

    /// The rows of which a delete is remembered.
    private func graves() throws -> [RowName] {
        let select = try connection.prepare(
            "SELECT DISTINCT tab, key FROM moso_sibling WHERE cell = '*' ORDER BY tab, key")
        var names: [RowName] = []
        while try select.step() {
            guard let key = RecordKey(select.text(1)) else {
                throw StorageError.damaged("moso_sibling of \(select.text(0))")
            }
            names.append(RowName(table: select.text(0), key: key))
        }
        return names
    }

    /// Gives free pages back to the file system, by writing the file anew. Others wait while it runs.
    public func compact() throws {
        do {
            try connection.execute("PRAGMA temp_store = FILE; VACUUM;")
            try connection.execute("PRAGMA temp_store = MEMORY;")
            _ = try connection.number("PRAGMA wal_checkpoint(TRUNCATE)")
        } catch {
            throw StorageError(error, in: directory)
        }
    }
}
