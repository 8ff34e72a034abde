public import Domain
public import Storage
internal import Causality

/// What a report is to be about.
public struct ReportRequest: Sendable {
    /// The local day; today when `nil`.
    public var day: LocalDay?
    /// Only the records of this site; of all sites when `nil`.
    public var site: String?
    /// Whether every record behind a figure is named. Where nobody opens their list, seats that count alike are
    /// counted together, and one of them stands for all.
    public var isListing: Bool

    public init(day: LocalDay? = nil, site: String? = nil, isListing: Bool = true) {
        self.day = day
        self.site = site
        self.isListing = isListing
    }
}

/// Makes reports from a replica, each from one moment of it.
public struct ReportDesk {
    public let replica: Replica
    public let nowMilliseconds: UInt64
    private let shelf: OfficeShelf?

    /// - Parameter shelf: where what takes long to find out is kept from one look to the next.
    public init(_ replica: Replica, milliseconds: UInt64, shelf: OfficeShelf? = nil) {
        self.replica = replica
        self.shelf = shelf
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
        guard shelf != nil || [.today, .conflicts].contains(kind) else {
            return try replica.read { try make(kind, request, replica.openConflicts(), []) }
        }
        // What the rules find is remembered from one time to the next, which is a write of its own.
        let today = LocalDay.from(
            epochMilliseconds: Int64(clamping: nowMilliseconds),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        return try (shelf?.queue ?? QueueShelf()).reading(replica, on: today) { open in
            try make(kind, request, open.cells, open.items)
        }
    }

    private func make(
        _ kind: ReportKind, _ request: ReportRequest, _ conflicts: [CellConflict],
        _ open: [InboxItem]
    ) throws -> Report {
        let ground = try ReportGround(
            replica, request, nowMilliseconds: nowMilliseconds, conflicts: conflicts,
            counts: shelf?.counts ?? CountShelf())
        if let site = request.site { try check(site, ground) }
        return try make(kind, ground, open)
    }

    private func make(
        _ kind: ReportKind, _ ground: ReportGround, _ open: [InboxItem]
    ) throws -> Report {
        switch kind {
        case .today: try TodayReport(ground, open).report()
        case .occupancy: try OccupancyReport(ground).report()
        case .forecast: try ForecastReport(ground).report()
        case .seats: try SeatMapReport(ground).report()
        case .waitlist: try WaitlistReport(ground).report()
        case .chains: try ChainReport(ground).report()
        case .freePeriods: try FreePeriodReport(ground).report()
        case .graduation: try GraduationReport(ground).report()
        case .market: try MarketReport(ground).report()
        case .funnel: try FunnelReport(ground).report()
        case .fund: try FundReport(ground).report()
        case .followOn: try FollowOnReport(ground).report()
        case .values: try ValueReport(ground).report()
        case .visits: try VisitReport(ground).report()
        case .offers: try OfferReport(ground).report()
        case .policies: try PolicyReport(ground).report()
        case .experts: try ExpertReport(ground).report()
        case .demands: try DemandReport(ground).report()
        case .repairs: try RepairReport(ground).report()
        case .conflicts: try ConflictReport(ground, open).report()
        case .freshness: try FreshnessReport(ground).report()
        case .torch: try TorchReport(ground).report()
        case .gap: try GapReport(ground).report()
        case .week: try BriefReport(ground, .week, open).report()
        case .month: try BriefReport(ground, .month, open).report()
        }
    }

    private func check(_ site: String, _ ground: ReportGround) throws {
        guard ground.sites.isEmpty else { return }
        let all = try ReportGround(
            replica, ReportRequest(day: ground.day), nowMilliseconds: nowMilliseconds,
            conflicts: ground.conflicts)
        let known = all.sites.flatMap { [$0.site, $0.name] }
        throw Problem.noReportSite(
            site, didYouMean: Nearness.nearest(to: site, among: known),
            known: all.sites.map(\.site))
    }
}
