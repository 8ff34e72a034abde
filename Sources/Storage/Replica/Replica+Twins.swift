public import Causality

// Two machines under one site's name.
//
// Each has an epoch of its own, so their numbers do not meet and nothing is lost: it is no fork, and
// nothing fails. But what one writes the other does not know of, a claim of the site is confirmed twice, and the
// share of a quota that one holds the other does not have. A site that goes on under a new epoch has
// left the earlier one. So an earlier epoch that writes on after a later one has begun is another machine.

/// A site that writes under two epochs at the same time.
public struct TwinSite: Sendable, Hashable {
    public let site: SiteID
    public let earlier: Origin
    public let later: Origin
    /// The last that was written under the earlier epoch, by its own clock.
    public let lastMilliseconds: UInt64
}

extension Replica {
    /// An earlier epoch is another machine's for so long after it wrote last: 30 days.
    public static let twinMilliseconds: UInt64 = 30 * 86_400_000

    /// The sites under whose name two machines seem to write, by site.
    public func twinSites() throws -> [TwinSite] {
        try read {
            let now = environment.wallMilliseconds()
            var first: [Origin: UInt64] = [:]
            var last: [Origin: UInt64] = [:]
            for state in streams.all where state.applied > state.base {
                let origin = state.stream.origin.plain
                let began = try log.stamp(LocalDot(stream: state.id, seq: state.base + 1))
                first[origin] = min(first[origin] ?? .max, began?.milliseconds ?? .max)
                let ended = try log.stamp(LocalDot(stream: state.id, seq: state.applied))
                last[origin] = max(last[origin] ?? 0, ended?.milliseconds ?? 0)
            }
            return Dictionary(grouping: first.keys, by: \.site).sorted { $0.key < $1.key }
                .compactMap { site, origins in
                    Replica.twin(site, origins.sorted(), first, last, now)
                }
        }
    }

    private static func twin(
        _ site: SiteID, _ origins: [Origin], _ first: [Origin: UInt64], _ last: [Origin: UInt64],
        _ now: UInt64
    ) -> TwinSite? {
        guard let later = origins.last, let began = first[later] else { return nil }
        let earlier = origins.dropLast().last { origin in
            guard let wrote = last[origin] else { return false }
            return wrote > began + HybridClock.driftMaxMilliseconds
                && wrote + twinMilliseconds > now
        }
        return earlier.map {
            TwinSite(site: site, earlier: $0, later: later, lastMilliseconds: last[$0] ?? 0)
        }
    }
}
