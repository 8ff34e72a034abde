/// I11: after a crash at any point a site starts, and finds nothing wrong with itself: its file, its
/// chains, and every row against its log.
package final class CrashSafety: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .restarted(let site) = moment else { return }
        try check(site)
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core { try check(site) }
    }

    private func check(_ site: World.WorldSite) throws {
        if let finding = try site.store.selfCheck().first {
            throw Violation("I11", "\(site.id): \(finding)")
        }
    }
}
