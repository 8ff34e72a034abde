internal import Causality
internal import Domain
internal import Storage

// What a partner city sees: its own site, in totals, and nothing else.
//
// It is made of what is named here and of no list, record, search or history, so there is nothing behind it that could be
// opened. Names of companies are those on their doors. What is summed up over fewer than three companies would be the
// figure of one of them, and is left out. Only what is certain counts: a partner city has no part in what is undecided.

/// The page of a partner city.
public struct GuestView: Sendable {
    public struct Figure: Sendable {
        public let label: Phrase
        public let text: String

        public init(label: Phrase, text: String) {
            self.label = label
            self.text = text
        }
    }

    public struct Row: Sendable {
        public let cells: [String]

        public init(_ cells: [String]) { self.cells = cells }
    }

    public let siteName: String
    public let day: String
    public let heardMilliseconds: UInt64?
    public var occupancy: [Figure] = []
    /// Name and sectors.
    public var residents: [Row] = []
    /// When, who, how many.
    public var visits: [Row] = []
    /// Title, by whom, valid until.
    public var policies: [Row] = []
    /// Of the newest year of which three companies or more have told.
    public var totals: [Figure] = []
    public var year: String?

    public init(siteName: String, day: String, heardMilliseconds: UInt64?) {
        self.siteName = siteName
        self.day = day
        self.heardMilliseconds = heardMilliseconds
    }

    /// A sum over fewer would tell of one company.
    static let companiesLeast = 3
}

extension LedgerDesk {
    /// The page of a partner city.
    ///
    /// - Parameter asked: the site that somebody of ours wants to see it of; a guest sees their own whatever is asked.
    public func guest(_ asked: String?) throws -> GuestView {
        guard viewer.role.may(.see, .guest) else { throw Problem.roleMayNot(viewer.role) }
        let site = viewer.role == .guest ? viewer.site : asked ?? replica.meta.site.name
        guard let site else { throw Problem.roleMayNot(viewer.role) }
        return try shelf.queue.reading(replica, on: viewer.today) { open in
            let ground = try ReportGround(
                replica, ReportRequest(site: site, isListing: false),
                nowMilliseconds: viewer.nowMilliseconds, conflicts: open.cells,
                counts: shelf.counts)
            guard let source = ground.sites.first else {
                throw Problem.noReportSite(site, didYouMean: nil, known: [])
            }
            var view = GuestView(
                siteName: source.name, day: "\(ground.day)",
                heardMilliseconds: source.heardMilliseconds)
            view.occupancy = try occupancyFigures(ground)
            view.residents = try residents(ground)
            let codes = try divisions(site)
            view.visits = try visits(ground, codes)
            view.policies = try policies(ground, codes)
            try addTotals(to: &view, ground)
            return view
        }
    }

    private func occupancyFigures(_ ground: ReportGround) throws -> [GuestView.Figure] {
        let report = try OccupancyReport(ground).report()
        let words = ReportWords(language)
        guard let row = report.rows.first else { return [] }
        return ["in_service", "assigned", "free", "occupancy"].compactMap { name in
            guard let at = report.columns.firstIndex(where: { $0.name == name }) else { return nil }
            return GuestView.Figure(
                label: report.columns[at].label,
                text: words.text(row.cells[at], report.columns[at].kind))
        }
    }

    private func residents(_ ground: ReportGround) throws -> [GuestView.Row] {
        let cards = try ground.cards()
        var seen: Set<String> = []
        let rows = try Stay.all(ground).filter(\.isHere.isCertain).compactMap {
            stay -> GuestView.Row? in
            let key = stay.row.shown("company")
            let name = try ground.company(key).text(language)
            guard !name.isEmpty, seen.insert(name).inserted else { return nil }
            let sectors = try ground.root(key).map { cards.sectors(of: $0).sorted() } ?? []
            return GuestView.Row([name, sectors.joined(separator: "、")])
        }
        return rows.sorted { ($0.cells.first ?? "").precedesByBytes($1.cells.first ?? "") }
    }

    /// The codes that stand for the site's city: of where it lies, and of who supports it.
    private func divisions(_ site: String) throws -> Set<String> {
        let rows = try replica.select(
            "SELECT division_code, sponsor_city FROM site WHERE code = ?1", [.text(site)])
        return Set(rows.flatMap { $0.compactMap(\.text) })
    }

    private func visits(
        _ ground: ReportGround, _ codes: Set<String>
    ) throws -> [GuestView.Row] {
        try ground.rows(
            "visit", ["site", "arrived_at", "kind", "city", "organisation", "people"],
            where: "kind = 'government'", order: "arrived_at DESC"
        ).filter { row in
            row.exists.isCertain && row.text("city").map(codes.contains) ?? false
        }.prefix(50).map { row in
            GuestView.Row([
                row.text("arrived_at").map { String($0.prefix(10)) } ?? "",
                row.text("organisation") ?? "", row.number("people").map(\.text) ?? "",
            ])
        }
    }

    private func policies(
        _ ground: ReportGround, _ codes: Set<String>
    ) throws -> [GuestView.Row] {
        try ground.rows(
            "policy", ["title", "issuing_body", "level", "division_code", "valid_to"],
            where: "level IN ('city', 'district')", order: "title"
        ).filter { row in
            row.exists.isCertain && row.text("division_code").map(codes.contains) ?? false
        }.prefix(50).map { row in
            GuestView.Row([
                row.text("title") ?? "", row.text("issuing_body") ?? "",
                row.text("valid_to") ?? "",
            ])
        }
    }

    private func addTotals(to view: inout GuestView, _ ground: ReportGround) throws {
        let fields = ["people", "ip_granted", "technology_contracts"]
        let rows = try ground.rows("company_year", ["site", "company", "year"] + fields)
            .filter(\.exists.isCertain)
        let years = Dictionary(grouping: rows) { $0.number("year")?.high ?? 0 }
        for (year, rows) in years.sorted(by: { $0.key > $1.key }) {
            let totals = try fields.compactMap { field -> GuestView.Figure? in
                let told = rows.filter { $0.number(field)?.isSettled ?? false }
                // Linked cards are one company.
                let companies = try told.map { row in
                    try ground.root(row.shown("company"))
                }
                guard Set(companies).count >= GuestView.companiesLeast else { return nil }
                let sum = told.compactMap { $0.number(field) }.reduce(into: Range64.zero) {
                    $0.add($1)
                }
                return GuestView.Figure(
                    label: .field("company_year", field), text: NumberText.grouped(Int(sum.low)))
            }
            guard !totals.isEmpty else { continue }
            view.totals = totals
            view.year = "\(year)"
            return
        }
    }
}
