public import Causality
internal import Sync
internal import Wire

extension Replica {
    /// One transaction of the log without what it does: who, when, why, and what its author had seen.
    /// Its operations and evidence are left out.
    public func heading(_ dot: Dot) throws -> Transaction? {
        try read { try opened(dot)?.opened.heading }
    }

    /// The place of a transaction in the order in which this replica applied what it has; `nil` when it has not.
    public func arrival(of dot: Dot) throws -> Int64? {
        try read {
            try streams.id(of: dot.stream).flatMap {
                try log.arrival(LocalDot(stream: $0, seq: dot.seq))
            }
        }
    }

    /// What a transaction does to one row, in its order; empty where it does nothing to it, is void, is not
    /// here or has been trimmed.
    public func operations(
        of dot: Dot, on table: String, _ key: RecordKey
    ) throws -> [Operation] {
        try read {
            guard let (local, opened) = try opened(dot), !opened.heading.isVoid,
                !opened.heading.isTrimmed, let body = try body(of: opened, local)
            else { return [] }
            let found = try body.operations(on: table, key)
            guard let seen = opened.seen else { return found }
            return found.map { named($0, seen) }
        }
    }

    private func opened(_ dot: Dot) throws -> (local: LocalDot, opened: OpenedTransaction)? {
        guard let id = streams.id(of: dot.stream) else { return nil }
        let local = LocalDot(stream: id, seq: dot.seq)
        if let known = shelf[local] { return (local, known) }
        guard let record = try log.record(local) else { return nil }
        let opened = try open(record, local, dot)
        shelf.put(opened, at: local)
        return (local, opened)
    }

    private func open(
        _ record: LogRecord, _ local: LocalDot, _ dot: Dot
    ) throws -> OpenedTransaction {
        let header = try header(of: record)
        guard streams.hasBranches else {
            let heading = heading(record, header, context(of: header, dot))
            return OpenedTransaction(try withheld(heading, local), nil)
        }
        let written = try end(at: dot.seq, of: local.stream).context
        let seen = try seen(written, header, after: predecessor(of: local))
        var heading = heading(record, header, seen.vector)
        heading.dot = try globalDot(local)
        return OpenedTransaction(try withheld(heading, local), seen)
    }

    private func body(
        of opened: OpenedTransaction, _ local: LocalDot
    ) throws -> OpenedBody? {
        if let body = opened.body { return body }
        guard let record = try log.record(local) else { return nil }
        let body = try OpenedBody(try expanded(record), personal: record.personal)
        shelf.put(body, of: opened)
        return body
    }
}
