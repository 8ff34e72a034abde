internal import Causality
internal import Domain

/// Cells in words, alike in every form that people read.
public struct ReportWords {
    private let language: Language

    public init(_ language: Language) { self.language = language }

    private func say(_ phrase: Phrase) -> String { phrase.text(language) }

    /// The text of a cell in its column; empty for none.
    public func text(_ cell: Report.Cell, _ column: Report.ColumnKind) -> String {
        let kind = cell.kind ?? column
        switch cell.content {
        case .none: return ""
        case .text(let phrase): return say(phrase)
        case .words(let words): return either(words.map(say))
        case .days(let days): return either(days.map(\.description))
        case .moment(let moment): return moment.description
        case .number(let range): return number(range, kind)
        case .money(let range, let currency): return money(range, currency, kind)
        case .amounts(let amounts):
            return amounts.map { money($0.amount, $0.currency, kind) }.joined(separator: " + ")
        }
    }

    private func either(_ texts: [String]) -> String {
        texts.count > 1 ? say(Catalogue.Word.undecided(texts)) : texts.first ?? ""
    }

    private func number(_ range: Range64, _ kind: Report.ColumnKind) -> String {
        let one = { (number: Int64) -> String in
            switch kind {
            case .area: NumberText.decimal(Int(clamping: number), 2)
            case .percent: NumberText.decimal(rounded(number, 10), 1) + " %"
            case .decimal(let places): NumberText.decimal(Int(clamping: number), places)
            default: NumberText.grouped(Int(clamping: number))
            }
        }
        let (low, high) = (one(range.low), one(range.high))
        return low == high ? low : "\(low)–\(high)"
    }

    private func money(_ range: Range64, _ currency: String, _ kind: Report.ColumnKind) -> String {
        var unit = MoneyUnit.yuan
        if case .money(let asked) = kind { unit = asked }
        let one = { (fen: Int64) -> String in
            unit == .yuan
                ? NumberText.decimal(Int(clamping: fen), 2)
                : NumberText.grouped(rounded(fen, unit.fen))
        }
        let (low, high) = (one(range.low), one(range.high))
        let text = low == high ? low : "\(low)–\(high)"
        return currency == Fen.currency ? text : "\(text) \(say(Catalogue.Overview.unit(currency)))"
    }

    /// To the nearest, halves away from zero.
    private func rounded(_ number: Int64, _ unit: Int64) -> Int {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
        let more: Int64 = rest.magnitude * 2 >= unit.magnitude ? (number < 0 ? -1 : 1) : 0
        return Int(clamping: quotient + more)
    }

    /// A column's title, with its unit where the cells do not say it.
    public func title(_ column: Report.Column) -> String {
        let title = named(column)
        return language == .en ? English.sentence(title) : title
    }

    private func named(_ column: Report.Column) -> String {
        switch column.kind {
        case .money(.yuan): say(column.label.joined(Catalogue.Report.inYuan))
        case .money(.thousandYuan): say(column.label.joined(Catalogue.Report.inThousandYuan))
        case .money(.tenThousandYuan): say(column.label.joined(Catalogue.Report.inTenThousandYuan))
        case .money(.hundredMillionYuan):
            say(column.label.joined(Catalogue.Report.inHundredMillionYuan))
        case .area: say(column.label.joined(Catalogue.Report.inSquareMetres))
        default: say(column.label)
        }
    }
}
