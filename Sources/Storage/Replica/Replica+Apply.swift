public import Causality
public import Sync
internal import Wire

// Taking in what a peer sends.
//
// One SQLite commit for the whole batch, or one for each part of it where somebody waits to write. Each
// transaction is applied when it is the next of its stream and everything its author had seen is here; otherwise it
// is held and tried again after the next one that is applied. One that is broken is quarantined with the reason, and only what follows
// it in its stream waits for it. Nothing a peer sends makes this throw: what is thrown from here is
// about our own disk.

extension Replica {
    public func apply(
        _ records: [LogRecord], from peer: SiteID, _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] {
        try apply(records, from: peer, VerifiedHeads(), includes)
    }

    public func apply(
        _ records: [LogRecord], from peer: SiteID, _ signed: VerifiedHeads,
        _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] {
        let mayPause = !isInTransaction
        var rest = records[...]
        var results: [ItemResult] = []
        repeat {
            // A person's edit comes before the next part.
            if mayPause { connection.waiting.giveWay() }
            let part = try applyPart(rest, from: peer, signed, includes, mayPause: mayPause)
            results += part
            rest = rest.dropFirst(part.count)
        } while !rest.isEmpty
        return results
    }

    /// Takes in what a peer sends in one commit: all of it, or, where that is allowed, only the first part
    /// as soon as somebody else waits to write.
    private func applyPart(
        _ records: ArraySlice<LogRecord>, from peer: SiteID, _ signed: VerifiedHeads,
        _ includes: (ScopeID) -> Bool, mayPause: Bool
    ) throws -> [ItemResult] {
        var refused: [LogRecord: String] = [:]
        while true {
            do {
                let results = try write {
                    unwitnessed = []
                    underTrial = nil
                    waiting.forgetRoom()
                    admitted = []
                    nextKeys = []
                    rowsToSettle = []
                    broughtToday = [:]
                    var results: [ItemResult] = []
                    var unlooked = 0
                    for record in records {
                        if mayPause, unlooked >= Replica.looksEach {
                            if connection.waiting.isAwaited { break }
                            unlooked = 0
                        }
                        results.append(
                            try takeIn(
                                record, from: peer, signed, refused: refused, includes))
                        unlooked += record.expandedCount ?? record.bytes.count
                    }
                    try releaseHeld(refused: refused)
                    underTrial = nil
                    try settleRows()
                    try keep(signed.heads, includes)
                    try keepBrought()
                    if !unwitnessed.isEmpty || !admitted.isEmpty { try leaveForkedEpoch() }
                    try sealWitnesses()
                    try sealAdmissions()
                    try sealNextKeys()
                    try heedRecoveries()
                    return results
                }
                if turnIsDue { try carryOutTurns() }
                return results
            } catch StorageError.sqlite(let error) where error.isAboutValues {
                // SQLite itself refused a value of this one, or failed on it, as where an index that
                // somebody has made here cannot be computed. Everything has been rolled back; the part
                // is taken in again with this one put aside.
                guard let record = underTrial, refused[record] == nil else {
                    throw StorageError.sqlite(error)
                }
                refused[record] = error.message
            }
        }
    }

    /// Whether somebody waits is looked at each time that so many canonical bytes have been taken in:
    /// two calls of the kernel for what takes a millisecond or more.
    private static let looksEach = 16 << 10

    private func takeIn(
        _ record: LogRecord, from peer: SiteID, _ signed: VerifiedHeads?,
        refused: [LogRecord: String], _ includes: (ScopeID) -> Bool
    ) throws -> ItemResult {
        underTrial = record
        var named: Dot?
        do {
            let bytes = try expanded(record)
            return try bytes.withUnsafeBytes { buffer in
                try record.personal.withBytes { section in
                    var reader = try TransactionReader(buffer, personal: section)
                    named = reader.header.dot
                    if !refused.isEmpty, let why = refused[record] { throw Rejection(why) }
                    let scope = reader.header.dot.stream.scope
                    guard includes(scope) else { throw try unshared(scope, with: peer) }
                    try reader.checkSection(section)
                    return try admit(&reader, buffer, record, from: peer, signed)
                }
            }
        } catch let error as WireError {
            return try quarantine(record, named, "malformed: \(error)", peer)
        } catch let error as Refusal {
            if named?.stream.origin.site == peer { try noteRefused(peer) }
            return ItemResult(dot: named, outcome: .refused(why: error.why))
        } catch let error as Overrun {
            return ItemResult(dot: named, outcome: error.outcome)
        } catch let error as Unsigned {
            return ItemResult(dot: named, outcome: .unsigned(why: error.why))
        } catch let error as Rejection {
            // Evidence is kept, but never what a person may have erased.
            let evidence = error.isPersonal ? LogRecord(bytes: []) : record
            return try quarantine(evidence, named, error.why, peer)
        }
    }

    /// Why a transaction cannot become part of the state.
    struct Rejection: Error {
        let why: String
        /// Whether the transaction's bytes hold personal values.
        let isPersonal: Bool

        init(_ why: String, isPersonal: Bool = false) {
            self.why = why
            self.isPersonal = isPersonal
        }
    }

    /// Why a transaction is left with its author.
    private struct Refusal: Error { let why: String }

    /// Why a transaction is nobody's.
    private struct Unsigned: Error { let why: String }

    /// What becomes of a transaction of a scope that does not pass between this site and the sender. Where there was a
    /// grant, one end has not heard yet that it came or ended: it is left with the sender. Else it is evidence.
    private func unshared(_ scope: ScopeID, with peer: SiteID) throws -> any Error {
        if ScopeGrant.isGrantable(scope), try !holds(scope) || wasGranted(scope, to: peer) {
            return Refusal(why: "\(scope) is not granted")
        }
        return Rejection("scope \(scope) is not the sender's")
    }

    private func quarantine(
        _ record: LogRecord, _ dot: Dot?, _ why: String, _ peer: SiteID
    ) throws -> ItemResult {
        try waiting.quarantine(
            record, dot: dot, why: why, peer: peer, at: environment.wallMilliseconds())
        return ItemResult(dot: dot, outcome: .quarantined(why: why))
    }

    /// Applies, holds, or recognises a transaction.
    ///
    /// - Parameter signed: `nil` for one that waited here: its signature was asked for when it came.
    private func admit(
        _ reader: inout TransactionReader, _ bytes: UnsafeRawBufferPointer, _ record: LogRecord,
        from peer: SiteID, _ signed: VerifiedHeads?
    ) throws -> ItemResult {
        let header = reader.header
        let dot = header.dot
        let place: StreamPlace
        if let signed,
            let why = try lackOfSignature(dot, Digest256(of: bytes), signed, from: peer)
        {
            // What is here already needs no signature, and nothing else is looked at without.
            do {
                if case .known = try self.place(of: header, bytes) {
                    return ItemResult(dot: dot, outcome: .duplicate)
                }
            } catch is Rejection {
                // What is wrong with it besides is of no account; a failure of our own disk is.
            }
            throw Unsigned(why: why)
        }
        let standing = try self.place(of: header, bytes)
        if case .known = standing { return ItemResult(dot: dot, outcome: .duplicate) }
        let why = overreach(of: dot.stream.origin.site, in: dot.stream.scope)
        if let why = why ?? overreach(of: header) { throw Rejection(why) }
        switch standing {
        case .known: return ItemResult(dot: dot, outcome: .duplicate)
        case .lacks(let lack):
            try checkAllowance(of: dot.stream.origin.site, from: peer)
            if let why = try refusal(of: header, nil, from: peer) { throw Refusal(why: why) }
            return try hold(record, bytes, dot, lacks: [lack], peer, signed)
        case .next(let found): place = found
        }
        try checkAllowance(of: dot.stream.origin.site, from: peer)
        guard let written = place.context.after(header) else {
            throw Rejection("the context of \(dot) goes back")
        }
        if let signed, let why = try staleSignature(header.dot, bytes, signed, written.vector) {
            throw Unsigned(why: why)
        }
        let seen = try seen(written, header, after: place.before)
        if let why = try refusal(of: header, seen.vector, from: peer) { throw Refusal(why: why) }
        guard seen.lacks.isEmpty else {
            return try hold(record, bytes, dot, lacks: seen.lacks, peer, signed)
        }
        if let why = try lackOfGrant(dot, seen.vector) { throw Rejection(why) }
        guard header.stamp > place.stamp else {
            throw Rejection("the timestamp of \(dot) does not rise")
        }
        try validate(reader, written.vector)
        let stream = try stream(for: place, bytes)
        let (operations, opened) = (reader.operationCount, conflictsOpened)
        opener = dot.stream.origin.site
        defer { opener = nil }
        try append(&reader, bytes, record, seen, to: stream)
        note(
            broughtBy: dot.stream.origin.site, rows: operations, bytes: bytes.count,
            conflicts: conflictsOpened - opened)
        let excess = clock.observe(header.stamp, wallMilliseconds: stampingMilliseconds)
        if excess > 0, dot.stream.origin.site != meta.site {
            unwitnessed.append(Dot(stream: stream, seq: dot.seq))
        }
        return ItemResult(dot: dot, outcome: .applied)
    }

    private func hold(
        _ record: LogRecord, _ bytes: UnsafeRawBufferPointer, _ dot: Dot, lacks: [Dot],
        _ peer: SiteID, _ signed: VerifiedHeads?
    ) throws -> ItemResult {
        try waiting.hold(
            record, dot: dot, lacks: lacks, peer: peer,
            signature: signed?.signature(over: Digest256(of: bytes)),
            at: environment.wallMilliseconds())
        heldMayBeReady = true
        return ItemResult(dot: dot, outcome: .held(lacks: lacks))
    }

    /// Appends a transaction to the log, projects it and advances its stream. The log comes first,
    /// because a second operation on a row asks it for the stamp of the first.
    ///
    /// - Returns: the transaction's hash.
    @discardableResult
    func append(
        _ reader: inout TransactionReader, _ bytes: UnsafeRawBufferPointer, _ record: LogRecord,
        _ seen: SeenContext, to stream: Stream, hints: [RowHint?]? = nil
    ) throws -> Digest256 {
        let header = reader.header
        let hash = Digest256(of: bytes)
        let txn = ProjectionContext(header, in: stream, context: seen.vector, streams: streams)
        let section = try lawfulSection(record, reader, seen.vector)
        try record.bytes.withUnsafeBytes { kept in
            try log.append(
                txn.local, stamp: header.stamp, head: hash.short, expanded: record.expandedCount,
                bytes: kept, personal: section)
        }
        if try isVoid(reader, txn) {
            _ = try cutTable.note(void: txn.local)
            knownVoids = nil
        } else {
            try noteNextKeys(reader, in: stream)
            try projectOrErase(&reader, bytes, txn, seen, hints)
        }
        if stream.origin.site == meta.hub {
            try heedHub(reader, bytes, txn.local, in: stream.scope)
        }
        streams.advance(
            stream, to: header.dot.seq, head: hash, stamp: header.stamp, context: seen.written,
            size: bytes.count)
        if heldMayBeReady { try waiting.release(header.dot.stream, upTo: header.dot.seq) }
        return hash
    }

    /// Makes rows of a transaction, and carries out what it erases.
    private func projectOrErase(
        _ reader: inout TransactionReader, _ bytes: UnsafeRawBufferPointer,
        _ txn: ProjectionContext, _ seen: SeenContext, _ hints: [RowHint?]?
    ) throws {
        let erases =
            try mayBeRenamed(reader.header)
            ? projectNamed(&reader, txn, seen, isOwn: hints != nil)
            : project(&reader, txn, hints: hints)
        if erases { try carryOutErasures(bytes, txn) }
        if reader.shapes.contains(where: { $0.table == Witness.table }) {
            try heedWitnesses(bytes, txn, seen)
        }
    }

    /// Heeds what a transaction of the hub says that is no rows.
    private func heedHub(
        _ reader: TransactionReader, _ bytes: UnsafeRawBufferPointer, _ local: LocalDot,
        in scope: ScopeID
    ) throws {
        for shape in reader.shapes {
            switch shape.table {
            case MemberStep.table: try heedSteps(bytes, local)
            case RosterEntry.table: try heedRoster(bytes, local)
            case RevocationCut.table: try heedCuts(bytes, local)
            case ScopeGrant.table: try heedGrants(bytes, local)
            default: break
            }
        }
    }

    /// Tries held transactions again until none of them can be applied.
    ///
    /// - Parameter refused: those that SQLite has refused in this batch, and why.
    private func releaseHeld(refused: [LogRecord: String]) throws {
        guard heldMayBeReady else { return }
        var progress = true
        while progress {
            progress = false
            for head in try waiting.heldHeads() where try isReady(head) {
                guard let held = try waiting.held(head) else { continue }
                let result = try takeIn(
                    held.record, from: held.peer, nil, refused: refused
                ) { _ in true }
                switch result.outcome {
                case .held:
                    // It goes on waiting, for something else: for a branch that it follows.
                    continue
                case .quarantined:
                    // Not `release`: that would forget the evidence with it.
                    try waiting.drop(held.dot)
                case .applied, .duplicate, .refused, .unsigned, .postponed, .undecided:
                    try waiting.release(held.dot.stream, upTo: held.dot.seq)
                    try keepSignature(of: held)
                }
                progress = true
            }
        }
        heldMayBeReady = try !waiting.heldHeads().isEmpty
    }

    private func isReady(_ held: WaitingTable.Head) throws -> Bool {
        guard
            held.dot.seq == 1
                || streams.family(of: held.dot.stream).contains(where: {
                    held.dot.seq <= $0.applied + 1
                })
        else { return false }
        return try held.lacks.allSatisfy { try isHere($0) }
    }
}
