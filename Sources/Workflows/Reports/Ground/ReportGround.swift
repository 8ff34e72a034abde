internal import Causality
internal import Domain
internal import Storage

/// What all reports stand on: the day, the sites, the undecided cells and the names, read once; and rows
/// by one query for each table.
final class ReportGround {
    let replica: Replica
    let day: LocalDay
    let nowMilliseconds: UInt64
    let request: ReportRequest
    let conflicts: [CellConflict]
    /// Where counts of rows that are alike are kept.
    let counts: CountShelf
    private let open: OpenCells
    private let openKeys: [String: [String]]
    private(set) var sites: [Report.Source] = []
    private let names: Names
    /// Rows of all sites by query, for the grounds of one site each that were made from one ground.
    private var shelf: Shelf?

    /// What companies are called, read when somebody asks.
    private final class Names {
        private let replica: Replica
        private var found: (classes: ClassNames, own: [String: String])?
        /// The cards of companies, alike for every day and site.
        var cards: CompanyCards?

        init(_ replica: Replica) { self.replica = replica }

        func get() throws -> (classes: ClassNames, own: [String: String]) {
            if let found { return found }
            var own: [String: String] = [:]
            for row in try replica.select(
                "SELECT id, coalesce(display_name, legal_name, id) FROM company")
            {
                if let key = row[0].text { own[key] = row[1].text }
            }
            let read = (try ClassNames(replica), own)
            found = read
            return read
        }
    }

    /// The rows of each site, by query.
    private final class Shelf {
        var rows: [String: [String: [FactRow]]] = [:]
    }

    /// - Parameter conflicts: the cells that are open at this moment.
    init(
        _ replica: Replica, _ request: ReportRequest, nowMilliseconds: UInt64,
        conflicts: [CellConflict], counts: CountShelf = CountShelf()
    ) throws {
        self.counts = counts
        self.conflicts = conflicts
        self.replica = replica
        self.request = request
        self.nowMilliseconds = nowMilliseconds
        day =
            request.day
            ?? LocalDay.from(
                epochMilliseconds: Int64(clamping: nowMilliseconds),
                offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        open = OpenCells(conflicts)
        openKeys = Dictionary(grouping: conflicts, by: \.table).mapValues { found in
            Set(found.map(\.key.text)).sorted()
        }
        names = Names(replica)
        sites = try readSites()
    }

    /// The same records, asked about otherwise.
    private init(_ other: ReportGround, _ request: ReportRequest, _ day: LocalDay) throws {
        replica = other.replica
        nowMilliseconds = other.nowMilliseconds
        conflicts = other.conflicts
        counts = other.counts
        open = other.open
        openKeys = other.openKeys
        names = other.names
        self.request = request
        self.day = day
        sites = try readSites()
    }

    /// The same records as of another day.
    func on(_ day: LocalDay) throws -> ReportGround {
        try ReportGround(
            self, ReportRequest(day: day, site: request.site, isListing: request.isListing), day)
    }

    /// The same records, those of one site only. What several of these grounds ask is read once.
    func at(_ site: String) throws -> ReportGround {
        let part = try ReportGround(
            self, ReportRequest(day: day, site: site, isListing: request.isListing), day)
        if shelf == nil { shelf = Shelf() }
        part.shelf = shelf
        return part
    }

    var isHub: Bool { replica.meta.site == replica.meta.hub }

    var parameters: [Report.Parameter] {
        request.site.map {
            [
                Report.Parameter(
                    name: "site", label: Catalogue.Heading.site, value: siteName($0))
            ]
        } ?? []
    }

    // MARK: Sites

    /// Every site whose own records this replica may hold, and how old its part is.
    private func readSites() throws -> [Report.Source] {
        let heard = try replica.lastHeard()
        var names: [String: String] = [:]
        for row in try replica.select(
            "SELECT code, coalesce(short_name, name_zh, code) FROM site WHERE retired IS NULL")
        {
            if let code = row[0].text { names[code] = row[1].text }
        }
        let codes = Set(names.keys).union(heard.keys.map(\.name)).union([replica.meta.site.name])
        return codes.sorted { $0.precedesByBytes($1) }.compactMap { code in
            guard let site = SiteID(code), isHeld(site), request.site.map({ $0 == code }) ?? true
            else { return nil }
            let at = site == replica.meta.site ? nowMilliseconds : heard[site]
            return Report.Source(
                site: code, name: names[code] ?? code, heardMilliseconds: at,
                freshness: freshness(at))
        }
    }

    private func isHeld(_ site: SiteID) -> Bool {
        Entitlement.holds(replica.meta.site, hub: replica.meta.hub, .site(site))
    }

    private static let hour: UInt64 = 3_600_000

    /// By the time that the report is about: what was said after a day that is over is not missed.
    private func freshness(_ heard: UInt64?) -> Report.Freshness {
        guard let heard else { return .silent }
        let end = Int64(day.epochDay + 1) * 86_400_000 - 28_800_000
        let about = min(nowMilliseconds, UInt64(clamping: end))
        if heard + 72 * ReportGround.hour < about { return .silent }
        return heard + 24 * ReportGround.hour < about ? .late : .fresh
    }

    func siteName(_ code: String?) -> String {
        sites.first { $0.site == code }?.name ?? code ?? ""
    }

    func site(_ code: String?) -> Report.Cell { Report.Cell(.text(verbatim: siteName(code))) }

    // MARK: Rows

    /// The rows of a table that are not retired and pass a condition as they show, and every undecided
    /// one, whose values may.
    ///
    /// - Parameters:
    ///   - condition: over the table's columns; parameters from `?2` on.
    ///   - order: the columns to sort by, in the end always the key.
    func rows(
        _ table: String, _ columns: [String], where condition: String = "1",
        _ parameters: [Value] = [], order: String = ""
    ) throws -> [FactRow] {
        guard let kind = NetworkSchema.kind(table) else {
            preconditionFailure("there is no kind \(table)")
        }
        let shape = FactShape(table, columns)
        var isPlaced = false
        if case .siteOf = kind.scope { isPlaced = true }
        guard isPlaced, let site = request.site else {
            return try read(shape, columns, condition, parameters, order).map(\.row)
        }
        guard let shelf else {
            return try read(shape, columns, condition, parameters, order, site: site).map(\.row)
        }
        let query = "\(table) \(columns) \(condition) \(parameters) \(order)"
        if shelf.rows[query] == nil {
            shelf.rows[query] = Dictionary(
                grouping: try read(shape, columns, condition, parameters, order, bySite: true),
                by: \.site
            ).mapValues { $0.map(\.row) }
        }
        return shelf.rows[query]?[site] ?? []
    }

    /// Rows that are not retired, by what some columns show: of each sort one row, and how many there are.
    ///
    /// - Parameter known: rows of the table that are not to be counted, every undecided one among them, as `rows`
    ///   gives them.
    func alike(
        _ table: String, _ columns: [String], but known: [FactRow]
    ) throws -> [(row: FactRow, count: Int64)] {
        let shape = FactShape(table, columns)
        let sorts = try counts.sorts(replica, of: table, by: columns, where: "retired IS NULL")
        var less: [[Value]: Int64] = [:]
        for row in known { less[columns.map(row.shown), default: 0] += 1 }
        let keys = Set(known.map(\.key.text))
        return try sorts.compactMap { sort in
            let values = sort.values
            let count = sort.count - (less[values] ?? 0)
            guard count > 0, isAsked(columns, values) else { return nil }
            var name: String? = sort.first
            if keys.contains(sort.first) {
                let test = columns.indices.map { "\"\(columns[$0])\" IS ?\($0 + 2)" }
                name = try replica.select(
                    """
                    SELECT id FROM "\(table)" WHERE retired IS NULL AND \(test.joined(separator: " AND "))
                        AND id NOT IN (SELECT value FROM json_each(?1)) LIMIT 1
                    """, [.text(JSON.array(keys.sorted().map { .string($0) }).text)] + values
                ).first?.first?.text
            }
            guard let key = name.flatMap({ RecordKey($0) }) else { return nil }
            let row = FactRow(
                key: key, shape: shape, values: [.text(key.text)] + values, open: OpenRow([:]),
                isOpen: false)
            return (row, count)
        }
    }

    private func isAsked(_ columns: [String], _ values: [Value]) -> Bool {
        guard let site = request.site, let at = columns.firstIndex(of: "site") else { return true }
        return values[at].text == site
    }

    /// - Parameters:
    ///   - site: the site whose rows are asked for; all when `nil`.
    ///   - bySite: whether the site of each row is told.
    private func read(
        _ shape: FactShape, _ columns: [String], _ condition: String, _ parameters: [Value],
        _ order: String, site: String? = nil, bySite: Bool = false
    ) throws -> [(site: String, row: FactRow)] {
        let keys = openKeys[shape.table] ?? []
        var parameters = [Value.text(JSON.array(keys.map { .string($0) }).text)] + parameters
        var filter = ""
        if let site {
            parameters.append(.text(site))
            filter = "AND site = ?\(parameters.count)"
        }
        let names = (columns + (bySite ? ["site"] : [])).map { "\"\($0)\"" }
        let undecided = Set(keys)
        return try replica.select(
            """
            SELECT id, \(names.joined(separator: ", ")) FROM "\(shape.table)"
            WHERE retired IS NULL \(filter)
                AND ((\(condition)) OR id IN (SELECT value FROM json_each(?1)))
            ORDER BY \(order.isEmpty ? "" : order + ", ")id
            """, parameters
        ).compactMap { row in
            guard let text = row[0].text, let key = RecordKey(text) else { return nil }
            let fact = FactRow(
                key: key, shape: shape, values: row, open: open.row(shape.table, key),
                isOpen: undecided.contains(text))
            return (bySite ? row.last?.text ?? "" : "", fact)
        }
    }

    // MARK: Names

    /// The cards of companies, read once.
    func cards() throws -> CompanyCards {
        if let cards = names.cards { return cards }
        let cards = try CompanyCards(self)
        names.cards = cards
        return cards
    }

    /// What a company is called, by the card that stands for all of it.
    func company(_ key: Value) throws -> Phrase {
        let names = try names.get()
        let own = key.text.flatMap { names.own[$0] }.map { Value.text($0) } ?? .null
        return Phrase(verbatim: names.classes.name(of: key, own: own))
    }

    func company(_ row: FactRow, _ column: String = "company") throws -> Report.Cell {
        Report.Cell(.text(try company(row.shown(column))))
    }

    /// The key that stands for all cards of a company.
    func root(_ key: Value) throws -> RecordKey? {
        try key.text.flatMap { RecordKey($0) }.map { try names.get().classes.aliases.root(of: $0) }
    }

    /// A choice in words: one, or the several that it may come to be.
    func choice(_ row: FactRow, _ column: String, absent: String? = nil) -> Report.Cell {
        let field = NetworkSchema.kind(row.shape.table)?.field(column)
        var words: [Phrase] = []
        for value in row.may(column) {
            let code = value.text ?? absent
            guard let code, let label = field?.type.display(.text(code)) else { continue }
            let word = Phrase(label)
            if !words.contains(word) { words.append(word) }
        }
        return words.isEmpty ? .none : Report.Cell(.words(words))
    }
}

extension Report.Content {
    static func text(verbatim text: String?) -> Report.Content {
        text.flatMap { $0.isEmpty ? nil : .text(Phrase(verbatim: $0)) } ?? .none
    }

    static func count(_ number: Int) -> Report.Content {
        .number(Range64(Int64(number), Int64(number)))
    }

    static func count(_ number: Int64?) -> Report.Content {
        number.map { .number(Range64($0, $0)) } ?? .none
    }

    static func range(_ range: Range64?) -> Report.Content { range.map { .number($0) } ?? .none }

    /// Sums by currency, yuan first; nothing where all are zero.
    static func amounts(of sums: [String: Range64]) -> Report.Content {
        let known = sums.filter { $0.value != .zero }.sorted { a, b in
            (a.key == Fen.currency ? 0 : 1, a.key) < (b.key == Fen.currency ? 0 : 1, b.key)
        }
        return known.isEmpty
            ? .none : .amounts(known.map { Overview.Money(currency: $0.key, amount: $0.value) })
    }

    static func day(_ day: LocalDay?) -> Report.Content { day.map { .days([$0]) } ?? .none }

    static func days(of days: [LocalDay]) -> Report.Content { days.isEmpty ? .none : .days(days) }
}

extension Phrase {
    /// The label of a field, as the domain declares it.
    static func field(_ kind: String, _ field: String) -> Phrase {
        guard let label = NetworkSchema.kind(kind)?.field(field)?.label else {
            preconditionFailure("there is no field \(kind).\(field)")
        }
        return Phrase(label)
    }

    /// The label of one of a field's choices.
    static func choice(_ kind: String, _ field: String, _ code: String) -> Phrase {
        let type = NetworkSchema.kind(kind)?.field(field)?.type
        return Phrase(
            type?.choices.first { $0.code == code }?.label ?? Label(verbatim: code))
    }
}
