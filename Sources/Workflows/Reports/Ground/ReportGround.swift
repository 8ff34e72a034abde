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
    private let open: OpenCells
    private let openKeys: [String: [String]]
    private(set) var sites: [Report.Source] = []
    private lazy var names = Result { try Names(replica) }

    private struct Names {
        let classes: ClassNames
        let own: [String: String]

        init(_ replica: Replica) throws {
            classes = try ClassNames(replica)
            var own: [String: String] = [:]
            for row in try replica.select(
                "SELECT id, coalesce(display_name, legal_name, id) FROM company")
            {
                if let key = row[0].text { own[key] = row[1].text }
            }
            self.own = own
        }
    }

    init(_ replica: Replica, _ request: ReportRequest, nowMilliseconds: UInt64) throws {
        self.replica = replica
        self.request = request
        self.nowMilliseconds = nowMilliseconds
        day =
            request.day
            ?? LocalDay.from(
                epochMilliseconds: Int64(clamping: nowMilliseconds),
                offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        conflicts = try replica.openConflicts()
        open = OpenCells(conflicts)
        openKeys = Dictionary(grouping: conflicts, by: \.table).mapValues { found in
            Set(found.map(\.key.text)).sorted()
        }
        sites = try readSites()
    }

    /// The same records as of another day.
    func on(_ day: LocalDay) throws -> ReportGround {
        try ReportGround(
            replica, ReportRequest(day: day, site: request.site), nowMilliseconds: nowMilliseconds)
    }

    /// The records of one site only.
    func at(_ site: String) throws -> ReportGround {
        try ReportGround(
            replica, ReportRequest(day: day, site: site), nowMilliseconds: nowMilliseconds)
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
        let list = JSON.array((openKeys[table] ?? []).map { .string($0) }).text
        var isPlaced = false
        if case .siteOf = kind.scope { isPlaced = true }
        var filter = ""
        var parameters = [Value.text(list)] + parameters
        if isPlaced, let site = request.site {
            parameters.append(.text(site))
            filter = "AND site = ?\(parameters.count)"
        }
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let undecided = Set(openKeys[table] ?? [])
        return try replica.select(
            """
            SELECT id, \(names) FROM "\(table)" WHERE retired IS NULL \(filter)
                AND ((\(condition)) OR id IN (SELECT value FROM json_each(?1)))
            ORDER BY \(order.isEmpty ? "" : order + ", ")id
            """, parameters
        ).compactMap { row in
            guard let text = row[0].text, let key = RecordKey(text) else { return nil }
            return FactRow(
                key: key, shape: shape, values: row, open: open.row(table, key),
                isOpen: undecided.contains(text))
        }
    }

    // MARK: Names

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
