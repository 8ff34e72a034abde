public import Causality
internal import Sync
internal import Wire

// Countersigning: `SeenHeads` says what for.
//
// Once a day, by UTC and the time that this site stamps by, and one scope at a time: with each exchange the turn of one
// has come. What two transactions of one moment are stamped with tells their readers how many there were, and the readers
// of one scope shall not learn in how many others there was news. For the same reason a turn is used up whether there is
// news or not.
//
// It is said after an exchange, and not before one: a clock that is far off prevents exchanges, and shall stamp nothing by
// itself. For the same reason nothing is said on the first day, nor on one before the last, nor after more than a month: a
// clock that has started in another year would else be what this site stamps by from then on. Streams with nothing new but such words, and leave to trim, are left out, or two sites would
// countersign each other's countersigning for ever. Streams that have forked are left out, too: of these more is known
// already, and what is right about one branch would be wrong about the other.

extension Replica {
    private static let countersigned = "countersigned "
    private static let toldHead = "told_head "
    /// More new entries than these are news without looking at them.
    private static let lookedAtMost: UInt64 = 8
    /// A site has more than one end in a scope if it has begun a new epoch; the rest is said the day after.
    private static let headsOfSiteMost = 8
    private static let silentDaysMost: UInt64 = 32

    /// Writes down in the scope whose turn it is up to where this site has others' histories in it.
    ///
    /// - Parameter peer: with whom there is an exchange; the hub says in a scope what who holds it may know, and says it then.
    /// - Returns: whether anything was written.
    @discardableResult
    public func countersign(with peer: SiteID? = nil) throws -> Bool {
        guard damage == nil else { return false }
        let today = stampingMilliseconds / 86_400_000
        guard let place = try read({ try placeToCountersign(with: peer, today) }) else {
            return false
        }
        return try write {
            let last = try metaNumber(Replica.countersigned + place.name)
            guard last != today else { return false }
            try setMeta(Replica.countersigned + place.name, String(today))
            guard let last, last < today, today - last <= Replica.silentDaysMost,
                try mayWrite(in: place), try !isBeyondCut(nextDot(in: place), streams.vector)
            else { return false }
            let operations = try unsaidHeads(in: place)
            guard !operations.isEmpty else { return false }
            _ = try seal(
                LocalChanges(place, operations), author: "moso", reason: nil, action: nil)
            return true
        }
    }

    /// The common records first, as all know when there is something new, then where nothing was said for longest.
    private func placeToCountersign(with peer: SiteID?, _ today: UInt64) throws -> ScopeID? {
        var places = Set(streams.all.map(\.stream.scope)).subtracting([.roster])
        if meta.site == meta.hub {
            guard let peer, peer != meta.hub else { return nil }
            places = places.filter(try scopesShared(with: peer))
        } else {
            places = places.filter(ScopeGrant.isGrantable).union([.site(meta.site)])
        }
        return try places.map { ($0, try metaNumber(Replica.countersigned + $0.name)) }
            .filter { $0.1 != today }
            .min { a, b in
                let (first, second) = (a.0 == .common ? 0 : 1, b.0 == .common ? 0 : 1)
                return (first, a.1 ?? 0, a.0) < (second, b.1 ?? 0, b.0)
            }?.0
    }

    /// What is new of others' streams since this site last said in a scope how far it has them.
    private func unsaidHeads(in place: ScopeID) throws -> [Operation] {
        var heads: [SiteID: [SeenHeads.Head]] = [:]
        for state in streams.all.reversed() where state.applied > state.base {
            let (site, scope) = (state.stream.origin.site, state.stream.scope)
            guard site != meta.site, meta.site == meta.hub || site == meta.hub,
                whereToSay(scope) == place, !streams.isForked(state.stream.plain)
            else { continue }
            let name = Replica.toldHead + state.stream.description
            let told = try metaNumber(name) ?? 0
            guard told < state.applied, heads[site]?.count ?? 0 < Replica.headsOfSiteMost else {
                continue
            }
            if try isNews(state, beyond: told) {
                let dot = Dot(stream: state.stream, seq: state.applied)
                heads[site, default: []].append(SeenHeads.Head(dot: dot, hash: state.head))
            }
            try setMeta(name, String(state.applied))
        }
        return heads.sorted { $0.key < $1.key }.map { SeenHeads(of: $0, $1).operation }
    }

    /// A branch says of what everybody has in its own scope.
    private func whereToSay(_ scope: ScopeID) -> ScopeID {
        let isEverybodys = scope == .common || scope == .roster
        return meta.site != meta.hub && isEverybodys ? .site(meta.site) : scope
    }

    /// Whether a stream has more beyond a number than words that follow from others'.
    private func isNews(_ state: StreamState, beyond told: UInt64) throws -> Bool {
        let first = max(told, state.base) + 1
        guard state.applied - first < Replica.lookedAtMost else { return true }
        for seq in first...state.applied {
            guard let record = try log.record(LocalDot(stream: state.id, seq: seq)),
                !record.isTrimmed
            else { return true }
            let isOther = try expanded(record).withUnsafeBytes { bytes in
                var reader = try TransactionReader(bytes)
                for _ in 0..<reader.operationCount {
                    let operation = try reader.operation()
                    guard
                        operation.table == SeenHeads.table
                            || HorizonStep(operation, in: state.stream.scope) != nil
                    else { return true }
                }
                return false
            }
            if isOther { return true }
        }
        return false
    }

    private func metaNumber(_ name: String) throws -> UInt64? {
        let select = try connection.prepare("SELECT value FROM moso_meta WHERE name = ?1")
        select.bind(1, text: name)
        return try select.step() ? UInt64(select.text(0)) : nil
    }

    // MARK: Verification

    /// What the transactions that wait say of histories that are otherwise here. They wait for ever if theirs is another one.
    func noteWaiting(_ said: inout SaidHeads) throws {
        for head in try waiting.heldHeads() {
            guard let held = try waiting.held(head) else { continue }
            try expanded(held.record).withUnsafeBytes { bytes in
                var reader = try TransactionReader(bytes)
                guard reader.shapes.contains(where: { $0.table == SeenHeads.table }) else { return }
                for _ in 0..<reader.operationCount {
                    try said.note(try reader.operation(), in: held.dot, at: self)
                }
            }
        }
    }

    /// What a transaction says of histories that are otherwise here, or `nil` where that is as it says, not here, or nothing that its
    /// author may speak of.
    fileprivate func contradiction(_ operation: Operation, by author: SiteID) throws -> Dot? {
        guard let said = SeenHeads(operation), author != said.site,
            author == meta.hub || said.site == meta.hub
        else { return nil }
        for head in said.heads {
            let holders = streams.family(of: head.dot.stream).filter { $0.holds(head.dot.seq) }
            let isHere = try holders.contains {
                try hash(of: Dot(stream: $0.stream, seq: head.dot.seq)) == head.hash
            }
            if !holders.isEmpty, !isHere { return head.dot }
        }
        return nil
    }
}

/// Where histories are other ones than somebody has countersigned: of each stream the first place that was named.
struct SaidHeads {
    private var others: [Stream: (dot: Dot, in: Dot)] = [:]

    mutating func note(_ operation: Operation, in dot: Dot, at replica: Replica) throws {
        guard operation.table == SeenHeads.table,
            let other = try replica.contradiction(operation, by: dot.stream.origin.site),
            others[other.stream].map({ other.seq < $0.dot.seq }) ?? true
        else { return }
        others[other.stream] = (other, dot)
    }

    var findings: [VerificationFinding] {
        others.sorted { $0.key < $1.key }.map { _, other in
            .init(
                kind: .otherHistory, place: "\(other.dot)",
                detail: .countersigned(by: other.in.stream.origin.site, in: other.in))
        }
    }
}

/// Which of a site's words about a stream is the last. Those before it tell nothing that it does not, but where exactly.
struct LastWords {
    private struct Topic: Hashable {
        let author: Int64
        let stream: Stream
    }
    private var last: [Topic: UInt64] = [:]
    private var words: [LocalDot: [Stream]] = [:]

    /// Takes note of a transaction, and says whether it is one of words alone.
    mutating func note(_ local: LocalDot, _ bytes: [UInt8]) throws {
        let said = try bytes.withUnsafeBytes { buffer -> [SeenHeads]? in
            var reader = try TransactionReader(buffer)
            guard reader.shapes.allSatisfy({ $0.table == SeenHeads.table }) else { return nil }
            return try (0..<reader.operationCount).map { _ in try reader.operation() }
                .compactMap(SeenHeads.init)
        }
        guard let said else { return }
        let streams = said.flatMap { $0.heads.map(\.dot.stream) }
        words[local] = streams
        for stream in streams {
            let topic = Topic(author: local.stream, stream: stream)
            last[topic] = max(last[topic] ?? 0, local.seq)
        }
    }

    func isSuperseded(_ local: LocalDot) -> Bool {
        words[local]?.allSatisfy {
            last[Topic(author: local.stream, stream: $0)] ?? 0 > local.seq
        } ?? false
    }
}
