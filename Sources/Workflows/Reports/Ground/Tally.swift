internal import Causality
internal import Domain

/// A number that grows with the records that make it.
struct Tally {
    private(set) var range = Range64.zero
    private(set) var records: [RowReference] = []

    /// Adds something that is so, may be so, or is not.
    mutating func add(_ answer: Range64, _ record: RowReference) {
        guard answer.isPossible else { return }
        range.add(answer)
        records.append(record)
    }

    /// Adds so many things that are alike; one of them stands for all.
    mutating func add(_ answer: Range64, times count: Int64, _ record: RowReference) {
        guard answer.isPossible else { return }
        range.add(answer.times(count))
        records.append(record)
    }

    /// Adds a number of something that is so or may be.
    mutating func add(_ number: Range64, if answer: Range64 = .one, _ record: RowReference) {
        guard answer.isPossible else { return }
        let (low, high) = (number.low, number.high)
        range.add(
            answer.isCertain ? low : min(0, low), answer.isCertain ? high : max(0, high))
        records.append(record)
    }

    /// Adds a number that stands for no record of its own, as a difference does.
    mutating func add(_ number: Range64) { range.add(number) }

    mutating func add(_ other: Tally) {
        range.add(other.range)
        records += other.records
    }

    var cell: Report.Cell { Report.Cell(.number(range), records) }

    func money(_ currency: String = Fen.currency) -> Report.Cell {
        Report.Cell(.money(range, currency: currency), records)
    }

    /// In basis points of another number; `nil` where that is nothing.
    func share(of whole: Tally) -> Range64? {
        guard whole.range.low > 0 else { return nil }
        return Range64(
            scaled(range.low) / whole.range.high, scaled(range.high) / whole.range.low)
    }

    private func scaled(_ number: Int64) -> Int64 {
        let (product, overflow) = number.multipliedReportingOverflow(by: 10_000)
        return overflow ? .max : product
    }
}

extension Range64 {
    func times(_ count: Int64) -> Range64 { Range64(low * count, high * count) }

    /// Of two answers, whether at least one is yes.
    func either(_ other: Range64) -> Range64 {
        Range64(max(low, other.low), max(high, other.high))
    }
}

extension FactRow {
    /// Whether a day column holds a day within bounds, either of which may be open.
    func falls(_ column: String, from: LocalDay? = nil, through last: LocalDay? = nil) -> Range64 {
        verdict(column) { value in
            guard let day = value.text.flatMap({ LocalDay($0) }) else { return false }
            return (from.map { $0 <= day } ?? true) && (last.map { day <= $0 } ?? true)
        }
    }
}
