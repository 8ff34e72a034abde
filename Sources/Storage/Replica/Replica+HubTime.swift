public import Causality
internal import Sync

// The hub's time in the replica (`HubTime` says what for): one line of `moso_meta`, which every process
// that stamps reads. What a caller hears in an exchange is kept in the commit that remembers the
// exchange, once a minute at most; a clock that has fallen is noted by the commit that first stamps under it.

extension Replica {
    private static let hubTimeName = "hub_time"

    /// What the hub's clock showed when it was heard last, as far as it was kept.
    func loadedHubTime() throws -> HubTime {
        let word =
            try connection.word(
                "SELECT value FROM moso_meta WHERE name = '\(Replica.hubTimeName)'") ?? ""
        let numbers = word.split(separator: " ").compactMap { UInt64($0) }
        guard numbers.count == 2 else { return HubTime() }
        return HubTime(hubMilliseconds: numbers[0], ownMilliseconds: numbers[1])
    }

    /// The time that this site stamps by, in milliseconds since 1970.
    var stampingMilliseconds: UInt64 {
        hubTime.stampMilliseconds(wallMilliseconds: environment.wallMilliseconds())
    }

    /// Looks whether the clock has fallen, before a stamp is made. Within a commit.
    func seeOwnClock() throws {
        var seen = hubTime
        seen.see(wallMilliseconds: environment.wallMilliseconds())
        if seen != hubTime { try keep(seen) }
    }

    /// Writes down what has been heard. Within a commit.
    func keep(_ time: HubTime) throws {
        let kept = try connection.prepare(
            """
            INSERT INTO moso_meta(name, value) VALUES('\(Replica.hubTimeName)', ?1)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value
            """)
        kept.bind(1, text: "\(time.hubMilliseconds) \(time.ownMilliseconds)")
        try kept.run()
        hubTime = time
        hubTimeHeard = nil
    }

    /// Takes note of what the hub's clock showed as it answered. It is kept by the next `remember`.
    public func note(clockOf peer: SiteID, shows milliseconds: UInt64) throws {
        guard peer == meta.hub, meta.site != meta.hub else { return }
        var heard = hubTime
        heard.hear(
            hubMilliseconds: milliseconds, wallMilliseconds: environment.wallMilliseconds())
        hubTimeHeard = heard == hubTime ? nil : heard
    }
}
