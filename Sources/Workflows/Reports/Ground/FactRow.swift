internal import Causality
internal import Domain

/// Where the columns of one query stand.
final class FactShape: Sendable {
    let table: String
    let columns: [String: Int]
    /// The group that merges a column, where one does.
    let groups: [String: String]

    init(_ table: String, _ columns: [String]) {
        self.table = table
        var places: [String: Int] = [:]
        for (at, column) in columns.enumerated() { places[column] = at + 1 }
        self.columns = places
        var groups: [String: String] = [:]
        for group in NetworkSchema.kind(table)?.groups ?? [] {
            for member in group.members { groups[member] = group.name }
        }
        self.groups = groups
    }
}

/// One record as a report reads it: what its cells show, and what they may come to hold. Whoever counts
/// asks `may` and never `shown` alone, so that nothing is chosen silently.
struct FactRow {
    let key: RecordKey
    let shape: FactShape
    let values: [Value]
    let open: OpenRow
    let isOpen: Bool

    var reference: RowReference { RowReference(shape.table, key) }

    func shown(_ column: String) -> Value {
        guard let at = shape.columns[column] else {
            preconditionFailure("column \(column) was not asked for")
        }
        return values[at]
    }

    /// The values that a column may come to hold: one, unless it is undecided.
    func may(_ column: String) -> [Value] {
        let shown = shown(column)
        guard isOpen else { return [shown] }
        if let group = shape.groups[column] {
            return open.values(column, of: group, in: shape.table, shown: shown)
        }
        return open.values(column, shown: shown)
    }

    /// As the rules read it: what its columns show.
    var fact: RowFact { RowFact(reference, shape.columns.mapValues { values[$0] }) }

    func text(_ column: String) -> String? { shown(column).text }

    func day(_ column: String) -> LocalDay? { text(column).flatMap { LocalDay($0) } }

    func moment(_ column: String) -> LocalMinute? { text(column).flatMap { LocalMinute($0) } }

    /// The different days that a column may come to hold, in order.
    func days(_ column: String) -> [LocalDay] {
        Set(may(column).compactMap { $0.text.flatMap { LocalDay($0) } }).sorted()
    }

    /// The least and the most that a number may come to be; `nil` when it is blank for sure.
    func number(_ column: String) -> Range64? {
        let found = may(column).map(\.integer)
        let known = found.compactMap { $0 }
        guard let most = known.max(), let least = known.min() else { return nil }
        return Range64(found.contains(nil) ? min(0, least) : least, most)
    }

    /// Whether a column passes a test whatever is decided, whether it never does, or 0 to 1.
    func verdict(_ column: String, _ test: (Value) -> Bool) -> Range64 {
        may(column).map(test).verdict
    }

    /// The same for a word: NULL is what `absent` says.
    func isOne(_ column: String, of words: Set<String>, absent: String = "") -> Range64 {
        verdict(column) { words.contains($0.text ?? absent) }
    }

    /// Whether the record exists: a delete may stand against another write.
    var exists: Range64 { isOpen ? open.exists : .one }
}
