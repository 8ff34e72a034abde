internal import Causality

// What wall clocks show.
extension World {
    func setClock(_ site: WorldSite) {
        let gained = (now - site.drift.since) / 1000 * site.drift.thousandths
        let wall = site.clockStands ?? Int(HandClock.start) + now + gained + site.clockOffset
        site.show(UInt64(max(0, wall)))
    }

    /// What a site believes of another's clock: the hub's, as long as it is not more than a day ahead.
    func believed(_ milliseconds: UInt64, of peer: SiteID, at site: WorldSite) -> UInt64? {
        let day: UInt64 = 86_400_000
        guard peer == sites[0].id, site !== sites[0],
            milliseconds <= site.store.clock.milliseconds + day
        else { return nil }
        return milliseconds
    }

    /// Something happens to the wall clock of a site.
    func setRight(_ event: Scenario.Event, _ site: WorldSite) {
        let amount = event.amount ?? 0
        setClock(site)
        let shown = Int(site.store.clock.milliseconds)
        switch event.kind {
        case .clockSet:
            counters.sometimes("clock set")
            site.clockStands = nil
            site.clockOffset += amount - shown
        case .clockStop:
            counters.sometimes("clock stands")
            site.clockStands = amount == 0 ? nil : shown
        default:
            counters.sometimes("clock drifts")
            let gained = (now - site.drift.since) / 1000 * site.drift.thousandths
            site.clockOffset += gained
            site.drift = (amount, now)
        }
    }
}
