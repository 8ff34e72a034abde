// The hub's time: what a clock that is behind does not lose by.
//
// A write stamped by a clock that is an hour behind looks like one that was made an hour ago and comes
// late, and no receiver can tell the two apart. Only the site that writes can know better: whenever it
// calls the hub, the reply says what the hub's clock shows. From then on it stamps by that.
//
//     own clock    12:00 ── called the hub, which said 13:00 ──► stamps as of 13:00
//     own clock    12:20 ──────────────────────────────────────► stamps as of 13:20
//
// A clock that is further away than a day is another matter: then certificates do not hold, and there is
// no exchange. Such a clock has nearly always *fallen*: it was right, the battery was empty, and it began
// again in 1970. What the hub said before the fall is still known to be past. So the stamps go on from
// there, at the pace of the fallen clock, which knows how much time has gone by since, but not how much
// went by before.
//
//     own clock    12:00 ── called the hub, which said 12:00
//     own clock    1970  ── next write ────────────────────────► stamps as of 12:00
//     own clock    1970, 20 minutes later ─────────────────────► stamps as of 12:20
//     own clock    14:00 ── it has been set right ─────────────► stamps as of 14:00
//
// What the clock *itself* shows is never changed, nor shown otherwise: this is for stamps alone, which
// decide ties. An error ahead, from a clock that was set right before the hub was called again, is bounded
// by witnessed time like any other (`Witness`). The hub stamps by its own clock, since nobody stands above
// it, and no other member is believed.

/// What the hub's clock has shown, and what this site's own showed then.
public struct HubTime: Hashable, Sendable {
    /// How far the hub may be ahead and still be believed, in milliseconds: a day, which is how much the
    /// certificates of an exchange forgive.
    public static let leadMaxMilliseconds: UInt64 = 86_400_000

    /// How exactly it is kept, in milliseconds: a minute, so that a quiet exchange seldom costs a commit.
    public static let grainMilliseconds: UInt64 = 60_000

    /// The hub's clock, in milliseconds since 1970, when it was heard last; 0 when it never was.
    public private(set) var hubMilliseconds: UInt64 = 0
    /// This site's own clock at that time, or what it has shown since, if that is less.
    public private(set) var ownMilliseconds: UInt64 = 0

    /// Nothing has been heard.
    public init() {}

    /// What was kept.
    public init(hubMilliseconds: UInt64, ownMilliseconds: UInt64) {
        self.hubMilliseconds = min(hubMilliseconds, 1 << 48 - 1)
        self.ownMilliseconds = min(ownMilliseconds, 1 << 48 - 1)
    }

    /// Takes in what the hub's clock showed just now. A hub that is more than a day ahead is not believed, and
    /// what is known already to the minute changes nothing.
    public mutating func hear(hubMilliseconds hub: UInt64, wallMilliseconds wall: UInt64) {
        guard hub < 1 << 48, hub <= wall || hub - wall <= HubTime.leadMaxMilliseconds else {
            return
        }
        let heard = HubTime(hubMilliseconds: hub, ownMilliseconds: wall)
        let since = Int64(hub) - Int64(hubMilliseconds)
        let apart = since - (Int64(heard.ownMilliseconds) - Int64(ownMilliseconds))
        guard max(abs(since), abs(apart)) >= Int64(HubTime.grainMilliseconds) else { return }
        self = heard
    }

    /// Takes in that the own clock may have fallen since. Whoever stamps does this first.
    public mutating func see(wallMilliseconds wall: UInt64) {
        ownMilliseconds = min(ownMilliseconds, wall)
    }

    /// How far the own clock is known to be behind the hub's, in milliseconds; 0 when it is not, or by no
    /// more than the five minutes that are forgiven.
    public func lagMilliseconds(wallMilliseconds wall: UInt64) -> UInt64 {
        let own = min(ownMilliseconds, wall)
        guard hubMilliseconds > own else { return 0 }
        let lag = hubMilliseconds - own
        if lag <= HybridClock.driftMaxMilliseconds { return 0 }
        // Far behind, and yet past what the hub has said: it has been set right since.
        return lag > HubTime.leadMaxMilliseconds && wall >= hubMilliseconds ? 0 : lag
    }

    /// The time to stamp by, in milliseconds since 1970, when the own clock shows `wall`.
    public func stampMilliseconds(wallMilliseconds wall: UInt64) -> UInt64 {
        min(wall, 1 << 48 - 1) + lagMilliseconds(wallMilliseconds: wall)
    }
}
