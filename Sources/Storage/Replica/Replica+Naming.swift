internal import Causality
internal import Sync
internal import Wire

// Names of transactions, when a stream has forked.
//
// A transaction names what its author had seen by the names that the author knew. An author at one
// branch, who knew nothing of the other, wrote `anji.1/site/anji:6`; here that may be number 6 of
// `anji.1#5d1f0a2b` today. What is meant is told by hashes: a context names, with each number, the
// first bytes of the hash there; and in a writer's own stream, the chain. From the transaction that a
// context names one comes to every dot in its past. So which transaction a name means follows from
// the bytes, and what that transaction is called follows from the set of transactions that is here.
//
// Where nothing has forked, names are what they seem, and this costs a comparison of four bytes for
// each change of a context.

/// What a transaction's author had seen, in the names of this replica.
struct SeenContext {
    let written: WrittenContext
    /// In the names of this replica; as far as it is here.
    var vector: VersionVector
    /// What is not here. Where another transaction has the number: the branch's name says the
    /// hash of the one that lacks.
    var lacks: [Dot] = []
    /// Where each entry of the written context leads; empty when names are what they seem.
    fileprivate var ends: [Stream: (id: Int64, seq: UInt64)] = [:]

    init(_ written: WrittenContext) {
        self.written = written
        vector = written.vector
    }
}

extension Replica {
    /// What is here under a name: the transaction with this number and hash.
    ///
    /// Where no hash is told (only writers other than moso do that), the name itself, or else the
    /// first branch in the order of streams.
    func find(_ stream: Stream, _ seq: UInt64, head: UInt32?) throws -> StreamState? {
        let family = streams.family(of: stream.plain).filter { $0.holds(seq) }
        guard let head else { return family.first { $0.stream == stream } ?? family.first }
        return try family.first { try shortHash(of: seq, in: $0) == head }
    }

    private func shortHash(of seq: UInt64, in state: StreamState) throws -> UInt32? {
        seq == state.applied
            ? state.head.short : try log.head(LocalDot(stream: state.id, seq: seq))
    }

    /// Finds what a context means here.
    ///
    /// - Parameters:
    ///   - own: the stream that holds the transaction before, and its number; `nil` before the first.
    func seen(
        _ written: WrittenContext, _ header: TransactionHeader, after own: (id: Int64, seq: UInt64)?
    ) throws -> SeenContext {
        var seen = SeenContext(written)
        guard streams.hasBranches || written.namesBranches else {
            for entry in header.contextDelta where entry.head != nil {
                guard streams.vector[entry.stream] >= entry.seq else { continue }
                if try find(entry.stream, entry.seq, head: entry.head) == nil {
                    seen.lacks.append(lack(entry.stream, entry.seq, entry.head))
                }
            }
            for part in written.vector.beyond(streams.vector) {
                seen.lacks.append(Dot(stream: part.stream, seq: part.to))
            }
            return seen
        }
        seen.vector = VersionVector()
        let ownName = header.dot.stream
        for entry in written.vector.entries where entry.stream != ownName {
            let head = written.heads[entry.stream]
            if let state = try find(entry.stream, entry.seq, head: head) {
                seen.ends[entry.stream] = (state.id, entry.seq)
                seen.vector.merge(streams.path(to: entry.seq, of: state.id))
            } else {
                seen.lacks.append(lack(entry.stream, entry.seq, head))
            }
        }
        if let own {
            seen.ends[ownName] = own
            seen.vector.merge(streams.path(to: own.seq, of: own.id))
        }
        return seen
    }

    /// What to call a transaction that is not here: by its number, and where another one has that
    /// number, by its hash.
    func lack(_ stream: Stream, _ seq: UInt64, _ head: UInt32?) -> Dot {
        let isTaken = streams.family(of: stream.plain).contains { $0.holds(seq) }
        guard isTaken, let head else { return Dot(stream: stream.plain, seq: seq) }
        return Dot(stream: stream.plain.branch(head), seq: seq)
    }

    /// Whether what was lacking is here by now.
    func isHere(_ lack: Dot) throws -> Bool {
        if let head = lack.stream.origin.branch {
            return try find(lack.stream, lack.seq, head: head) != nil
        }
        return streams.family(of: lack.stream).contains { $0.holds(lack.seq) }
    }

    /// A dot that a transaction names, as it is called here.
    func named(_ dot: Dot, _ seen: SeenContext) -> Dot {
        guard let end = seen.ends[dot.stream], dot.seq <= end.seq,
            let holder = streams.holder(of: dot.seq, before: end.id)
        else { return dot }
        return Dot(stream: holder.stream, seq: dot.seq)
    }

    /// What a transaction does, by the names that are used here.
    func named(_ operation: Operation, _ seen: SeenContext) -> Operation {
        guard !seen.ends.isEmpty else { return operation }
        let names = { (dots: [Dot]) in dots.map { self.named($0, seen) }.sorted() }
        var operation = operation
        switch operation.change {
        case .insert, .add, .erase: break
        case .set(let writes):
            operation.change = .set(
                writes.map {
                    CellWrite(cell: $0.cell, value: $0.value, replaces: names($0.replaces))
                })
        case .delete(let dots): operation.change = .delete(replaces: names(dots))
        case .keep(let dots): operation.change = .keep(replaces: names(dots))
        }
        return operation
    }

    /// Whether a transaction's bytes name something that may be called otherwise here.
    func mayBeRenamed(_ header: TransactionHeader) -> Bool {
        header.streams.contains { $0.origin.branch != nil || streams.isForked($0) }
    }

    /// The context that a transaction of the log wrote, its stamp and its hash, read along its chain.
    func end(
        at seq: UInt64, of id: Int64
    ) throws -> (context: WrittenContext, stamp: HybridTimestamp, head: Digest256) {
        if let state = streams[id: id], state.applied == seq {
            return (state.context, state.stamp, state.head)
        }
        var context = WrittenContext()
        var stamp = HybridTimestamp.zero
        var head = Digest256.none
        guard seq > 0 else { return (context, stamp, head) }
        for number in 1...seq {
            guard let holder = streams.holder(of: number, before: id),
                let record = try log.record(LocalDot(stream: holder.id, seq: number))
            else { throw StorageError.damaged("number \(number) of stream \(id)") }
            let header = try header(of: record)
            guard let next = context.after(header) else {
                throw StorageError.damaged("the context of \(header.dot)")
            }
            context = next
            stamp = header.stamp
            if number == seq { head = try hash(of: record) }
        }
        return (context, stamp, head)
    }

    /// The transaction before, as a place in the log.
    func predecessor(of local: LocalDot) -> (id: Int64, seq: UInt64)? {
        guard local.seq > 1,
            let holder = streams.holder(of: local.seq - 1, before: local.stream)
        else { return nil }
        return (holder.id, local.seq - 1)
    }
}

/// Gives the transactions of a log that is read from its beginning their names and whole contexts.
struct LogNaming {
    private var contexts: [Int64: WrittenContext] = [:]

    /// What a transaction's author had seen; transactions are asked for in the order of arrival.
    mutating func seen(
        _ local: LocalDot, _ header: TransactionHeader, in replica: Replica
    ) throws -> SeenContext {
        let before = replica.predecessor(of: local)
        let previous = before.flatMap { contexts[$0.id] } ?? WrittenContext()
        guard let written = previous.after(header) else {
            throw StorageError.damaged("the context of \(header.dot)")
        }
        contexts[local.stream] = written
        return try replica.seen(written, header, after: before)
    }

    /// The whole transaction under the names that are used here.
    mutating func transaction(
        _ local: LocalDot, _ record: LogRecord, in replica: Replica
    ) throws -> Transaction {
        let header = try replica.header(of: record)
        let seen = try seen(local, header, in: replica)
        return try replica.decoded(record, header, local, seen)
    }
}

extension Replica {
    /// A transaction of the log under the names that are used here.
    func decoded(
        _ record: LogRecord, _ header: TransactionHeader, _ local: LocalDot, _ seen: SeenContext
    ) throws -> Transaction {
        var transaction = try made(record, header, seen.vector)
        transaction.dot = try globalDot(local)
        transaction.operations = transaction.operations.map { named($0, seen) }
        return try withheld(transaction, local)
    }

    /// A transaction that lies beyond a cut, with what it says as evidence alone; any other as it is.
    func withheld(_ transaction: Transaction, _ local: LocalDot) throws -> Transaction {
        guard try voids().contains(local) else { return transaction }
        var transaction = transaction
        transaction.isVoid = true
        transaction.evidence = transaction.operations
        transaction.operations = []
        return transaction
    }

    /// A transaction of the log as its bytes name things, as far as they are still here.
    func made(
        _ record: LogRecord, _ header: TransactionHeader, _ context: VersionVector
    ) throws -> Transaction {
        var transaction = heading(record, header, context)
        guard !record.isTrimmed else { return transaction }
        let bytes = try expanded(record)
        transaction.operations = try TransactionDecoder.decode(
            bytes, personal: record.personal, previousContext: nil
        ).operations
        return transaction
    }

    /// The same without its operations.
    func heading(
        _ record: LogRecord, _ header: TransactionHeader, _ context: VersionVector
    ) -> Transaction {
        var transaction = Transaction(
            dot: header.dot, previousHash: header.previousHash, stamp: header.stamp,
            context: context, heads: header.heads, schemaVersion: header.schemaVersion,
            author: header.author, reason: header.reason, action: header.action, operations: [])
        transaction.isTrimmed = record.isTrimmed
        return transaction
    }
}
