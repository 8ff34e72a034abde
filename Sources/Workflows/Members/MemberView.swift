public import Causality
public import Storage

/// One site as a member: where it stands, how far it has acknowledged, whether it holds trimming up.
public struct MemberView: Sendable {
    public let site: SiteID
    public let isHub: Bool
    /// Where it stands in the scopes that are shared with it; `nil` when no list names it.
    public let standing: MemberStanding?
    /// The last step that a person took about it, or its admission.
    public let step: Step?
    /// How many transactions that are here it has not acknowledged; `nil` when it has not acknowledged
    /// the list as it is now, so that nothing of it counts.
    public let lacks: UInt64?
    /// Why nothing is stable on its account.
    public let obstacle: Stability.Obstacle?
    /// How many of its own transactions stay with it, by `Replica.notTakenIn`.
    public let notTakenIn: UInt64
    /// When it was last heard, by `Replica.lastHeard`.
    public let heardMilliseconds: UInt64?

    public struct Step: Sendable {
        public let kind: MemberStep.Kind
        public let dot: Dot
        public let author: String
        public let reason: String?
        public let milliseconds: UInt64
    }

    /// Silence after which a lapse is proposed to the hub, and nothing more: 30 days.
    public static let silenceMilliseconds: UInt64 = 30 * 86_400_000

    /// Whether a person at the hub may want to let it lapse.
    public func mayLapse(now: UInt64) -> Bool {
        guard standing?.counts ?? false, !isHub, let heardMilliseconds else { return false }
        return now > heardMilliseconds + MemberView.silenceMilliseconds
    }

    public var holdsUp: Bool { obstacle != nil || lacks ?? 0 > 0 }
}

/// The members as this site knows them.
public struct Members: Sendable {
    /// By site; empty while there is no list.
    public let views: [MemberView]
    /// Where this site itself stands; `nil` while no list names it.
    public let own: MemberStanding?
    /// How many transactions of this site itself nobody takes in, however often they are sent.
    public let ownNotTakenIn: UInt64

    public init(_ replica: Replica) throws {
        let ladders = try replica.memberLadders()
        let stability = try replica.stability()
        let heard = try replica.lastHeard()
        let left = try replica.notTakenIn()
        let meta = replica.meta
        let sites = Set(ladders.values.flatMap(\.sites)).union(ladders.isEmpty ? [] : [meta.hub])
        views = try sites.sorted().map { site in
            let shared = ladders.filter { $0.value.standing(of: site) != nil || site == meta.hub }
            let last = shared.values.compactMap { $0.last(about: site) }
                .max { $0.stamp == $1.stamp ? $0.dot < $1.dot : $0.stamp < $1.stamp }
            let here = shared.keys.compactMap { stability[$0] }
            return MemberView(
                site: site, isHub: site == meta.hub,
                standing: site == meta.hub
                    ? .active : shared.values.compactMap { $0.standing(of: site) }.first,
                step: try last.flatMap { try Members.step($0, replica) },
                lacks: site == meta.site ? 0 : Members.lacks(site, here, replica),
                obstacle: here.compactMap { $0.obstacles[site] }.first,
                notTakenIn: left[site] ?? 0,
                heardMilliseconds: heard[site])
        }
        ownNotTakenIn = left[meta.site] ?? 0
        own =
            meta.site == meta.hub && !ladders.isEmpty
            ? .active : ladders.values.compactMap { $0.standing(of: meta.site) }.first
    }

    private static func step(
        _ entry: MemberLadder.Entry, _ replica: Replica
    ) throws -> MemberView.Step? {
        guard let made = try replica.transaction(entry.dot) else { return nil }
        return MemberView.Step(
            kind: entry.step.kind, dot: entry.dot, author: made.author, reason: made.reason,
            milliseconds: made.stamp.milliseconds)
    }

    private static func lacks(_ site: SiteID, _ here: [Stability], _ replica: Replica) -> UInt64? {
        guard here.contains(where: { $0.acknowledged[site] != nil }) else { return nil }
        return here.reduce(0) { sum, scope in
            sum + (scope.behind.first { $0.site == site }?.lacks ?? 0)
        }
    }

    /// Who holds trimming up.
    public var holdingUp: [MemberView] { views.filter(\.holdsUp) }
}
