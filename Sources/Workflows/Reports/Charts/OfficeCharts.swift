internal import Causality
public import Domain
internal import Storage
internal import Wire

// The five pictures of head office, as numbers.
//
// Each answers one question: whose numbers are missing, which tenancies end, how full the sites are against a year ago,
// what was promised and paid, whether the queue grows. They stand on the same ground as the reports, so an undecided
// number is a range here too, and every count of records can be opened.

/// What the charts show.
public struct OfficeCharts: Sendable {
    /// An hour of a site.
    public enum Hour: Sendable, Hashable {
        /// It wrote something that is here.
        case wrote
        /// Everything of it is here, and it wrote nothing.
        case quiet
        /// What it wrote then, if anything, is not here yet.
        case missing
    }

    public struct Strip: Sendable {
        public let site: String
        public let name: String
        /// The oldest first.
        public let hours: [Hour]
        public let heardMilliseconds: UInt64?
    }

    public struct EndingMonth: Sendable {
        /// `2026-12`
        public let month: String
        /// By site, in the order of `sites`.
        public var counts: [Range64]
    }

    public struct Occupancy: Sendable {
        public let site: String
        public let name: String
        /// Basis points; `nil` where no seat was in service.
        public let today: Range64?
        public let yearAgo: Range64?
    }

    public struct MoneyMonth: Sendable {
        public let month: String
        /// Yuan in hundredths, summed from the beginning up to the end of the month.
        public var committed: Range64
        public var paid: Range64
    }

    public struct Week: Sendable {
        /// Its Monday.
        public let from: LocalDay
        public var opened = 0
        /// How many conflicts were decided by decisions that stand; `nil` where the log is too long to know.
        public var settled: Int?
    }

    public let day: LocalDay
    public var sites: [(code: String, name: String)] = []
    public var strips: [Strip] = []
    public var endings: [EndingMonth] = []
    public var occupancy: [Occupancy] = []
    /// Empty for who may not see investments.
    public var money: [MoneyMonth] = []
    /// How many amounts of other currencies are not in it.
    public var otherCurrencies = 0
    public var weeks: [Week] = []
    /// When the oldest of those came up that are open now.
    public var oldestMilliseconds: UInt64?
    /// The records behind the counts, by name: `endings/2026-12/anji`, `paid/2026-12` of that month alone.
    var records: [String: [RowReference]] = [:]

    public static let hoursShown = 7 * 24
    public static let endingDays = 90
    public static let monthsShown = 24
    public static let weeksShown = 12

    public init(day: LocalDay) { self.day = day }

    /// What a name stands for and the records behind it: `endings/2026-12/anji`, `endings/2026-12` for all sites,
    /// `paid/2026-12` and `committed/2026-12` for all up to that month. `nil` for no such name.
    func list(_ name: String) -> (title: Phrase, records: [RowReference])? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        typealias Words = Catalogue.Charts
        switch (parts.first, parts.count) {
        case ("endings", 2...3):
            let site = parts.count == 3 ? parts[2] : nil
            let found = records.filter {
                $0.key == name || site == nil && $0.key.hasPrefix(name + "/")
            }
            let place = sites.first { $0.code == site }.map { Phrase(verbatim: $0.name) }
            return (
                Phrase.parts(
                    [Words.endings, Phrase(verbatim: parts[1])] + (place.map { [$0] } ?? [])),
                found.flatMap(\.value)
            )
        case ("paid", 2), ("committed", 2):
            let found = records.filter { key, _ in
                key.hasPrefix(parts[0] + "/") && key.dropFirst(parts[0].count + 1) <= parts[1]
            }
            let series = parts[0] == "paid" ? Words.paid : Words.committed
            return (
                Phrase.parts([series, Words.upTo(parts[1])]), found.flatMap(\.value)
            )
        default: return nil
        }
    }
}

extension LedgerDesk {
    /// The pictures of head office.
    public func charts() throws -> OfficeCharts {
        guard viewer.role.may(.see, .reports) else { throw Problem.roleMayNot(viewer.role) }
        let review = ReviewDesk(replica, viewer, shelf: shelf)
        let (waiting, since) = try review.open()
        let oldest = waiting.first.map {
            since.milliseconds(of: $0) ?? viewer.nowMilliseconds
        }
        return try shelf.queue.reading(replica, on: viewer.today) { open in
            let ground = try ReportGround(
                replica, ReportRequest(isListing: false), nowMilliseconds: viewer.nowMilliseconds,
                conflicts: open.cells, counts: shelf.counts)
            var charts = OfficeCharts(day: ground.day)
            charts.sites = ground.sites.map { ($0.site, $0.name) }
            charts.strips = try strips(ground)
            try addEndings(to: &charts, ground)
            charts.occupancy = try occupancy(ground)
            if viewer.role.may(.see, .capital) { try addMoney(to: &charts, ground) }
            try addQueue(to: &charts)
            charts.oldestMilliseconds = oldest
            return charts
        }
    }

    /// The records behind a count of a chart.
    public func chartList(_ name: String) throws -> FigureList {
        let charts = try charts()
        guard let (title, records) = charts.list(name), !records.isEmpty else {
            throw Problem.noReportList(name, report: "charts", didYouMean: nil, known: [])
        }
        return FigureList(title: title, records: try names(Set(records).sorted()))
    }

    // MARK: Whose numbers are missing

    /// So many of the newest transactions are looked at for when somebody wrote.
    private static let transactionsMost = 50_000

    private func strips(_ ground: ReportGround) throws -> [OfficeCharts.Strip] {
        let hour: UInt64 = 3_600_000
        let end = viewer.nowMilliseconds / hour
        let first = end - min(end, UInt64(OfficeCharts.hoursShown - 1))
        var wrote: [String: Set<UInt64>] = [:]
        for row in try replica.select(
            """
            SELECT s.site, (l.stamp >> 16) / \(hour) AS h FROM moso_log AS l
            JOIN moso_stream AS s ON s.id = l.stream
            WHERE l.arrival > (SELECT max(arrival) FROM moso_log) - \(LedgerDesk.transactionsMost)
                AND l.stamp >= ?1
            GROUP BY 1, 2
            """, [.integer(Int64(clamping: (first * hour) << 16))])
        {
            guard let site = row[0].text, let at = row[1].integer else { continue }
            wrote[site, default: []].insert(UInt64(clamping: at))
        }
        return ground.sites.map { source in
            let known = source.heardMilliseconds.map { $0 / hour }
            let hours = (first...end).map { at -> OfficeCharts.Hour in
                if wrote[source.site]?.contains(at) ?? false { return .wrote }
                return known.map { at <= $0 } ?? false ? .quiet : .missing
            }
            return OfficeCharts.Strip(
                site: source.site, name: source.name, hours: hours,
                heardMilliseconds: source.heardMilliseconds)
        }
    }

    // MARK: Which tenancies end

    private func addEndings(to charts: inout OfficeCharts, _ ground: ReportGround) throws {
        let last = ground.day.adding(days: OfficeCharts.endingDays)
        let rows = try ground.rows(
            "tenancy", ["site", "planned_to", "stage"],
            where: "planned_to >= ?2 AND planned_to <= ?3",
            [.text("\(ground.day)"), .text("\(last)")])
        var months: [String] = []
        var day = ground.day
        while day <= last {
            let month = String("\(day)".prefix(7))
            if months.last != month { months.append(month) }
            day = day.adding(days: 1)
        }
        charts.endings = months.map {
            .init(month: $0, counts: charts.sites.map { _ in Range64.zero })
        }
        for row in rows {
            let over = row.isOne("stage", of: ["closed"]).negated
            for (at, month) in months.enumerated() {
                let ends = row.verdict("planned_to") { value in
                    guard let day = value.text.flatMap({ LocalDay($0) }) else { return false }
                    return "\(day)".hasPrefix(month) && day >= ground.day && day <= last
                }
                let counts = row.exists.both(over).both(ends)
                guard counts.isPossible,
                    let site = charts.sites.firstIndex(where: { $0.code == row.text("site") })
                else { continue }
                charts.endings[at].counts[site].add(counts)
                charts.records["endings/\(month)/\(charts.sites[site].code)", default: []]
                    .append(row.reference)
            }
        }
    }

    // MARK: How full the sites are

    private func occupancy(_ ground: ReportGround) throws -> [OfficeCharts.Occupancy] {
        let today = try shares(ground)
        let before = try shares(try ground.on(ground.day.adding(days: -365)))
        return ground.sites.compactMap { source in
            guard today[source.site] != nil || before[source.site] != nil else { return nil }
            return OfficeCharts.Occupancy(
                site: source.site, name: source.name, today: today[source.site],
                yearAgo: before[source.site])
        }
    }

    private func shares(_ ground: ReportGround) throws -> [String: Range64] {
        let report = try OccupancyReport(ground).report()
        guard let at = report.columns.firstIndex(where: { $0.name == "occupancy" }) else {
            return [:]
        }
        var shares: [String: Range64] = [:]
        for row in report.rows {
            guard let site = row.site, case .number(let share) = row.cells[at].content else {
                continue
            }
            shares[site] = share
        }
        return shares
    }

    // MARK: What was promised and paid

    private func addMoney(to charts: inout OfficeCharts, _ ground: ReportGround) throws {
        let months = LedgerDesk.months(before: ground.day, count: OfficeCharts.monthsShown)
        charts.money = months.map { .init(month: $0, committed: .zero, paid: .zero) }
        let promised = try ground.rows(
            "investment", ["committee_on", "approved_fen", "currency"],
            where: "committee_on IS NOT NULL AND approved_fen IS NOT NULL")
        for row in promised { add(row, "committee_on", "approved_fen", \.committed, to: &charts) }
        let paid = try ground.rows(
            "fund_movement", ["kind", "moved_on", "amount_fen", "currency"], where: "kind = 'pay'")
        for row in paid where row.text("kind") == "pay" {
            add(row, "moved_on", "amount_fen", \.paid, to: &charts)
        }
    }

    /// An amount counts from its month on. What is undecided lies between the least and the most it may come to.
    private func add(
        _ row: FactRow, _ day: String, _ amount: String,
        _ series: WritableKeyPath<OfficeCharts.MoneyMonth, Range64>, to charts: inout OfficeCharts
    ) {
        guard let when = row.text(day), let sum = row.number(amount) else { return }
        guard (row.text("currency") ?? Fen.currency) == Fen.currency else {
            charts.otherCurrencies += 1
            return
        }
        let part = Range64(row.exists.isCertain ? sum.low : 0, sum.high)
        let name = series == \.paid ? "paid" : "committed"
        charts.records["\(name)/\(when.prefix(7))", default: []].append(row.reference)
        for at in charts.money.indices where charts.money[at].month >= when.prefix(7) {
            charts.money[at][keyPath: series].add(part)
        }
    }

    private static func months(before day: LocalDay, count: Int) -> [String] {
        var months: [String] = []
        var at = day
        while months.count < count {
            let month = String("\(at)".prefix(7))
            if months.last != month { months.append(month) }
            at = at.adding(days: -1)
        }
        return months.reversed()
    }

    // MARK: Whether the queue grows

    private func addQueue(to charts: inout OfficeCharts) throws {
        let monday = Int64(charts.day.epochDay) - Int64(LedgerDesk.weekday(charts.day))
        let weeks = (0..<OfficeCharts.weeksShown).map {
            monday - Int64(7 * (OfficeCharts.weeksShown - 1 - $0))
        }
        let settled = try SettledWeeks(self, week: LedgerDesk.week)
        var opened: [Int64: Int] = [:]
        for one in try replica.seenConflicts() where viewer.role.may(.see, kind: one.table) {
            opened[LedgerDesk.week(one.openedMilliseconds), default: 0] += 1
        }
        charts.weeks = weeks.map { from in
            var week = OfficeCharts.Week(
                from: charts.day.adding(days: Int(from) - charts.day.epochDay))
            week.opened = opened[from] ?? 0
            week.settled = settled[from]
            return week
        }
    }

    /// The Monday of the week of a moment, in days since 1970.
    private static func week(_ milliseconds: UInt64) -> Int64 {
        let day = LocalDay.from(
            epochMilliseconds: Int64(clamping: milliseconds),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        return Int64(day.epochDay) - Int64(weekday(day))
    }

    /// 0 for a Monday: 1 January 1970 was a Thursday.
    private static func weekday(_ day: LocalDay) -> Int {
        let rest = (Int(day.epochDay) + 3) % 7
        return rest < 0 ? rest + 7 : rest
    }
}
