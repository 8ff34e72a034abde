internal import Causality
internal import Domain
internal import Storage
internal import Wire

/// What somebody wants to see of the queue.
public struct QueueAsk: Sendable {
    /// Only what this site decides.
    public var mine = false
    /// One of `InboxItem.kinds`; `nil` for all.
    public var kind: String?
    /// Only what is given to whoever looks.
    public var assigned = false
    /// What was put off to a later day, in place of what was not.
    public var snoozed = false
    /// From 0.
    public var page = 0

    public static let pageLength = 50

    public init(
        mine: Bool = false, assigned: Bool = false, snoozed: Bool = false, kind: String? = nil,
        page: Int = 0
    ) {
        self.mine = mine
        self.assigned = assigned
        self.snoozed = snoozed
        self.kind = kind
        self.page = page
    }
}

/// A page of the queue.
public struct QueueView: Sendable {
    /// One conflict in a line.
    public struct Line: Sendable {
        /// The whole id.
        public let token: String
        public let shortID: String
        public let kind: Phrase
        public let records: [RecordName]
        public let about: String
        /// What each side says.
        public let sides: String
        public let waited: Phrase
        public let decider: Phrase
        public let isDecidedHere: Bool
        /// Whose it is, and until when it rests.
        public var note: Phrase?

        public init(
            token: String, shortID: String, kind: Phrase, records: [RecordName], about: String,
            sides: String, waited: Phrase, decider: Phrase, isDecidedHere: Bool
        ) {
            self.token = token
            self.shortID = shortID
            self.kind = kind
            self.records = records
            self.about = about
            self.sides = sides
            self.waited = waited
            self.decider = decider
            self.isDecidedHere = isDecidedHere
        }
    }

    public let lines: [Line]
    /// How many there are in all, and how many fit what was asked for.
    public let open: Int
    public let matching: Int
    /// How many this site decides.
    public let mine: Int
    /// How many are given to whoever looks, and how many were put off.
    public var assigned = 0
    public var snoozed = 0
    public let page: Int

    public init(lines: [Line], open: Int, matching: Int, mine: Int, page: Int) {
        self.lines = lines
        self.open = open
        self.matching = matching
        self.mine = mine
        self.page = page
    }

    public var pages: Int { max(1, (matching + QueueAsk.pageLength - 1) / QueueAsk.pageLength) }
}

extension ReviewDesk {
    /// A page of what is open.
    public func queue(_ ask: QueueAsk) throws -> QueueView {
        try queue(ask, length: QueueAsk.pageLength)
    }

    /// - Parameter length: of a page.
    func queue(_ ask: QueueAsk, length: Int) throws -> QueueView {
        let (items, since) = try open()
        let notes = try ReviewNotes(replica)
        let today = today
        let isSnoozed = { (item: InboxItem) in notes[item.id]?.isSnoozed(on: today) ?? false }
        let isGiven = { (item: InboxItem) in notes[item.id]?.assignee == viewer.name }
        let awake = items.filter { !isSnoozed($0) }
        let mine = awake.filter(isDecidedHere)
        let matching = (ask.snoozed ? items.filter(isSnoozed) : ask.mine ? mine : awake).filter {
            (ask.kind.map($0.kind.elementsEqual) ?? true) && (!ask.assigned || isGiven($0))
        }
        let last = max(0, (matching.count - 1) / length)
        let page = min(max(0, ask.page), last)
        let shown = matching.dropFirst(page * length).prefix(length)
        var view = QueueView(
            lines: try shown.map { item in
                var line = try line(item, since)
                line.note = notes[item.id].flatMap(ReviewDesk.told)
                return line
            }, open: items.count, matching: matching.count, mine: mine.count, page: page)
        view.assigned = awake.count(where: isGiven)
        view.snoozed = items.count - awake.count
        return view
    }

    private func line(_ item: InboxItem, _ since: OpenSince) throws -> QueueView.Line {
        QueueView.Line(
            token: item.id.description, shortID: item.shortID,
            kind: Catalogue.Conflicts.named(kind: item.kind),
            records: try rows(of: item).map(name), about: about(item), sides: try sides(item),
            waited: waited(item, since), decider: inbox.decider(item).told,
            isDecidedHere: isDecidedHere(item))
    }

    private static func told(_ note: ReviewNote) -> Phrase? {
        let parts = [
            note.assignee.map(Catalogue.Noting.assignedTo),
            note.snoozedUntil.map { Catalogue.Noting.until("\($0)") },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : Phrase.list(parts)
    }

    private func sides(_ item: InboxItem) throws -> String {
        switch item.content {
        case .cell(let cell):
            let text = CellText(language, table: cell.table)
            let deleted = Catalogue.Conflicts.deleted.text(language)
            let gone = try inbox.deletes(cell).map { "\($0.site.name) \(deleted)" }
            let live = try inbox.sides(cell).map {
                "\($0.site.name) \(try inbox.told($0, cell, text))"
            }
            return (gone + live).joined(separator: " / ")
        case .rule(let finding): return Phrase(finding.detail).text(language)
        case .fork(let fork):
            return Catalogue.Fork.record(stream: fork.stream.description, seq: fork.seq)
                .text(language)
        }
    }
}
