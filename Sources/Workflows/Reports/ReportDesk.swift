public import Domain
public import Storage
internal import Causality

/// What a report is to be about.
public struct ReportRequest: Sendable {
    /// The local day; today when `nil`.
    public var day: LocalDay?
    /// Only the records of this site; of all sites when `nil`.
    public var site: String?

    public init(day: LocalDay? = nil, site: String? = nil) {
        self.day = day
        self.site = site
    }
}

/// Makes reports from a replica, each from one moment of it.
public struct ReportDesk {
    public let replica: Replica
    public let nowMilliseconds: UInt64

    public init(_ replica: Replica, milliseconds: UInt64) {
        self.replica = replica
        nowMilliseconds = milliseconds
    }

    /// The report that a person names.
    public static func kind(named name: String) throws(Problem) -> ReportKind {
        if let kind = ReportKind(named: name) { return kind }
        let names = ReportKind.allCases.flatMap { [$0.rawValue, $0.title.zh, $0.title.en] }
        let near = Nearness.nearest(to: name, among: names).flatMap { ReportKind(named: $0) }
        throw .noReport(name, didYouMean: near?.rawValue)
    }

    /// - Throws: a `Problem` for a site that this replica holds nothing of.
    public func make(_ kind: ReportKind, _ request: ReportRequest = ReportRequest()) throws
        -> Report
    {
        try replica.sealForeignEdits()
        // What the rules find is remembered from one time to the next, which is a write of its own.
        let findings = kind == .today ? try RuleCheck(replica).findings().count : 0
        return try replica.read {
            let ground = try ReportGround(replica, request, nowMilliseconds: nowMilliseconds)
            if let site = request.site { try check(site, ground) }
            switch kind {
            case .today: return try TodayReport(ground, findings: findings).report()
            case .occupancy: return try OccupancyReport(ground).report()
            case .waitlist: return try WaitlistReport(ground).report()
            }
        }
    }

    private func check(_ site: String, _ ground: ReportGround) throws {
        guard ground.sites.isEmpty else { return }
        let all = try ReportGround(
            replica, ReportRequest(day: ground.day), nowMilliseconds: nowMilliseconds)
        let known = all.sites.flatMap { [$0.site, $0.name] }
        throw Problem.noReportSite(
            site, didYouMean: Nearness.nearest(to: site, among: known),
            known: all.sites.map(\.site))
    }
}
