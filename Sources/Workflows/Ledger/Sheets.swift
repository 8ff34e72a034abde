internal import Causality
internal import Domain
internal import Storage

// Lists as workbooks.
//
// What is exported answers the question of the screen with the same rights, and has every row that fits, not only those
// of the page, and a column for every field that one of these rows fills in. So a sheet is asked for by the address of
// its list. One that does not hold all says so in its last row.

/// A list as the one sheet of a workbook.
public struct Sheet: Sendable {
    public let name: String
    public let header: [String]
    public let rows: [[Cell]]

    /// - Parameter cut: the last row, which says that there is more; `nil` where these are all.
    public init(name: String, header: [String], rows: [[Cell]], cut: String? = nil) {
        self.name = name
        self.header = header
        self.rows = rows + (cut.map { [[.text($0)]] } ?? [])
    }

    /// As many rows as an import takes, so that what went out can come in again.
    public static let rowsMost = ExchangeLimits().rowsMax

    static func cutText(_ language: Language) -> String {
        Catalogue.Exchange.cut(rowsMost).text(language)
    }

    public var workbook: [UInt8] { WorkbookWriter(sheet: name).write(header: header, rows: rows) }
}

extension LedgerDesk {
    /// A list of records with the columns of its page.
    public func sheet(_ ask: RecordAsk) throws -> Sheet {
        let kind = try kind(ask.kind, to: .see)
        let found = try keys(ask, kind, most: Sheet.rowsMost + 1, skipping: 0)
        let records = Array(found.prefix(Sheet.rowsMost))
        let fields = filledFields(kind, records)
        return Sheet(
            name: Phrase(kind.label).text(language),
            header: [Catalogue.Heading.id, Catalogue.RecordPage.record].map { $0.text(language) }
                + fields.map { CellText(language, table: kind.name).labelWithUnit($0.name) },
            rows: try records.map { record in
                [.text(record.key.text), .text(try desk.title(record, in: language))]
                    + (try fields.map { try cell($0, record) })
            },
            cut: found.count > records.count ? Sheet.cutText(language) : nil)
    }

    /// The first records of a change, and how many more there are.
    func recordsTold(_ line: OutboxLine) -> String {
        let names = line.records.map(\.title).joined(separator: "，")
        return line.more > 0
            ? "\(names) \(Catalogue.Outbox.more(line.more).text(language))" : names
    }

    private func cell(_ field: FieldDeclaration, _ record: Record) throws -> Cell {
        guard case .reference = field.type else {
            return KindExport.cell(field, record, desk, in: language)
        }
        let texts = try texts(record, field)
        return .text(
            texts.count > 1
                ? Catalogue.Word.undecided(texts).text(language) : texts.first ?? "")
    }

    /// Every record of a kind with every field that this viewer may see, as `moso import` reads it back.
    public func wholeSheet(_ kindName: String) throws -> Sheet {
        let kind = try kind(kindName, to: .see)
        let export = try KindExport(kind, fields(kind), of: replica, in: language)
        return Sheet(
            name: Phrase(kind.label).text(language), header: export.header, rows: export.rows)
    }

    /// What waits to be sent.
    public func outboxSheet() throws -> Sheet {
        typealias Words = Catalogue.Outbox
        let (lines, count) = try outboxLines()
        return Sheet(
            name: Words.title.text(language),
            header: [
                Catalogue.Queue.when, Catalogue.Heading.records, Catalogue.Heading.what,
                Catalogue.Queue.who, Catalogue.Queue.why, Words.place,
            ].map { $0.text(language) },
            rows: lines.map { line in
                [
                    line.when, recordsTold(line), line.fields, line.author, line.reason,
                    Words.placed(line.place).text(language),
                ].map { .text($0) }
            },
            cut: count > OutboxView.linesMost
                ? Words.sheetCut(lines.count, of: count).text(language) : nil)
    }
}

extension ReviewDesk {
    /// The queue, whatever page of it is on the screen.
    public func sheet(_ ask: QueueAsk) throws -> Sheet {
        typealias Words = Catalogue.Queue
        let view = try queue(ask, length: Sheet.rowsMost)
        return Sheet(
            name: Catalogue.Site.queue.text(language),
            header: [
                Catalogue.Heading.id, Words.record, Words.about, Words.sides, Words.waited,
                Words.decides,
            ].map { $0.text(language) },
            rows: view.lines.map { line in
                [
                    line.shortID, line.records.map(\.title).joined(separator: "，"), line.about,
                    line.sides, line.waited.text(language), line.decider.text(language),
                ].map { .text($0) }
            },
            cut: view.matching > view.lines.count ? Sheet.cutText(language) : nil)
    }
}

extension Report {
    /// All of the report, with how old each line is.
    public func sheet(_ language: Language) -> Sheet {
        let cells = ReportCells(self, language)
        return Sheet(name: kind.title.text(language), header: cells.header, rows: cells.rows)
    }
}

extension [RecordName] {
    /// The records behind a figure.
    public func sheet(_ title: Phrase, _ language: Language) -> Sheet {
        Sheet(
            name: title.text(language),
            header: [Catalogue.Heading.kind, Catalogue.Heading.id, Catalogue.RecordPage.record]
                .map { $0.text(language) },
            rows: map { [.text($0.kindLabel.text(language)), .text($0.key), .text($0.title)] })
    }
}
