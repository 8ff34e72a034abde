// What wall clocks show.
extension World {
    func setClock(_ site: WorldSite) {
        let gained = (now - site.drift.since) / 1000 * site.drift.thousandths
        let wall = site.clockStands ?? Int(HandClock.start) + now + gained + site.clockOffset
        site.store.clock.milliseconds = UInt64(max(0, wall))
        site.wallMax = max(site.wallMax, site.store.clock.milliseconds)
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
