public import Causality
internal import Domain
internal import Storage

/// A number that follows from a record, such as what its rent comes to: what people compare when they
/// choose between two values.
public struct RecordFigure: Sendable, Hashable {
    public enum Name: String, Sendable {
        /// Rent of all seats of a tenancy, a month.
        case monthlyRent = "monthly-rent"
        /// The same for the whole months from today to the planned end.
        case rentAhead = "rent-ahead"
        /// Rent of a term from its first to its last day, in whole months.
        case termRent = "term-rent"
        /// Whole months of a term.
        case months
        /// Days for which a seat is given.
        case seatDays = "seat-days"
    }

    public enum Unit: String, Sendable {
        /// Hundredths of a yuan.
        case fen
        case months
        case days
    }

    public let name: Name
    public let amount: Int64
    public let unit: Unit

    /// The figures of a record as it shows now; those that lack a value they need are left out. One that is
    /// retired comes to nothing.
    static func all(of record: Record, today: LocalDay) -> [RecordFigure] {
        let row = FigureRow(record)
        guard row.text("retired") == nil else { return [] }
        return switch record.table {
        case "tenancy": tenancy(row, today)
        case "tenancy_term": term(row)
        case "seat_assignment": assignment(row)
        default: []
        }
    }

    private static func tenancy(_ row: FigureRow, _ today: LocalDay) -> [RecordFigure] {
        guard let rent = row.number("rent_fen"), let seats = row.number("seat_count"),
            let monthly = product(rent, seats)
        else { return [] }
        var figures = [RecordFigure(name: .monthlyRent, amount: monthly, unit: .fen)]
        if let until = row.day("planned_to") {
            let from = row.day("planned_from").map { max($0, today) } ?? today
            let months = Int64(FreePeriod.length(from: from, to: until).months)
            if months > 0, let ahead = product(monthly, months) {
                figures.append(RecordFigure(name: .rentAhead, amount: ahead, unit: .fen))
            }
        }
        return figures
    }

    private static func term(_ row: FigureRow) -> [RecordFigure] {
        guard let from = row.day("from_day"), let to = row.day("to_day"), from < to else {
            return []
        }
        let months = Int64(FreePeriod.length(from: from, to: to).months)
        var figures = [RecordFigure(name: .months, amount: months, unit: .months)]
        if let monthly = monthlyRent(row), let whole = product(monthly, months) {
            figures.append(RecordFigure(name: .monthlyRent, amount: monthly, unit: .fen))
            figures.append(RecordFigure(name: .termRent, amount: whole, unit: .fen))
        }
        return figures
    }

    /// What a term costs a month; `nil` where it is charged by the day or lacks what it is charged by.
    private static func monthlyRent(_ row: FigureRow) -> Int64? {
        guard let rent = row.number("rent_fen") else { return nil }
        switch row.text("rent_basis") {
        case "seat-month": return row.number("charged_seats").flatMap { product(rent, $0) }
        case "m2-month":
            return row.number("charged_area").flatMap { product(rent, $0) }.map { $0 / 100 }
        case "month": return rent
        default: return nil
        }
    }

    private static func assignment(_ row: FigureRow) -> [RecordFigure] {
        guard !["displaced", "ended"].contains(row.text("state")), let from = row.day("from_day"),
            let to = row.day("to_day")
        else { return [] }
        let days = Int64(max(0, from.days(until: to)))
        return [RecordFigure(name: .seatDays, amount: days, unit: .days)]
    }

    private static func product(_ a: Int64, _ b: Int64) -> Int64? {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? nil : product
    }
}

/// The shown values of a record by column.
private struct FigureRow {
    private let record: Record
    private let schema: TableSchema?

    init(_ record: Record) {
        self.record = record
        schema = NetworkSchema.replica.table(record.table)
    }

    private func value(_ column: String) -> Value? {
        schema?.column(column).map { record.columns[$0] }
    }
    func number(_ column: String) -> Int64? { value(column)?.integer }
    func text(_ column: String) -> String? { value(column)?.text }
    func day(_ column: String) -> LocalDay? { text(column).flatMap { LocalDay($0) } }
}

/// How many records of a kind refer to one.
public struct Dependents: Sendable, Hashable {
    public let kind: String
    public let count: Int
}

extension ConflictInbox {
    /// The records that refer to one and are not retired, by kind.
    public func dependents(of table: String, _ key: RecordKey) throws -> [Dependents] {
        try NetworkSchema.kinds.compactMap { kind in
            let columns = kind.fields.filter { $0.type.referredKind == table }.map(\.name)
            guard !columns.isEmpty else { return nil }
            let isThis = columns.map { "\"\($0)\" = ?1" }.joined(separator: " OR ")
            let stands = kind.field("retired") == nil ? "" : " AND retired IS NULL"
            let found = try replica.select(
                "SELECT count(*) FROM \"\(kind.name)\" WHERE (\(isThis))\(stands)",
                [.text(key.text)])
            let count = Int(found.first?.first?.integer ?? 0)
            return count == 0 ? nil : Dependents(kind: kind.name, count: count)
        }
    }
}
