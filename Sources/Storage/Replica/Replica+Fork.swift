public import Causality
internal import Wire

// Forks.
//
// A database was copied with its identity file, and both copies wrote: two transactions bear one
// number. None of them is wrong, and people stand behind both. So both branches are kept, applied like
// the work of two writers who had not seen each other, and called alike at every site: a branch by the
// first bytes of the hash of its own first transaction, what came before the fork by the plain name.
//
// A site meets one branch first, and calls it by the plain name because nothing tells it otherwise.
// When the other one comes, what is here is renamed (`split`): in the log, in rows, siblings and
// vectors. Names follow from the set of transactions alone, so every site ends with the same ones.
// Renaming goes over every row that the stream wrote and takes as long as that: forks are rare.
//
// The proof of a fork is two transactions of one number that follow one hash. Both stay in the log.

/// Where a received transaction belongs.
struct StreamPlace {
    /// The transaction that it follows; `nil` for the first of its stream.
    let before: (id: Int64, seq: UInt64)?
    /// Context, and stamp, of that transaction.
    let context: WrittenContext
    let stamp: HybridTimestamp
    /// The stream that it goes on; `nil` when a branch begins with it.
    let stream: Stream?
}

/// What a received transaction is to what is here.
enum Continuation {
    case known
    case lacks(Dot)
    case next(StreamPlace)
}

extension Replica {
    /// Finds out by number and hashes what a transaction goes on.
    func place(
        of header: TransactionHeader, _ bytes: UnsafeRawBufferPointer
    ) throws -> Continuation {
        let dot = header.dot
        let family = streams.family(of: dot.stream)
        for state in family where state.holds(dot.seq) {
            if try hash(of: dot.seq, in: state) == Digest256(of: bytes) { return .known }
        }
        guard dot.seq > 1 else {
            guard header.previousHash == Digest256.none.bytes else {
                throw Rejection("the hash chain of \(dot.stream) does not begin at \(dot)")
            }
            let isNew = family.allSatisfy { $0.applied == $0.base }
            return .next(
                StreamPlace(
                    before: nil, context: WrittenContext(), stamp: .zero,
                    stream: isNew ? dot.stream : nil))
        }
        guard let previous = Digest256(bytes: header.previousHash) else {
            preconditionFailure("a hash has 32 bytes")
        }
        for state in family where state.holds(dot.seq - 1) {
            guard try hash(of: dot.seq - 1, in: state) == previous else { continue }
            let isEnd = state.applied == dot.seq - 1 && !streams.hasBranches(behind: state)
            let end = try end(at: dot.seq - 1, of: state.id)
            return .next(
                StreamPlace(
                    before: (state.id, dot.seq - 1), context: end.context, stamp: end.stamp,
                    stream: isEnd ? state.stream : nil))
        }
        return .lacks(lack(dot.stream, dot.seq - 1, previous.short))
    }

    private func hash(of seq: UInt64, in state: StreamState) throws -> Digest256? {
        seq == state.applied ? state.head : try hash(of: Dot(stream: state.stream, seq: seq))
    }

    /// The stream to append to: the one that goes on, or a new branch.
    func stream(for place: StreamPlace, _ bytes: UnsafeRawBufferPointer) throws -> Stream {
        if let stream = place.stream { return stream }
        let plain = try TransactionReader(bytes).header.dot.stream
        let trunk = place.before?.id ?? streams.idMaking(plain)
        let base = place.before?.seq ?? 0
        let name = plain.branch(Digest256(of: bytes).short)
        guard streams[name] == nil else {
            throw Rejection("its branch bears the name of another one, \(name)")
        }
        try split(trunk, after: base)
        guard let end = streams[id: trunk] else { throw StorageError.damaged("\(plain)") }
        _ = streams.addBranch(name, behind: base, of: trunk, like: end)
        return name
    }

    /// Gives what follows a number of a stream the name of a branch, if it has none yet.
    private func split(_ trunk: Int64, after base: UInt64) throws {
        guard let old = streams[id: trunk], old.applied > base else { return }
        guard let first = try hash(of: Dot(stream: old.stream, seq: base + 1)) else {
            throw StorageError.damaged("\(old.stream):\(base + 1)")
        }
        let name = old.stream.plain.branch(first.short)
        guard streams[name] == nil else {
            throw Rejection("a branch would bear the name of another one, \(name)")
        }
        let rename = StreamRenaming(old: old.stream, from: base + 1, new: name)
        let end = try end(at: base, of: trunk)
        let new = streams.addBranch(name, behind: base, of: trunk, like: old)
        try renameRows(rename, in: old)
        try log.move(trunk, from: base + 1, to: new)
        try erasures.move(trunk, from: base + 1, to: new, connection)
        try horizons.move(trunk, from: base + 1, to: new)
        try steps.move(trunk, from: base + 1, to: new)
        try rosterTable.move(trunk, from: base + 1, to: new)
        try cutTable.move(trunk, from: base + 1, to: new)
        try grantTable.move(trunk, from: base + 1, to: new)
        try signatureTable.move(trunk, from: base + 1, to: new)
        knownLadders = nil
        forgetKeys()
        knownGrants = nil
        knownCuts = nil
        knownVoids = nil
        // What was said under the old names is heard again under the new ones.
        try acks.forget(name.scope)
        knownAcks = nil
        // The rules remember decisions by the names of their transactions.
        try forgetRules()
        try connection.execute("DELETE FROM moso_meta WHERE name = '\(Replica.newsRead)'")
        try peers.rename(rename, first: old.base + 1)
        var shorter = old
        shorter.applied = base
        shorter.head = end.head
        shorter.stamp = end.stamp
        shorter.context = end.context
        streams.cut(shorter, inFavourOf: new)
    }

    /// Renames every row that remembers something of the stream. Both names lead to what is in the
    /// log while this runs.
    private func renameRows(_ rename: StreamRenaming, in old: StreamState) throws {
        for table in tables.values {
            for key in try rowsNaming(old.id, from: rename.from, table) {
                var row = try loadRow(table, key)
                let renamed = row.state.renamed(rename, first: old.base + 1)
                guard renamed != row.state else { continue }
                row.state = renamed
                try saveRow(row, table, key)
            }
        }
    }

    /// Keys of the rows whose clocks name a stream, and of all that the side table knows.
    private func rowsNaming(
        _ id: Int64, from seq: UInt64, _ table: RowTable
    ) throws -> Set<RecordKey> {
        var keys: Set<RecordKey> = []
        let clocks = try connection.prepare(
            "SELECT id, moso_clock FROM \(quoted(table.schema.name))")
        while try clocks.step() {
            guard let clock = RowClock(clocks.bytes(1)), let key = RecordKey(clocks.text(0)) else {
                continue
            }
            if clock.dots.contains(where: { $0.stream == id && $0.seq >= seq }) {
                keys.insert(key)
            }
        }
        let side = try connection.prepare("SELECT DISTINCT key FROM moso_sibling WHERE tab = ?1")
        side.bind(1, text: table.schema.name)
        while try side.step() { if let key = RecordKey(side.text(0)) { keys.insert(key) } }
        return keys
    }
}

/// A stream of which two or more continuations are here.
public struct Fork: Sendable, Hashable {
    /// The stream as its transactions name it.
    public let stream: Stream
    /// The number that has several meanings.
    public let seq: UInt64
    public let branches: [Branch]
    /// Whether the site has seen every branch and written since, under a later epoch: then nobody uses
    /// the numbers of this one any more, unless a copy of the site is still cut off.
    public let isSettled: Bool

    public struct Branch: Sendable, Hashable {
        public let stream: Stream
        /// The branch's first transaction.
        public let first: Dot
        /// How many transactions it has until its end, or until it forks again.
        public let count: UInt64
        /// Whether the site's signature over it came along.
        public let isSigned: Bool
        /// When its first transaction was written, by its writer's clock; `nil` where that is not in the log, as
        /// at a site that began from a snapshot.
        public let milliseconds: UInt64?
    }

    /// Since when one number has had two meanings: the second branch's beginning. `nil` where it is not known.
    public var milliseconds: UInt64? {
        let known = branches.compactMap(\.milliseconds).sorted()
        return known.count == branches.count ? known.dropFirst().first : nil
    }

    /// Whether the site has signed several branches, and so has proved the fork with its own hand.
    public var isProved: Bool { branches.count { $0.isSigned } > 1 }
}

extension Replica {
    /// Every fork that is known here, by stream and number.
    public func forks() throws -> [Fork] {
        try read {
            let branches = streams.all.filter { $0.parent != nil }.sorted { $0.stream < $1.stream }
            let places = Dictionary(grouping: branches) { state in
                Dot(stream: state.stream.plain, seq: state.base + 1)
            }
            return try places.sorted { $0.key < $1.key }.map { dot, branches in
                let sides = try branches.map { state in
                    let first = Dot(stream: state.stream, seq: dot.seq)
                    return Fork.Branch(
                        stream: state.stream, first: first, count: state.applied - state.base,
                        isSigned: try isSigned(state),
                        milliseconds: try heading(first)?.stamp.milliseconds)
                }
                return Fork(
                    stream: dot.stream, seq: dot.seq, branches: sides,
                    isSettled: try hasSeen(dot.stream.origin, sides.map(\.first)))
            }
        }
    }

    /// Whether the site of an origin has written under a later epoch, having seen these.
    private func hasSeen(_ origin: Origin, _ dots: [Dot]) throws -> Bool {
        for state in streams.all
        where state.stream.origin.site == origin.site && state.stream.origin.epoch > origin.epoch
            && state.applied > state.base
        {
            let ends = try state.context.vector.entries.map { entry in
                try find(entry.stream, entry.seq, head: state.context.heads[entry.stream])
                    .map { streams.path(to: entry.seq, of: $0.id) } ?? VersionVector()
            }
            let seen = ends.reduce(into: VersionVector()) { $0.merge($1) }
            if dots.allSatisfy(seen.contains) { return true }
        }
        return false
    }
}
