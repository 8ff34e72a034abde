internal import Causality
internal import Domain
public import Storage
internal import Wire

// The review queue, for somebody who looks at pages.
//
// Everything a page shows of a conflict is found out here as texts in one language, and what it sends back is
// decided here by the same code as on the command line. The page names the conflict by its whole id, which stands
// for the sides that were shown: if a side has come since, the id is another, and nothing is decided.

/// Who looks.
public struct Viewer: Sendable {
    /// Stands as the author of what they decide.
    public let name: String
    public let role: Role
    public let language: Language
    public let nowMilliseconds: UInt64
    /// The site that a guest sees, by its name.
    public var site: String?

    public init(name: String, role: Role, language: Language, nowMilliseconds: UInt64) {
        self.name = name
        self.role = role
        self.language = language
        self.nowMilliseconds = nowMilliseconds
    }

    var today: LocalDay {
        .from(
            epochMilliseconds: Int64(clamping: nowMilliseconds),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
    }

    func stamp(_ milliseconds: UInt64) -> String { TimeText.local(Int64(clamping: milliseconds)) }
}

/// Lists, shows and decides conflicts.
public struct ReviewDesk {
    let replica: Replica
    let viewer: Viewer
    let inbox: ConflictInbox
    private let desk: RecordDesk
    private let shelf: OfficeShelf

    /// - Parameter shelf: where what is open is kept from one look to the next.
    public init(_ replica: Replica, _ viewer: Viewer, shelf: OfficeShelf = OfficeShelf()) {
        self.shelf = shelf
        self.replica = replica
        self.viewer = viewer
        inbox = ConflictInbox(replica)
        desk = RecordDesk(replica)
    }

    var language: Language { viewer.language }
    var today: LocalDay { viewer.today }

    /// What is open and this viewer may see, by how long it waits, the longest first.
    func open() throws -> (items: [InboxItem], since: OpenSince) {
        let open = try shelf.queue.open(replica, on: today)
        let seen = open.items.filter { $0.isFor(viewer.role) }
        let dated = seen.map { (open.since.milliseconds(of: $0) ?? UInt64.max, $0) }
        let sorted = dated.sorted { one, other in
            one.0 == other.0 ? one.1.id < other.1.id : one.0 < other.0
        }
        return (sorted.map(\.1), open.since)
    }

    /// The open item with this whole id, if this viewer may see it.
    ///
    /// - Throws: the problem that it is not open any more, or another now.
    func item(_ token: String, among items: [InboxItem]) throws -> InboxItem {
        let found: InboxItem
        do {
            found = try inbox.find(token, among: items)
        } catch let error as InboxProblem {
            throw Problem.inbox(error)
        }
        return found
    }

    // MARK: Texts

    func waited(_ item: InboxItem, _ since: OpenSince) -> Phrase {
        let opened = since.milliseconds(of: item) ?? viewer.nowMilliseconds
        let span = Int64(clamping: viewer.nowMilliseconds) - Int64(clamping: opened)
        return TimeText.age(seconds: max(0, span / 1_000))
    }

    func name(_ row: RowReference) throws -> RecordName {
        let title = try replica.record(row.table, row.key).map { try desk.title($0, in: language) }
        return RecordName(
            kind: row.table,
            kindLabel: Phrase(NetworkSchema.kind(row.table)?.label ?? Label(verbatim: row.table)),
            key: row.key.text, title: title ?? row.key.text)
    }

    /// What a conflict is about: its field, its rule, or that it is a fork.
    func about(_ item: InboxItem) -> String {
        switch item.content {
        case .cell(let cell): CellText(language, table: cell.table).label(cell.cell)
        case .rule(let finding): Phrase(finding.rule.label).text(language)
        case .fork: Catalogue.Fork.kind.text(language)
        }
    }

    func rows(of item: InboxItem) -> [RowReference] {
        switch item.content {
        case .cell(let cell): [RowReference(cell.table, cell.key)]
        case .rule(let finding): finding.rows
        case .fork: []
        }
    }

    func isDecidedHere(_ item: InboxItem) -> Bool {
        inbox.decider(item).admits(replica.meta.site)
    }
}

/// A record as people know it.
public struct RecordName: Sendable, Hashable {
    public let kind: String
    public let kindLabel: Phrase
    public let key: String
    public let title: String

    public init(kind: String, kindLabel: Phrase, key: String, title: String) {
        self.kind = kind
        self.kindLabel = kindLabel
        self.key = key
        self.title = title
    }
}
