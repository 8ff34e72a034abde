internal import Causality
internal import Domain
internal import Storage
internal import Wire

// Who wrote what: the log, the newest first, as people read it.
//
// It is read backwards from the end, or from where the page before ended, so a page of a long log costs no more
// than one of a short log. What the filters leave out is passed over; a page that has looked at enough of the log ends
// there, and the next goes on from that place, so that nobody waits for a name that wrote nothing.

/// What somebody wants to see of the log.
public struct JournalAsk: Sendable, Hashable {
    /// Who wrote it, and where; empty for all.
    public var author = ""
    public var site = ""
    /// Whether only decisions and what was taken back count.
    public var decisions = false
    /// Only what arrived before this transaction; `nil` for the end of the log.
    public var before: String?

    public init() {}
}

/// A page of the log.
public struct JournalView: Sendable {
    public struct Line: Sendable {
        public let change: OutboxLine
        public let site: String
        /// What was decided, or taken back; `nil` for a write like any other.
        public let decision: Phrase?

        public init(change: OutboxLine, site: String, decision: Phrase?) {
            self.change = change
            self.site = site
            self.decision = decision
        }
    }

    public var lines: [Line] = []
    /// The last transaction that was looked at; `nil` at the beginning of the log. The next page goes on from it. It is
    /// named, and not counted: numbers in the order of arrival would count what this viewer may not see.
    public var next: String?
    /// The sites that have written something here.
    public var sites: [String] = []

    public init() {}

    static let pageLength = 50
    /// A page looks at so many transactions at most.
    static let looksAtMost = 5_000
}

extension LedgerDesk {
    /// A page of who wrote what, without what this viewer may not see.
    public func journal(_ ask: JournalAsk) throws -> JournalView {
        try journal(ask, length: JournalView.pageLength)
    }

    /// The log as far as a sheet holds it, from its end, whatever page of it is on the screen.
    public func journalSheet(_ ask: JournalAsk) throws -> Sheet {
        typealias Words = Catalogue.Journal
        var ask = ask
        ask.before = nil
        let view = try journal(ask, length: JournalView.looksAtMost, of: .sheet)
        return Sheet(
            name: Words.title.text(language),
            header: [
                Catalogue.Queue.when, Catalogue.Queue.who, Catalogue.Queue.site,
                Catalogue.Heading.records, Catalogue.Outbox.changes, Words.decision,
                Catalogue.Queue.why,
            ].map { $0.text(language) },
            rows: view.lines.map { line in
                [
                    line.change.when, line.change.author, line.site,
                    recordsTold(line.change), line.change.fields,
                    line.decision?.text(language) ?? "", line.change.reason,
                ].map { .text($0) }
            },
            cut: view.next == nil
                ? nil : Words.sheetCut(JournalView.looksAtMost).text(language))
    }

    private func journal(
        _ ask: JournalAsk, length: Int, of place: LinePlace = .page
    ) throws -> JournalView {
        guard viewer.role.may(.see, .audit) else { throw Problem.roleMayNot(viewer.role) }
        var view = JournalView()
        view.sites = Set(try replica.vector { _ in true }.entries.map(\.stream.origin.site.name))
            .sorted()
        let outbox = try Outbox(replica, for: viewer.role)
        view.next = try newest(of: ask.site, before: try arrival(ask.before)) { dot, bytes in
            if let line = try line(dot, bytes, ask, outbox, place) { view.lines.append(line) }
            return view.lines.count < length
        }.map(\.description)
        return view
    }

    /// Where a page begins; at the end of the log where no such transaction is here.
    private func arrival(_ before: String?) throws -> Int64 {
        try before.flatMap { Dot($0) }.flatMap { try replica.arrival(of: $0) } ?? .max
    }

    /// Visits the log backwards, so many transactions of it at most, of the scopes that this viewer may see.
    ///
    /// - Parameter body: whether to go on.
    /// - Returns: where it ended; `nil` at the beginning of the log.
    func newest(
        of site: String, before: Int64, _ body: (Dot, _ bytes: Int64) throws -> Bool
    ) throws -> Dot? {
        var before = before
        var last: Dot?
        let seen = try replica.vector { viewer.role.may(.see, Area(of: $0)) }
            .entries.map(\.stream.scope.name)
        let scopes = Set(seen).sorted().map { "\($0.debugDescription)" }.joined(separator: ",")
        for _ in 0..<(JournalView.looksAtMost / JournalView.pageLength) {
            let rows = try replica.select(
                """
                SELECT l.arrival, s.site || '.' || s.epoch || s.branch || '/' || s.scope, l.seq,
                    max(coalesce(l.expanded, 0), length(l.bytes))
                FROM moso_log AS l JOIN moso_stream AS s ON s.id = l.stream
                WHERE l.arrival < ?1 AND (?2 = '' OR s.site = ?2)
                    AND s.scope IN (SELECT value FROM json_each(?3))
                ORDER BY l.arrival DESC LIMIT \(JournalView.pageLength)
                """, [.integer(before), .text(site), .text("[\(scopes)]")])
            for row in rows {
                guard let arrival = row[0].integer,
                    let stream = row[1].text.flatMap({ Stream($0) }),
                    let seq = row[2].integer
                else { continue }
                before = arrival
                let dot = Dot(stream: stream, seq: UInt64(clamping: seq))
                last = dot
                guard try body(dot, row[3].integer ?? 0) else { return dot }
            }
            if rows.count < JournalView.pageLength { return nil }
        }
        return last
    }

    private func line(
        _ dot: Dot, _ bytes: Int64, _ ask: JournalAsk, _ outbox: Outbox, _ place: LinePlace
    ) throws -> JournalView.Line? {
        guard let heading = try replica.heading(dot),
            ask.author.isEmpty || heading.author.contains(ask.author)
        else { return nil }
        let decision = try decision(dot, bytes, heading)
        guard !ask.decisions || decision != nil else { return nil }
        guard let change = try line(dot, outbox, of: place) else { return nil }
        return JournalView.Line(
            change: change, site: dot.stream.origin.site.name, decision: decision)
    }

    /// What is longer was made by a file of thousands of rows, or by thousands of decisions in one go. It is not opened to
    /// look for a decision in it, which would take longer than all other lines of a page together.
    private static let bytesOpened: Int64 = 256 << 10

    private func decision(
        _ dot: Dot, _ bytes: Int64, _ heading: Transaction
    ) throws -> Phrase? {
        typealias Words = Catalogue.Journal
        if let undo = UndoNote.parse(heading.reason) {
            return Words.undid(TransactionName.short(undo.dot))
        }
        if DecisionNote.parse(heading.reason) != nil { return Words.decided }
        guard bytes <= LedgerDesk.bytesOpened, let made = try replica.transaction(dot) else {
            return nil
        }
        let log = DecisionLog(replica)
        let decides = try made.operations.contains { operation in
            guard case .set(let writes) = operation.change else { return false }
            return try writes.contains {
                $0.replaces.count > 1
                    ? try log.isDecision(dot, operation.table, operation.key, $0.cell) : false
            }
        }
        return decides ? Words.decided : nil
    }
}
