public import Causality

/// A row that a rule looks at: where it is, and what its columns show.
public struct RowFact: Hashable, Sendable {
    public let row: RowReference
    public let values: [String: Value]

    public init(_ row: RowReference, _ values: [String: Value]) {
        self.row = row
        self.values = values
    }

    public var key: RecordKey { row.key }

    public func text(_ column: String) -> String? { values[column]?.text }

    public func integer(_ column: String) -> Int64? { values[column]?.integer }

    /// A day that is none is not taken for anything.
    public func day(_ column: String) -> LocalDay? { text(column).flatMap { LocalDay($0) } }

    public func moment(_ column: String) -> LocalMinute? {
        text(column).flatMap { LocalMinute($0) }
    }

    public func isFilled(_ column: String) -> Bool { !(values[column]?.isNull ?? true) }

    /// A period of days whose end may be open; `nil` when a day is none.
    public func period(_ from: String, _ to: String) -> DayInterval? {
        text(from).flatMap { DayInterval(storedFrom: $0, to: text(to)) }
    }
}

extension [RowFact] {
    var byKey: [RowFact] { sorted { $0.row < $1.row } }
}
