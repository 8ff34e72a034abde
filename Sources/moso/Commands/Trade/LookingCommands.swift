internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

private typealias Text = Catalogue.DeskFlag
private typealias Words = Catalogue.Trade

struct FindCommand: ParsableCommand {
    static let configuration = CommandConfiguration("find", Catalogue.Help.find, alias: "查")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Text.look.help("TEXT")) var text: String
    @Option(name: .named("kind", "类别"), help: Text.kind.help("KIND")) var kind: String?
    @Option(name: .named("most", "最多"), help: Text.most.help("N")) var most: Int = 10

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let found = try desk.find(
            text, in: kind, most: max(1, most), language: session.language)
        session.document(
            "find", desk.desk.replica, .array(found.flatMap(\.hits).map { json($0, session) }))
        guard !found.isEmpty else {
            return session.printer.remark(Words.nothingFound(text))
        }
        var table = TextTable([
            session.column(Catalogue.Heading.kind), session.column(Catalogue.Heading.id),
            session.column(Catalogue.Heading.name, flexible: true),
            session.column(Words.found, flexible: true),
        ])
        for hit in found.flatMap(\.hits) {
            let mark = hit.isRetired ? session.text(Words.retiredMark) : ""
            table.add([
                session.label(hit.kind), hit.record.key.text, hit.title + mark,
                "\(session.label(hit.field)) \(hit.text)",
            ])
        }
        session.printer.table(table)
        for part in found where part.more > 0 {
            session.printer.remark(Words.moreFound(part.more, Phrase(part.kind)))
        }
    }

    private func json(_ hit: TradeDesk.Hit, _ session: Session) -> JSON {
        [
            "kind": .string(hit.record.table), "id": .string(hit.record.key.text),
            "title": .string(hit.title), "field": .string(session.label(hit.field)),
            "text": .string(hit.text), "retired": .bool(hit.isRetired),
        ]
    }
}

struct CompanyCommand: ParsableCommand {
    static let configuration = CommandConfiguration("company", Catalogue.Help.company, alias: "企业")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.TradeFlag.company.help("COMPANY")) var company: String
    @Flag(name: .named("all", "全部"), help: Text.everything.help) var all = false

    /// How many records of a kind the page shows without being asked for all.
    private static let most = 4

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let page = try desk.page(company)
        try session.document("company", desk.desk.replica, try json(page, desk))
        session.printer.remark(
            Catalogue.Record.title(
                id: page.card.key.text, kind: Phrase(try desk.desk.kind("company").label),
                label: page.name))
        session.printer.table(try head(page, desk, session), indent: 2)
        for (kind, records) in page.parts {
            session.printer.gap()
            let label = session.label(kind.label)
            session.printer.remark(
                Phrase(verbatim: "\(label) \(records.count)"))
            var table = TextTable(
                [.init(""), .init("", isFlexible: true)], hasHeader: false)
            let shown = all ? records.count : Self.most
            for record in records.prefix(shown) {
                let words = try desk.telling(record, session.language)
                table.add([record.key.text, words.joined(separator: "  ")])
            }
            session.printer.table(table, indent: 2)
            if records.count > shown {
                session.printer.remark(Words.pageMore(records.count - shown, label), indent: 2)
            }
        }
        if !page.conflicts.isEmpty {
            session.printer.gap()
            session.printer.remark(Words.pageConflicts(page.conflicts), mark: .attention)
        }
    }

    /// The card's own fields, and what follows from the rest.
    private func head(
        _ page: CompanyPage, _ desk: TradeDesk, _ session: Session
    ) throws -> TextTable {
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        let kind = try desk.desk.kind("company")
        for field in kind.fields
        where !["aliases", "distinct_from", "retired"].contains(field.name) {
            let values = desk.desk.values(page.card, field.name).filter { !$0.isNull }
            guard !values.isEmpty else { continue }
            let texts = values.map { session.shown(field, $0) }
            table.add([
                .init(session.label(field.label)),
                values.count == 1
                    ? .init(texts[0])
                    : .init(session.text(Catalogue.Word.undecided(texts)), .attention),
            ])
        }
        if !page.seats.isEmpty {
            table.add([.init(session.text(Words.pageSeats)), .init(page.seatSpan)])
        }
        if page.freeUsed > .zero {
            table.add([
                .init(session.text(Words.pageFree)), .init(session.text(Words.used(page.freeUsed))),
            ])
        }
        if let since = page.holdover {
            table.add([
                .init(session.text(Words.pageHoldover)),
                .init(session.text(Words.since(since)), .attention),
            ])
        }
        if let registry = page.registry {
            table.add([
                .init(session.text(Words.pageRegistry)),
                .init(session.text(Words.registry(registry))),
            ])
        }
        if page.cards.count > 1 {
            table.add([
                .init(session.text(Words.pageCards)),
                .init(page.cards.map(\.text).joined(separator: " ")),
            ])
        }
        return table
    }

    private func json(_ page: CompanyPage, _ desk: TradeDesk) throws -> JSON {
        let records = RecordJSON(desk.desk.replica)
        var parts = JSON.Object()
        for (kind, rows) in page.parts { parts[kind.name] = .array(try rows.map(records.json)) }
        return [
            "id": .string(page.card.key.text), "name": .string(page.name),
            "cards": .array(page.cards.map { .string($0.text) }),
            "seats": .array(page.seats.map { .string($0) }),
            "free_months": .integer(Int64(page.freeUsed.months)),
            "free_days": .integer(Int64(page.freeUsed.days)),
            "holdover_since": .optional(page.holdover?.description),
            "registry_division": .optional(page.registry),
            "conflicts": .array(page.conflicts.map { .string($0) }),
            "card": try records.json(page.card), "records": .object(parts),
        ]
    }
}

struct OccupiedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "occupied", Catalogue.Help.occupied, alias: "占用检查")
    @OptionGroup var options: GlobalOptions
    @Option(name: .named("as-of", "截至"), help: Text.asOf.help("DAY")) var asOf: String?

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let rooms = try desk.occupied(
            on: try desk.day(asOf, flag: "--as-of") ?? desk.now.day)
        session.document("occupied", desk.desk.replica, .array(rooms.map(json)))
        guard !rooms.isEmpty else { return session.printer.remark(Words.nothingOccupied) }
        var table = TextTable([
            session.column(Words.room, flexible: true),
            session.column(Words.company, flexible: true),
            session.column(Words.usedHours, .right), session.column(Words.share, .right),
            session.column(Words.longest, .right), session.column(Words.fortnights, .right),
        ])
        for room in rooms {
            table.add([
                room.room, room.company, NumberText.decimal(Int(room.minutes / 6), 1),
                NumberText.percent(Int(room.minutes), of: Int(room.openMinutes)),
                NumberText.decimal(Int(room.longest / 6), 1), "\(room.fortnights * 2)",
            ])
        }
        session.printer.table(table)
        for room in rooms {
            session.printer.remark(
                Words.occupiedHint(room.company, room.bookings.last?.text), indent: 2)
        }
    }

    private func json(_ room: TradeDesk.OccupiedRoom) -> JSON {
        [
            "room": .string(room.room), "site": .string(room.site),
            "company": .string(room.company), "minutes": .integer(room.minutes),
            "open_minutes": .integer(room.openMinutes), "longest_minutes": .integer(room.longest),
            "weeks": .integer(Int64(room.fortnights * 2)),
            "bookings": .array(room.bookings.map { .string($0.text) }),
        ]
    }
}
