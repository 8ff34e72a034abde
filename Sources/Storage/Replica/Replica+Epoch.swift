internal import Causality
internal import Sync

// Beginning another epoch: `Origin` says why there are any.

extension Replica {
    /// Goes on under an epoch above every one that is known for this site. What other tools wrote
    /// before is sealed under the new one, since the epoch changes before `write` seals.
    func beginEpoch(
        _ why: EpochChange.Reason, above: UInt32, _ body: () throws -> Void = {}
    ) throws {
        let old = meta.epoch
        beginsEpochAbove = above
        defer { beginsEpochAbove = nil }
        try write {
            try keepUnmet(try peers.heard().keys)
            try body()
        }
        tellEpoch(why, from: old)
    }

    func tellEpoch(_ why: EpochChange.Reason, from old: UInt32) {
        epochChange = EpochChange(why: why, from: old, to: meta.epoch)
    }

    /// The part that chance has in the number of an epoch.
    func epochLeap() -> UInt32 { UInt32(environment.randomBytes(1).first ?? 0) }

    /// Peers are asked for forks before they bring anything, and the epoch is ended then. A branch that came
    /// all the same, or before a process that ended in between, is found here: nothing is sealed under
    /// numbers that are known to be used elsewhere.
    func findForkedEpoch() {
        let own = Origin(site: meta.site, epoch: meta.epoch)
        guard beginsEpochAbove == nil, streams.isForked(own) else { return }
        beginsEpochAbove = meta.epoch + epochLeap()
        forkedEpoch = meta.epoch
    }

    /// The same within a commit that is running: what has come in it may have shown the fork, and something
    /// of our own is about to be sealed.
    func leaveForkedEpoch() throws {
        findForkedEpoch()
        guard forkedEpoch == meta.epoch, let beginsEpochAbove else { return }
        try changeEpoch(above: beginsEpochAbove)
        try claimEpoch(.forked)
    }

    /// The commit has ended, one way or the other.
    func forgetForkedEpoch() {
        guard forkedEpoch != nil else { return }
        (forkedEpoch, beginsEpochAbove) = (nil, nil)
    }

    /// The first thing of its own in a commit that begins an epoch.
    func changeEpoch(above: UInt32) throws {
        // An epoch out of all reason that somebody forged is not followed.
        let used = streams.all.map(\.stream.origin)
            .filter { $0.site == meta.site && $0.epoch < 1 << 31 }.map(\.epoch)
        let epoch = max(used.max() ?? 0, meta.epoch, above) + 1
        try connection.execute("UPDATE moso_meta SET value = '\(epoch)' WHERE name = 'epoch'")
        meta.epoch = epoch
        lastSealed = nil
    }
}
