internal import Causality
internal import Domain
internal import Storage
internal import Synchronization
internal import Wire

// What is open, kept from one look to the next.
//
// Ten thousand open conflicts take the better part of a second to be read, and fifty people look at them while a site
// sends its day's work. So they are kept by row, and a look reads anew only the rows that transactions have touched
// since: every change of a row has its arrival number, also one by another program, which is sealed first. What
// cannot be told from the log (a trimmed body, a cut, a fork that was found) has everything read anew. What the
// rules find is derived at each change, from the few groups that break one.

/// What is open, for all who look at it.
final class QueueShelf: Sendable {
    /// What is open at a moment.
    struct Open: Sendable {
        /// By rising id.
        let items: [InboxItem]
        let since: OpenSince
        /// How far the log went, and how often all had to be forgotten.
        fileprivate let arrival: Int64
        fileprivate let forgotten: Int64

        /// The cells among it, by rising id.
        var cells: [CellConflict] { QueueShelf.cells(of: items) }
    }

    static func cells(of items: [InboxItem]) -> [CellConflict] {
        items.compactMap { item in
            if case .cell(let cell) = item.content { cell } else { nil }
        }
    }

    private struct Kept {
        let open: Open
        /// Some rules look at the day.
        let day: LocalDay
        /// Forks give transactions other names, and conflicts other ids.
        let forks: [ConflictID]
        let cells: [RuleRow: [CellConflict]]
    }

    private let kept = Mutex<Kept?>(nil)
    /// More touched rows than this are not asked for one by one.
    private static let rowsMost = 2_000

    init() {}

    /// What `body` reads together with what is open, both from one moment.
    func reading<Result>(
        _ replica: Replica, on day: LocalDay, _ body: (Open) throws -> Result
    ) throws -> Result {
        for _ in 0..<3 {
            let open = try open(replica, on: day)
            let result = try replica.read {
                try replica.lastArrival() == open.arrival ? body(open) : nil
            }
            if let result { return result }
        }
        // Somebody writes all the time: the rules say what they said when they were last asked.
        return try replica.read {
            let items = try ConflictInbox(replica).items(
                try replica.openConflicts(), rules: try RuleCheck(replica).found())
            return try body(
                Open(
                    items: items, since: OpenSince(try replica.seenConflicts()),
                    arrival: try replica.lastArrival(),
                    forgotten: try replica.timesForgotten()))
        }
    }

    /// What is open now.
    func open(_ replica: Replica, on day: LocalDay) throws -> Open {
        try replica.sealForeignEdits()
        if let kept = kept.withLock({ $0 }), kept.day == day, try isNow(kept, replica) {
            return kept.open
        }
        let rules = RuleCheck(replica)
        try rules.update()
        return try replica.read {
            let arrival = try replica.lastArrival()
            let forks = try replica.forks().map(\.id)
            let cells = try cells(replica, forks)
            let items = try ConflictInbox(replica).items(
                cells.values.flatMap { $0 }, rules: try rules.found())
            let seen = try replica.seenConflicts()
            let open = Open(
                items: items, since: OpenSince(seen), arrival: arrival,
                forgotten: try replica.timesForgotten())
            // Had somebody written since the rules were asked, what they say would be kept too long.
            if try rules.isCurrent() {
                kept.withLock {
                    $0 = Kept(open: open, day: day, forks: forks, cells: cells)
                }
            }
            return open
        }
    }

    private func isNow(_ kept: Kept, _ replica: Replica) throws -> Bool {
        try replica.read {
            try kept.open.arrival == replica.lastArrival()
                && kept.open.forgotten == replica.timesForgotten()
                && kept.forks == replica.forks().map(\.id)
        }
    }

    /// The open cells by row: those kept, and of touched rows what they are now.
    private func cells(
        _ replica: Replica, _ forks: [ConflictID]
    ) throws -> [RuleRow: [CellConflict]] {
        let tables = Set(replica.schema.tables.map(\.name))
        guard let kept = kept.withLock({ $0 }), kept.forks == forks,
            try kept.open.forgotten == replica.timesForgotten(),
            let touched = try replica.touchedRows(
                after: kept.open.arrival, of: tables, most: QueueShelf.rowsMost), touched.isAll
        else {
            return Dictionary(grouping: try replica.openConflicts()) {
                RuleRow(table: $0.table, key: $0.key)
            }
        }
        var cells = kept.cells
        for row in touched.rows {
            let open = try replica.openConflicts(of: row.table, row.key)
            cells[row] = open.isEmpty ? nil : open
        }
        return cells
    }
}
