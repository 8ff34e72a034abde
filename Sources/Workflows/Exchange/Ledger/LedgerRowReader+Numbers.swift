import Domain

extension LedgerRowReader {
    /// The number of seats and their labels agree, or one of the two is empty.
    mutating func seats(in record: DelimitedRecord) -> (count: Int, labels: [String]) {
        let countCell = header.cell(.seats, of: record)
        guard let labels = SeatLabels.expand(header.cell(.labels, of: record)) else {
            fault(.badSeats, .labels, in: record)
            return (0, [])
        }
        if TypedText.trimmed(countCell).isEmpty, !labels.isEmpty { return (labels.count, labels) }
        guard let typed = TypedText.wholeNumber(countCell), let count = Int(exactly: typed),
            (1...SeatLabels.labelsMax).contains(count), !TypedText.saysAbout(countCell)
        else {
            fault(.badSeats, .seats, in: record)
            return (0, [])
        }
        if labels.isEmpty {
            warn(.noSeatLabels)
        } else if labels.count != count {
            fault(.badSeats, .seats, in: record, detail: String(labels.count))
        }
        return (count, labels)
    }

    /// 免租 is no rent, an empty cell no statement.
    mutating func rent(in record: DelimitedRecord) -> Fen? {
        let typed = TypedText.normalised(header.cell(.rent, of: record))
        if LedgerCell.saysNothing(typed) { return nil }
        if typed == "免租" || typed == "免" || typed == "免费" { return Fen(0) }
        guard let rent = Fen.parsing(typed, unit: .yuan), rent >= Fen(0) else {
            fault(.badRent, .rent, in: record)
            return nil
        }
        return rent
    }

    mutating func amount(in record: DelimitedRecord) -> Fen? {
        let typed = TypedText.normalised(header.cell(.amount, of: record))
        if LedgerCell.saysNothing(typed) { return nil }
        guard let amount = Fen.parsing(typed, unit: amountUnit), amount >= Fen(0) else {
            fault(.badAmount, .amount, in: record)
            return nil
        }
        return amount
    }
}

/// The units in a ledger's headers. A number under the wrong unit is wrong by a factor of ten
/// thousand and looks right, so a unit that isn't known refuses the file.
enum LedgerUnits {
    private static let moneyUnits: [String: MoneyUnit] = [
        "元": .yuan, "千元": .thousandYuan, "万元": .tenThousandYuan, "万": .tenThousandYuan,
        "亿元": .hundredMillionYuan, "亿": .hundredMillionYuan, "人民币万元": .tenThousandYuan,
    ]
    private static let rentUnits: Set<String> = [
        "元/工位", "元/工位·月", "元/工位/月", "元/月/工位", "元/个", "元/工位.月",
    ]

    static func amount(in header: HeaderRow) throws(FileRefusal) -> MoneyUnit {
        let column = LedgerColumn.amount
        guard header.positions[column.rawValue] != nil else { return .tenThousandYuan }
        guard let unit = header.unit(of: column.rawValue).flatMap({ moneyUnits[$0] }) else {
            throw .unknownUnit(header: header.title(column), expected: ["万元", "元"])
        }
        return unit
    }

    static func checkRent(in header: HeaderRow) throws(FileRefusal) {
        let column = LedgerColumn.rent
        guard header.positions[column.rawValue] != nil else { return }
        guard let unit = header.unit(of: column.rawValue), rentUnits.contains(unit) else {
            throw .unknownUnit(header: header.title(column), expected: ["元/工位"])
        }
    }
}
