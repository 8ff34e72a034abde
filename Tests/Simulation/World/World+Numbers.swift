package import Causality
internal import Sync
internal import Wire

// Who wrote what under which number.
//
// Where nobody can use a number twice, a transaction is noted under its dot and that is all. A site that
// was put back together with its identity file uses numbers again, and so does whoever writes in
// another's name; then a number is two transactions. They are told apart by their hashes; the number is
// a fork where both follow the same one.

extension World {
    /// People at `site` were told that it is safe.
    func note(_ transaction: Transaction, acknowledgedAt site: WorldSite) throws {
        guard mayFork, let hash = try site.store.hash(of: transaction.dot) else {
            return truth.note(transaction, acknowledgedAt: site.id)
        }
        note(transaction, hash, acknowledgedAt: site.id)
    }

    /// It is there, and nobody was told.
    func note(_ transaction: Transaction, of site: WorldSite) throws {
        guard mayFork, let hash = try site.store.hash(of: transaction.dot) else {
            return truth.note(transaction, acknowledgedAt: nil)
        }
        note(transaction, hash, acknowledgedAt: nil)
    }

    /// Whether several transactions have been written under a number.
    package func isTwofold(_ dot: Dot) -> Bool {
        (variants[Dot(stream: dot.stream.plain, seq: dot.seq)]?.count ?? 0) > 1
    }

    /// Whether the world knows of the very transaction that a site holds under a number.
    package func isNoted(_ dot: Dot, at site: WorldSite) throws -> Bool {
        guard mayFork, let hash = try site.store.hash(of: dot) else {
            return truth.transactions[dot] != nil
        }
        return variants[Dot(stream: dot.stream.plain, seq: dot.seq)]?[hash] != nil
    }

    /// What a site wrote unasked before it went down, as far as it came across.
    func learn(_ results: [ItemResult], of peer: WorldSite, at site: WorldSite) throws {
        let dots = Set(results.compactMap(\.dot).filter { $0.stream.origin.site == peer.id })
        guard !dots.isEmpty else { return }
        for transaction in try site.store.transactions() where dots.contains(transaction.dot) {
            guard try !isNoted(transaction.dot, at: site) else { continue }
            try note(transaction, of: site)
        }
    }

    /// Whether something that nobody knows of comes before what was just written: an edit that finds out that
    /// its epoch has forked ends it first, in the same breath.
    func isAfterUnnoted(_ made: [Transaction], at site: WorldSite) throws -> Bool {
        let dots = Set(made.map(\.dot))
        return try dots.contains { dot in
            guard dot.seq > 1 else { return false }
            let before = Dot(stream: dot.stream, seq: dot.seq - 1)
            return try !dots.contains(before) && !isNoted(before, at: site)
        }
    }

    /// What a site holds in its own name and nobody knows of.
    func unnoted(at site: WorldSite) throws -> [Transaction] {
        let vector = try site.store.vector { _ in true }
        let own = vector.streams.filter { $0.origin.site == site.id }
        // Whoever knows the end of a stream knows what comes before.
        guard try !own.allSatisfy({ try isNoted(Dot(stream: $0, seq: vector[$0]), at: site) })
        else { return [] }
        return try site.store.transactions().filter {
            try $0.dot.stream.origin.site == site.id && !isNoted($0.dot, at: site)
        }
    }

    func note(_ transaction: Transaction, _ hash: Digest256, acknowledgedAt site: SiteID?) {
        let dot = Dot(stream: transaction.dot.stream.plain, seq: transaction.dot.seq)
        let others = variants[dot] ?? [:]
        variants[dot, default: [:]][hash] = transaction.previousHash
        let rivals = others.filter { $0.key != hash }
        if rivals.values.contains(transaction.previousHash) { forks.insert(dot) }
        if let site { truth.noteHash(hash, of: dot, acknowledgedAt: site) }
        if rivals.isEmpty || transaction.dot.stream.origin.branch != nil {
            truth.note(transaction, acknowledgedAt: site)
        } else {
            truth.note(twin: transaction, hash: hash.short, acknowledgedAt: site)
        }
    }

    /// After an older copy has been put back: of what was acknowledged there, what is meant.
    func keepHashes(of site: WorldSite) throws {
        guard mayFork else { return }
        try truth.keepHashes(at: site.id) { try site.store.hash(of: $0) }
    }

    /// Whether a site that is so far holds what another was told is safe under a number.
    package func holds(
        _ dot: Dot, acknowledgedAt owner: SiteID, at site: WorldSite, _ vector: VersionVector
    ) throws -> Bool {
        guard mayFork, let meant = truth.hashes[owner]?[dot] else {
            return try vector.contains(dot) && site.store.hash(of: dot) != nil
        }
        let streams = vector.entries.map(\.stream).filter { $0.plain == dot.stream }
        let here = try (streams + [dot.stream]).compactMap {
            try site.store.hash(of: Dot(stream: $0, seq: dot.seq))
        }
        return meant.isSubset(of: here)
    }
}
