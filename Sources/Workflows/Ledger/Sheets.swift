internal import Causality
internal import Domain
internal import Storage

// Lists as workbooks.
//
// What is exported is what is on the screen: the same question, the same columns, the same rights, and every
// row that fits, not only those of the page. So a sheet is asked for by the address of its list.

/// A list as the one sheet of a workbook.
public struct Sheet: Sendable {
    public let name: String
    public let header: [String]
    public let rows: [[Cell]]

    public init(name: String, header: [String], rows: [[Cell]]) {
        self.name = name
        self.header = header
        self.rows = rows
    }

    /// As many rows as an import takes, so that what went out can come in again.
    public static let rowsMost = ExchangeLimits().rowsMax

    public var workbook: [UInt8] { WorkbookWriter(sheet: name).write(header: header, rows: rows) }
}

extension LedgerDesk {
    /// A list of records with the columns of its page.
    public func sheet(_ ask: RecordAsk) throws -> Sheet {
        let kind = try kind(ask.kind, to: .see)
        let fields = try shownFields(ask, kind)
        let records = try keys(ask, kind, most: Sheet.rowsMost, skipping: 0)
        return Sheet(
            name: Phrase(kind.label).text(language),
            header: [Catalogue.Heading.id, Catalogue.RecordPage.record].map { $0.text(language) }
                + fields.map { CellText(language, table: kind.name).labelWithUnit($0.name) },
            rows: try records.map { record in
                [.text(record.key.text), .text(try desk.title(record, in: language))]
                    + (try fields.map { try cell($0, record) })
            })
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

    /// Every record of a kind with every field, as `moso import` reads it back.
    public func wholeSheet(_ kindName: String) throws -> Sheet {
        let kind = try kind(kindName, to: .see)
        let export = try KindExport(kind, of: replica, in: language)
        return Sheet(
            name: Phrase(kind.label).text(language), header: export.header, rows: export.rows)
    }

    /// What waits to be sent.
    public func outboxSheet() throws -> Sheet {
        typealias Words = Catalogue.Outbox
        let outbox = try outboxLines()
        return Sheet(
            name: Words.title.text(language),
            header: [
                Catalogue.Queue.when, Catalogue.Heading.records, Catalogue.Heading.what,
                Catalogue.Queue.who, Catalogue.Queue.why, Words.place,
            ].map { $0.text(language) },
            rows: outbox.map { line in
                [
                    line.when, line.records.map(\.title).joined(separator: "，"),
                    line.isSealed ? Words.sealed.text(language) : line.fields, line.author,
                    line.reason, Words.placed(line.place).text(language),
                ].map { .text($0) }
            })
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
            })
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
