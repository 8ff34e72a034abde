internal import Causality

// Every history of a few edits, and every order of arrival of each.
//
// A history is a set of transactions with what each author knew: that is all that a merge may depend on.
// A site can know any part of a history that holds the causes of all it holds; such a part is called
// closed. The search grows histories edit by edit: each site makes its next edit knowing any closed part
// that holds what it knew before, so every pattern of who had heard of what is met.
//
// Orders of arrival need not be tried one by one. Any two orders of a history that put causes first can
// be turned into each other by exchanging neighbours that do not know of each other. So it is enough that
// each such exchange makes no difference: that a closed part has one row, whichever of its last
// transactions came last. Each part's row is kept, and compared by each way into it.

/// A search through every history of a small world, on the production merge.
package struct HistorySearch {
    private let edits: Int
    private let kinds: [SmallEdit]
    private let siteCount: Int
    package private(set) var histories = 0
    /// Comparisons of two orders.
    package private(set) var exchanges = 0

    /// - Parameters:
    ///   - edits: how many each site makes.
    ///   - alphabet: what these do.
    package init(sites: Int, edits: Int, _ alphabet: Alphabet) {
        precondition((2...SmallWorld.names.count).contains(sites), "two or three sites")
        precondition(sites * edits < 32, "a part is a set of bits")
        siteCount = sites
        self.edits = edits
        kinds = alphabet.kinds
    }

    /// A part of a history: a bit for each transaction.
    private typealias Part = Int

    private struct History {
        var made: [Transaction] = []
        /// What the author of each knew.
        var known: [Part] = []
        /// The positions of each site's transactions.
        var bySite: [[Int]]
        /// Every closed part, a smaller one before a larger, and its row.
        var parts: [(part: Part, row: RowState)] = []
        var places: [Part: Int] = [:]
        let base: Transaction

        /// What a site knows at least: its last edit and what came before.
        func knowledge(of site: Int) -> Part {
            bySite[site].last.map { known[$0] | 1 << $0 } ?? 0
        }
    }

    /// Throws the first `Violation`.
    package mutating func run() throws {
        let stream = Stream(
            origin: Origin(site: SmallWorld.names[0], epoch: 1), scope: .common)
        let base = Transaction(
            dot: Dot(stream: stream, seq: 1), previousHash: [],
            stamp: HybridTimestamp(milliseconds: 1, counter: 0), context: VersionVector(),
            schemaVersion: 1, author: "",
            operations: [
                Operation(
                    table: "t", key: SmallWorld.key,
                    change: .insert([CellValue(cell: "a", value: .integer(0))]))
            ])
        var history = History(bySite: Array(repeating: [], count: siteCount), base: base)
        var row = RowState()
        row.take(base)
        history.parts = [(0, row)]
        history.places = [0: 0]
        try extend(history)
    }

    private mutating func extend(_ history: History) throws {
        for site in 0..<siteCount where history.bySite[site].count < edits {
            var least = history.knowledge(of: site)
            // Each history is grown in one way: the last edit is by the last of the sites whose last
            // edit nobody knows of. So what later sites did must be known here.
            for other in (site + 1)..<max(site + 1, siteCount) {
                if let last = history.bySite[other].last { least |= 1 << last }
            }
            for (part, row) in history.parts where part & least == least {
                for kind in kinds {
                    let value = Int64(site * 8 + history.bySite[site].count + 1)
                    guard let changes = kind.changes(of: row, value: value) else { continue }
                    try extend(
                        try grown(history, by: site, knowing: part, changes))
                }
            }
        }
    }

    /// The history with one edit more. Every closed part that holds the new edit gets its row, by each
    /// of the ways into it.
    private mutating func grown(
        _ history: History, by site: Int, knowing known: Part, _ changes: [Change]
    ) throws -> History {
        var next = history
        let at = history.made.count
        let bit = 1 << at
        let transaction = transaction(history, by: site, knowing: known, changes)
        next.made.append(transaction)
        next.known.append(known)
        next.bySite[site].append(at)
        for (part, row) in history.parts where part & known == known {
            var grown = row
            grown.take(transaction)
            for last in 0..<at where part & 1 << last != 0 && known & 1 << last == 0 {
                // Only what nobody else in the part knows of can have come last.
                let rest = part & ~(1 << last)
                guard let place = next.places[rest | bit] else { continue }
                var other = next.parts[place].row
                other.take(history.made[last])
                exchanges += 1
                guard other == grown else {
                    throw Violation(
                        "I1",
                        "\(transaction.dot) before or after \(history.made[last].dot) makes a difference: "
                            + "\(next.made.map { "\($0.dot) knowing \($0.context): \($0.operations)" })"
                    )
                }
            }
            next.places[part | bit] = next.parts.count
            next.parts.append((part | bit, grown))
        }
        histories += 1
        if let whole = next.places[bit << 1 - 1] {
            try next.parts[whole].row.check([history.base] + next.made)
        }
        return next
    }

    private func transaction(
        _ history: History, by site: Int, knowing known: Part, _ changes: [Change]
    ) -> Transaction {
        var context = VersionVector([(history.base.dot.stream, UInt64(1))])
        let stream = Stream(
            origin: Origin(site: SmallWorld.names[site], epoch: 1), scope: .common)
        let own = history.bySite[site].map { history.made[$0].stamp }
        var clock = HybridClock(last: own.last ?? .zero)
        for (at, made) in history.made.enumerated() where known & 1 << at != 0 {
            context.advance(made.dot.stream, to: max(context[made.dot.stream], made.dot.seq))
            clock.observe(made.stamp, wallMilliseconds: SmallWorld.walls[site])
        }
        let seq = UInt64(history.bySite[site].count + (site == 0 ? 2 : 1))
        return Transaction(
            dot: Dot(stream: stream, seq: seq), previousHash: [],
            stamp: clock.tick(wallMilliseconds: SmallWorld.walls[site]), context: context,
            schemaVersion: 1, author: "",
            operations: changes.map { Operation(table: "t", key: SmallWorld.key, change: $0) })
    }
}
