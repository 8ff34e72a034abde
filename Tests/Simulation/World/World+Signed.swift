internal import Causality
internal import Storage
internal import Sync
internal import Wire

// Worlds in which every site has a key, and the hub's roster says whose is whose.
//
// Everybody begins with the roster, as a site does that has joined: the hub's key from a person, the others'
// from the hub. From then on sites sign the ends of what they write, pass on the signatures of others,
// and take in nothing of a member that its signature does not cover. The hostile member has a key too. It
// signs whatever it sends under its own name, and what it sends in the name of somebody else it can only sign
// with its own key: nobody takes that in, and everybody says who sent it.

/// The keys of simulated sites, each from the bytes of its name.
enum SimulatedKeys {
    static func key(of site: SiteID) -> SigningKey {
        guard let key = SigningKey(seed: Digest256(of: Array("key of \(site)".utf8)).bytes) else {
            preconditionFailure("32 bytes make a key")
        }
        return key
    }
}

extension World {
    /// What the hub has written before anything happens.
    func noteRoster() throws {
        try look { try learnUnasked(sites[0]) }
        counters.sometimes("signed world")
    }

    /// What the signatures that a site can give cover of what it brings to another one.
    func verified(
        _ records: [LogRecord], from peer: WorldSite, to site: WorldSite
    ) throws -> VerifiedHeads {
        guard isSigned else { return VerifiedHeads() }
        return try look {
            let heads = try peer.store.signatures(over: records.compactMap { ChainLink($0) })
            return try verified(records, heads, from: peer.id, to: site)
        }
    }

    /// What signatures cover that came with transactions.
    func verified(
        _ records: [LogRecord], _ heads: [SignedHead], from peer: SiteID, to site: WorldSite
    ) throws -> VerifiedHeads {
        guard isSigned else { return VerifiedHeads() }
        return try look {
            try ReceivedChains(records, signedBy: heads).verified(heads) {
                try site.store.signers(of: $0, from: peer)
            }
        }
    }

    /// The hostile member's signatures over a transaction of its own; over one in another's name, that it is
    /// the end of that one's stream, and that it is the end of its own.
    func hostileSignatures(over dot: Dot, _ bytes: [UInt8], by mallory: SiteID) -> [SignedHead] {
        guard isSigned else { return [] }
        let (key, hash) = (SimulatedKeys.key(of: mallory), Digest256(of: bytes))
        let own = Stream(origin: Origin(site: mallory, epoch: 1), scope: dot.stream.scope)
        return Set([dot.stream, own]).sorted().map {
            SignedHead(stream: $0, seq: dot.seq, hash: hash, by: key)
        }
    }
}

extension Scenario {
    /// Signs one world of twelve, and lets the hostile member write in the name of others there, four times.
    mutating func signSome() {
        guard seed % 12 == 7, sites.count <= 12 else { return }
        (isSigned, countersigns) = (true, true)
        var draw = SeededGenerator(seed: seed, "forgeries")
        let last = events.map(\.at).max() ?? 0
        for _ in 0..<4 {
            events.append(
                Event(
                    .hostile, at: last / 4 + draw.below(last + 1), site: draw.below(sites.count),
                    amount: HostileTrick.forgedOrigin.rawValue))
        }
    }
}
