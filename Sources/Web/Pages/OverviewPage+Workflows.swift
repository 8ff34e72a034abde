internal import Causality
internal import Domain
public import Workflows

extension OverviewPage {
    /// The page for what `Workflows` found out. Conflicts are told by whoever can see the records.
    public init(
        _ overview: Overview, conflicts: [ConflictLine], siteLabel: String? = nil,
        zone: LocalZone = .shanghai
    ) {
        let ownName = overview.sites.first { $0.site == overview.site }?.name
        self.init(
            siteName: siteLabel ?? ownName ?? overview.site.name,
            isHub: overview.isHub, nowMilliseconds: Int64(overview.nowMilliseconds), zone: zone,
            sites: overview.sites.map(SiteLine.init),
            waiting: Figure(overview.waiting), waitlist: overview.waitlist.map(WaitingLine.init),
            endings: overview.freeEndings.map(EndingLine.init),
            endingCounts: [30, 60, 90].map { days in
                EndingCount(days: days, count: Figure(overview.endings(within: Int64(days))))
            },
            pipeline: overview.pipeline.map(StageLine.init),
            conflicts: conflicts)
    }
}

extension OverviewPage.Figure {
    init(_ range: Range64) { self.init(range.low, range.high) }
}

extension OverviewPage.SiteLine {
    init(_ site: Overview.Site) {
        self.init(
            code: site.site.name, name: site.name, seatsInService: .init(site.seatsInService),
            seatsAssigned: .init(site.seatsAssigned), seatsFree: .init(site.seatsFree),
            heardMilliseconds: site.heardMilliseconds.map { Int64(clamping: $0) })
    }
}

extension OverviewPage.WaitingLine {
    init(_ waiting: Overview.Waiting) {
        self.init(
            site: waiting.site, company: waiting.company, joinedOn: waiting.joinedOn,
            daysWaiting: waiting.daysWaiting, seatsWanted: waiting.seatsWanted,
            rating: waiting.rating?.uppercased(), promisedOn: waiting.promisedOn,
            daysLate: .init(waiting.slipDays), isCertain: waiting.isCertain)
    }
}

extension OverviewPage.EndingLine {
    init(_ ending: Overview.FreeEnding) {
        self.init(
            site: ending.site, company: ending.company, lastDays: ending.lastDays,
            daysLeft: .init(ending.daysLeft), isCertain: ending.isCertain)
    }
}

extension OverviewPage.StageLine {
    init(_ stage: Overview.Stage) {
        self.init(
            name: Phrase(zh: stage.label.zh, en: stage.label.en), count: .init(stage.count),
            asked: stage.asked.map { .init(currency: $0.currency, amount: .init($0.amount)) })
    }
}
