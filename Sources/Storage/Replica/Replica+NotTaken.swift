public import Causality
internal import Sync
internal import Wire

// Work that stays with its author.
//
// Who writes before it has seen the hub's step that admits it is not taken in, now or later: a new site that
// wrote before its first sync, or one that wrote while it had lapsed. Exchanges go well all the same, so
// somebody has to say it. The site remembers what the hub said of it at their last exchange; the hub remembers
// of whom it has refused something, and as long as that site claims work of its own that is not here, it
// still stands so.

extension Replica {
    /// How many transactions of each site stay with it, of what is known here: of this site itself, and,
    /// where this one has refused them, of others. Sites with none are left out.
    public func notTakenIn() throws -> [SiteID: UInt64] {
        try read {
            var counts = try refusedClaims()
            let own = try refusedByHub()
            if own > 0 { counts[meta.site] = own }
            return counts
        }
    }

    /// What the hub said at the last exchange with it, as far as it still lacks it.
    private func refusedByHub() throws -> UInt64 {
        guard let said = try connection.number(Replica.refusedThereSelect), said > 0 else {
            return 0
        }
        return min(UInt64(said), try lackedOwn(by: meta.hub))
    }

    private static let refusedThereSelect =
        "SELECT value FROM moso_meta WHERE name = 'refused_there'"

    public func note(refused count: Int, by peer: SiteID) throws {
        let name = peer == meta.hub ? "refused_there" : Replica.refusedBy + peer.name
        let last = try read {
            try connection.number("SELECT value FROM moso_meta WHERE name = '\(name)'") ?? 0
        }
        guard last != count else { return }
        try write { try setMeta(name, "\(count)") }
    }

    private static let refusedBy = "refused_by "

    /// How many of this site's transactions peers other than the hub did not take in at the last exchange,
    /// as far as they still lack them. They wait for no more than to hear of this site from the hub.
    public func notTakenByPeers() throws -> [SiteID: UInt64] {
        try read {
            let select = try connection.prepare(
                "SELECT name, value FROM moso_meta WHERE name GLOB '\(Replica.refusedBy)*'")
            var counts: [SiteID: UInt64] = [:]
            while try select.step() {
                guard let peer = SiteID(String(select.text(0).dropFirst(Replica.refusedBy.count))),
                    let said = UInt64(select.text(1)), said > 0
                else { continue }
                let lacked = try lackedOwn(by: peer)
                if lacked > 0 { counts[peer] = min(said, lacked) }
            }
            return counts
        }
    }

    /// How many of this site's own transactions the hub lacks and would not count if they were sent as they
    /// are. The roster here names another key for this site than the one that it has by now: so that one was
    /// taken away, and there is a cut behind which they lie. Or they lie behind one that is here.
    public func unsentUnderOldKey() throws -> UInt64 {
        guard meta.site != meta.hub, let own = try KeyFile(directory: directory).read() else {
            return 0
        }
        return try read {
            let roster = try roster()
            guard roster.keys.contains(where: { $0.site == meta.site }) else { return 0 }
            guard roster.key(of: meta.site) == own.publicKey else {
                return try lackedOwn(by: meta.hub)
            }
            let heard = try peers.vector(of: meta.hub)
            return try voids().reduce(0) { count, local in
                guard let dot = streams.dot(local), dot.stream.origin.site == meta.site else {
                    return count
                }
                return count + (heard.contains(dot) ? 0 : 1)
            }
        }
    }

    /// How many of this site's own transactions a peer has not said to hold.
    private func lackedOwn(by peer: SiteID) throws -> UInt64 {
        streams.vector.beyond(try peers.vector(of: peer))
            .filter { $0.stream.origin.site == meta.site }
            .reduce(0) { $0 &+ ($1.to - $1.from) }
    }

    private static let refusedFrom = "refused_from "

    /// Remembers that something of a site was refused that came from itself; in a commit that is running.
    func noteRefused(_ site: SiteID) throws { try setMeta(Replica.refusedFrom + site.name, "1") }

    /// What the sites of which something was refused still claim and is not here.
    private func refusedClaims() throws -> [SiteID: UInt64] {
        let select = try connection.prepare(
            "SELECT name FROM moso_meta WHERE name GLOB '\(Replica.refusedFrom)*' ORDER BY name")
        var claims: [SiteID: UInt64] = [:]
        while try select.step() {
            guard let site = SiteID(String(select.text(0).dropFirst(Replica.refusedFrom.count)))
            else { continue }
            let count = try peers.vector(of: site).beyond(streams.vector)
                .filter { $0.stream.origin.site == site }
                .reduce(0 as UInt64) { $0 &+ ($1.to - $1.from) }
            if count > 0 { claims[site] = count }
        }
        return claims
    }
}
