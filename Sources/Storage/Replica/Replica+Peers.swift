public import Causality

/// A site this one exchanges with, and how the tries went.
public struct PeerRecord: Sendable, Hashable {
    public let url: String
    /// Known once it has answered.
    public let site: SiteID?
    public let isPaused: Bool
    public let lastTryMilliseconds: UInt64?
    public let lastOKMilliseconds: UInt64?
    /// What went wrong at the last try; `nil` when it went well.
    public let lastError: String?
    /// The last 16 tries, the newest in the lowest bit; 1 is a success.
    public let reach: UInt16
    public let tries: Int
    public let sent: Int
    public let received: Int
    /// When cron last spoke about it; `nil` while all is well.
    public let alertedMilliseconds: UInt64?
    public let addedMilliseconds: UInt64
}

extension Replica {
    public func peerRecords() throws -> [PeerRecord] {
        try read {
            let select = try connection.prepare(
                """
                SELECT url, site, paused, last_try_ms, last_ok_ms, last_error, reach, tries, sent,
                    received, alerted_ms, added_ms
                FROM moso_peer ORDER BY url
                """)
            var all: [PeerRecord] = []
            while try select.step() {
                let time = { (at: Int32) in
                    select.isNull(at) ? nil : UInt64(select.integer(at))
                }
                all.append(
                    PeerRecord(
                        url: select.text(0),
                        site: select.isNull(1) ? nil : SiteID(select.text(1)),
                        isPaused: select.integer(2) != 0, lastTryMilliseconds: time(3),
                        lastOKMilliseconds: time(4),
                        lastError: select.isNull(5) ? nil : select.text(5),
                        reach: UInt16(truncatingIfNeeded: select.integer(6)),
                        tries: Int(select.integer(7)), sent: Int(select.integer(8)),
                        received: Int(select.integer(9)), alertedMilliseconds: time(10),
                        addedMilliseconds: time(11) ?? 0))
            }
            return all
        }
    }

    /// Adds a peer; one that is known already stays as it is, but for its site when that is given.
    public func addPeer(url: String, site: SiteID? = nil) throws {
        try runPeer(
            """
            INSERT INTO moso_peer(url, added_ms, site) VALUES(?1, ?2, ?3)
            ON CONFLICT(url) DO UPDATE SET site = coalesce(excluded.site, site)
            """, url,
            [
                .integer(Int64(environment.wallMilliseconds())),
                site.map { .text($0.name) } ?? .null,
            ])
    }

    /// Returns whether there was such a peer.
    @discardableResult
    public func removePeer(url: String) throws -> Bool {
        try runPeer("DELETE FROM moso_peer WHERE url = ?1", url, [])
    }

    @discardableResult
    public func pausePeer(url: String, _ paused: Bool) throws -> Bool {
        try runPeer(
            "UPDATE moso_peer SET paused = ?2 WHERE url = ?1", url, [.integer(paused ? 1 : 0)])
    }

    /// Notes how a try went.
    public func noteTry(
        url: String, site: SiteID?, error: String?, sent: Int, received: Int
    ) throws {
        let now = Value.integer(Int64(environment.wallMilliseconds()))
        try runPeer(
            """
            UPDATE moso_peer SET site = coalesce(?2, site), last_try_ms = ?3,
                last_ok_ms = CASE WHEN ?4 IS NULL THEN ?3 ELSE last_ok_ms END, last_error = ?4,
                reach = ((reach << 1) | (?4 IS NULL)) & 65535, tries = tries + 1,
                sent = sent + ?5, received = received + ?6
            WHERE url = ?1
            """, url,
            [
                site.map { .text($0.name) } ?? .null, now, error.map { .text($0) } ?? .null,
                .integer(Int64(sent)), .integer(Int64(received)),
            ])
    }

    /// Notes that cron has spoken about a peer, or, with `nil`, that it may again.
    public func noteAlert(url: String, at milliseconds: UInt64?) throws {
        try runPeer(
            "UPDATE moso_peer SET alerted_ms = ?2 WHERE url = ?1", url,
            [milliseconds.map { .integer(Int64($0)) } ?? .null])
    }

    @discardableResult
    private func runPeer(_ sql: String, _ url: String, _ values: [Value]) throws -> Bool {
        try write {
            let statement = try connection.prepare(sql)
            statement.bind(1, text: url)
            for (at, value) in values.enumerated() { statement.bind(Int32(at) + 2, value) }
            try statement.run()
            return connection.changes > 0
        }
    }

    /// How many of our own transactions a site has not said to hold, and when the oldest of them
    /// was made. `nil` for a site that has never said anything.
    public func outbox(for site: SiteID, _ includes: (ScopeID) -> Bool) throws -> (
        count: Int, oldestMilliseconds: UInt64?
    )? {
        try read {
            let theirs = try peers.vector(of: site)
            let mine = streams.vector.restricted(to: includes)
            var count = 0
            var oldest: UInt64?
            for part in mine.beyond(theirs) where part.stream.origin.site == meta.site {
                guard let state = streams[part.stream] else { continue }
                let from = max(part.from, state.base)
                count += Int(part.to - from)
                if let stamp = try log.stamp(LocalDot(stream: state.id, seq: from + 1)) {
                    oldest = min(oldest ?? .max, stamp.milliseconds)
                }
            }
            return (count, oldest)
        }
    }

    /// When each site that was ever in an exchange with this one last was, to the minute.
    public func sitesMet() throws -> [SiteID: UInt64] { try read { try peers.heard() } }

    /// The sites that have been in an exchange since this replica's present epoch began: only they have
    /// brought back what the epoch before had written and this file lacks. No clock is asked.
    public func sitesMetInEpoch() throws -> Set<SiteID> {
        try read { Set(try peers.heard().keys).subtracting(try unmet()) }
    }

    /// Sites that had been met before this epoch began, and not since.
    func unmet() throws -> Set<SiteID> {
        let text = try connection.word("SELECT value FROM moso_meta WHERE name = 'unmet'")
        return Set((text ?? "").split(separator: " ").compactMap { SiteID(String($0)) })
    }

    func keepUnmet(_ sites: some Sequence<SiteID>) throws {
        try setMeta("unmet", sites.map(\.name).sorted().joined(separator: " "))
    }

    /// Up to when what is here of each site is all there is: the last exchange with it if everything it
    /// then claimed to have written is here; else its last write that is here, by its own clock,
    /// and never later than now.
    public func lastHeard() throws -> [SiteID: UInt64] {
        try read {
            var heard: [SiteID: UInt64] = [:]
            let now = environment.wallMilliseconds()
            for state in streams.all where state.applied > 0 {
                let site = state.stream.origin.site
                heard[site] = max(heard[site] ?? 0, min(state.stamp.milliseconds, now))
            }
            for (site, met) in try peers.heard() {
                let lacks = try peers.vector(of: site).beyond(streams.vector)
                guard !lacks.contains(where: { $0.stream.origin.site == site }) else { continue }
                heard[site] = max(heard[site] ?? 0, min(met, now))
            }
            heard[meta.site] = now
            return heard
        }
    }
}
