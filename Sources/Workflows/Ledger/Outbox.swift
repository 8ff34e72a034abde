internal import Causality
internal import Domain
internal import Storage
internal import Wire

// What waits to be sent.
//
// Of every site it has met, a site knows how far that has said to hold each stream. What it wrote itself beyond that,
// in a scope that the other is entitled to, waits for the other. So nothing is kept for an outbox: it is the
// difference of two vectors, and a record is where those sites are who hold every dot that lives in it. The hub is
// among the others even before it was met: what a new branch writes waits for it and does not just "stay".
//
// Somebody is told of those scopes alone whose records their role may see. Of the others nothing is listed and nothing
// is counted: that somebody wrote something would say when and how often.

/// Which of this site's own transactions others do not hold yet, and who holds what.
struct Outbox {
    private let replica: Replica
    private let others: [(site: SiteID, vector: VersionVector)]
    /// The scopes that each of them holds.
    private let holds: [SiteID: @Sendable (ScopeID) -> Bool]
    private let own: VersionVector

    /// - Parameter role: of whoever is told.
    init(_ replica: Replica, for role: Role) throws {
        self.replica = replica
        let me = replica.meta.site
        let known = Set(try replica.sitesMet().keys)
            .union(try replica.peerRecords().compactMap(\.site)).union([replica.meta.hub])
        others = try known.subtracting([me]).sorted().map {
            ($0, try replica.rememberedVector(of: $0))
        }
        holds = Dictionary(
            uniqueKeysWithValues: try others.map { ($0.site, try replica.scopes(of: $0.site)) })
        own = try replica.vector { role.may(.see, Area(of: $0)) }
    }

    private var ownEntries: [VersionVector.Entry] {
        own.entries.filter { $0.stream.origin.site == replica.meta.site }
    }

    private func entitled(_ scope: ScopeID) -> [(site: SiteID, vector: VersionVector)] {
        others.filter { holds[$0.site]?(scope) ?? false }
    }

    /// How many of its own transactions some site lacks that is entitled to them.
    var count: Int {
        ownEntries.reduce(0) { $0 + Int(clamping: $1.seq - held($1.stream, $1.seq)) }
    }

    /// How far everybody who is entitled to it holds a stream.
    private func held(_ stream: Stream, _ seq: UInt64) -> UInt64 {
        entitled(stream.scope).map { min(seq, $0.vector[stream]) }.min() ?? seq
    }

    /// The newest of its own transactions, in each stream so many at most.
    ///
    /// - Parameter waitingOnly: those alone that somebody lacks.
    func newest(_ most: Int, waitingOnly: Bool) throws -> [Transaction] {
        var found: [Transaction] = []
        for entry in ownEntries {
            let (stream, seq) = (entry.stream, entry.seq)
            let from = waitingOnly ? held(stream, seq) : 0
            let last = seq - min(seq, UInt64(most))
            for at in stride(from: seq, to: max(from, last), by: -1) {
                guard let made = try replica.heading(Dot(stream: stream, seq: at)) else { continue }
                found.append(made)
            }
        }
        found.sort { ($0.stamp, $0.dot) > ($1.stamp, $1.dot) }
        return Array(found.prefix(most))
    }

    /// Where that is by now which these dots wrote.
    func place(of dots: [Dot], in scope: ScopeID) -> RecordView.Place {
        let entitled = entitled(scope)
        guard !entitled.isEmpty else { return .stays }
        let holders = entitled.filter { other in
            dots.allSatisfy { $0.stream.origin.site == other.site || other.vector.contains($0) }
        }
        if holders.count == entitled.count { return .everywhere }
        let hub = replica.meta.hub
        return replica.meta.site == hub || holders.contains { $0.site == hub }
            ? .atHub : .hereOnly
    }
}

/// One transaction of this site, as people know it.
public struct OutboxLine: Sendable {
    /// Its whole name, which taking back takes.
    public let dot: String
    public let when: String
    public let author: String
    public let reason: String
    /// The first records that it wrote.
    public var records: [RecordName] = []
    /// How many more there are.
    public var more = 0
    /// The fields that it wrote of its one record, with their values; in a workbook, of each.
    public var fields = ""
    public var place = RecordView.Place.stays
    /// Whether this viewer wrote it and may take it back.
    public var mayTakeBack = false

    public init(dot: String, when: String, author: String, reason: String) {
        self.dot = dot
        self.when = when
        self.author = author
        self.reason = reason
    }
}

/// What waits to be sent, a page of it.
public struct OutboxView: Sendable {
    public let lines: [OutboxLine]
    public let count: Int
    /// From 0.
    public let page: Int
    public static let pageLength = 50
    /// What stands further back is not listed: it is sent all the same.
    static let linesMost = 1_000

    public init(lines: [OutboxLine], count: Int, page: Int) {
        self.lines = lines
        self.count = count
        self.page = page
    }

    public var pages: Int {
        max(
            1,
            (min(count, OutboxView.linesMost) + OutboxView.pageLength - 1) / OutboxView.pageLength)
    }
}

extension LedgerDesk {
    /// A page of what waits to be sent, the newest first.
    public func outbox(page asked: Int) throws -> OutboxView {
        let outbox = try Outbox(replica, for: viewer.role)
        let count = outbox.count
        let pages = OutboxView(lines: [], count: count, page: 0).pages
        let page = min(max(0, asked), pages - 1)
        let made = try outbox.newest((page + 1) * OutboxView.pageLength, waitingOnly: true)
        let shown = made.dropFirst(page * OutboxView.pageLength)
        return OutboxView(
            lines: try shown.compactMap { try line($0.dot, outbox) }, count: count, page: page)
    }

    /// Everything that waits and is listed, whatever page of it is on the screen.
    ///
    /// - Returns: the lines, and how many there are altogether.
    func outboxLines() throws -> (lines: [OutboxLine], count: Int) {
        let outbox = try Outbox(replica, for: viewer.role)
        let lines = try outbox.newest(OutboxView.linesMost, waitingOnly: true)
            .compactMap { try line($0.dot, outbox, of: .sheet) }
        return (lines, outbox.count)
    }

    /// What this site wrote last.
    func recent(_ most: Int) throws -> [OutboxLine] {
        let outbox = try Outbox(replica, for: viewer.role)
        return try outbox.newest(most, waitingOnly: false).compactMap { try line($0.dot, outbox) }
    }

    private static let recordsShown = 3

    /// Where a line stands. Of what was written a page has the beginning, for the record's page has all of it; a cell of a
    /// workbook holds 32,767 characters.
    enum LinePlace: Int {
        case page = 160
        case sheet = 32_000
    }

    /// - Returns: `nil` for what wrote something that this viewer may not see: nothing is said of it.
    func line(
        _ dot: Dot, _ outbox: Outbox, of place: LinePlace = .page
    ) throws -> OutboxLine? {
        guard let made = try replica.transaction(dot) else { throw Problem.noTransaction("\(dot)") }
        var line = OutboxLine(
            dot: dot.description, when: viewer.stamp(made.stamp.milliseconds), author: made.author,
            reason: ReasonText.told(made.reason, language))
        line.place = outbox.place(of: [dot], in: dot.stream.scope)
        guard made.operations.allSatisfy({ viewer.role.may(.see, kind: $0.table) }) else {
            return nil
        }
        var seen: Set<RowReference> = []
        let rows = made.operations.map { RowReference($0.table, $0.key) }
            .filter { seen.insert($0).inserted }
        line.records = try rows.prefix(LedgerDesk.recordsShown).map(name)
        line.more = max(0, rows.count - LedgerDesk.recordsShown)
        let text = rows.count == 1 ? told(made) : place == .sheet ? try toldEach(made, rows) : ""
        line.fields = text.count > place.rawValue ? text.prefix(place.rawValue) + "…" : text
        line.mayTakeBack =
            try isTheirs(made) && !made.operations.isEmpty
            && mayUndo(made, of: made.operations.map(\.table))
        return line
    }

    private func told(_ made: Transaction) -> String {
        made.operations.map(fields).filter { !$0.isEmpty }.joined(separator: comma)
    }

    /// What was written of each record, as far as a cell of a workbook holds it.
    private func toldEach(_ made: Transaction, _ rows: [RowReference]) throws -> String {
        let byRow = Dictionary(grouping: made.operations) { RowReference($0.table, $0.key) }
        var text = ""
        for row in rows where text.count <= LinePlace.sheet.rawValue {
            let changes = (byRow[row] ?? []).map(fields).filter { !$0.isEmpty }
            guard !changes.isEmpty else { continue }
            text += text.isEmpty ? "" : Catalogue.Word.semicolon.text(language)
            text += "\(try name(row).title): \(changes.joined(separator: comma))"
        }
        return text
    }

    private func name(_ row: RowReference) throws -> RecordName {
        let kind = NetworkSchema.kind(row.table)
        guard let kind, let record = try replica.record(row.table, row.key) else {
            return RecordName(
                kind: row.table, kindLabel: Phrase(kind?.label ?? Label(verbatim: row.table)),
                key: row.key.text, title: row.key.text)
        }
        return try name(record, kind)
    }

    private var comma: String { language == .zh ? "，" : ", " }

    /// What was written of the fields that this viewer may see.
    private func fields(_ operation: Operation) -> String {
        typealias Words = Catalogue.Outbox
        let isSeen = { (cell: String) in viewer.role.maySee(cell: cell, of: operation.table) }
        let text = CellText(language, table: operation.table)
        return switch operation.change {
        case .insert: Words.added.text(language)
        case .delete: Words.deleted.text(language)
        case .keep: Words.kept.text(language)
        case .erase: Words.erased.text(language)
        case .add(let writes):
            writes.filter { isSeen($0.cell) }.map { text.label($0.cell) }.joined(separator: comma)
        case .set(let writes):
            writes.filter { isSeen($0.cell) }.map { write in
                write.value.isNull
                    ? text.label(write.cell)
                    : "\(text.label(write.cell)) → \(text.value(write.cell, write.value))"
            }.joined(separator: comma)
        }
    }
}
