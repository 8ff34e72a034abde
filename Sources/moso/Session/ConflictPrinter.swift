internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Conflicts as lines, tables and JSON.
struct ConflictPrinter {
    let session: Session
    let replica: Replica
    private let desk: RecordDesk
    let inbox: ConflictInbox
    let since: OpenSince

    private typealias Words = Catalogue.Conflicts
    private typealias Heading = Catalogue.Heading

    init(_ session: Session, _ replica: Replica) throws {
        self.session = session
        self.replica = replica
        desk = RecordDesk(replica)
        inbox = ConflictInbox(replica)
        since = OpenSince(try replica.seenConflicts())
    }

    /// For how long a conflict has been open here; 0 for one that was just found.
    func openMilliseconds(_ item: InboxItem) -> Int64 {
        since.milliseconds(of: item.id).map { Int64(session.now) - Int64($0) } ?? 0
    }

    private func waited(_ item: InboxItem) -> Phrase {
        TimeText.age(seconds: max(0, openMilliseconds(item) / 1_000))
    }

    func recordLabel(_ table: String, _ key: RecordKey) throws -> String {
        guard let record = try replica.record(table, key) else { return key.text }
        let title = try desk.title(record, in: session.language)
        return title == key.text ? title : "\(key) \(title)"
    }

    /// A record's key and title; where there is little room, the title.
    private func recordCell(_ table: String, _ key: RecordKey) throws -> TextTable.Cell {
        let short = try replica.record(table, key).map {
            try desk.title($0, in: session.language)
        }
        return .init(try recordLabel(table, key), short: short)
    }

    func table(_ items: [InboxItem]) throws -> TextTable {
        var table = TextTable([
            session.column(Heading.id), session.column(Heading.record, flexible: true),
            session.column(Heading.fieldOrRule, flexible: true),
            session.column(Heading.sides, flexible: true), session.column(Heading.waited),
        ])
        for item in items {
            let age = session.text(waited(item))
            switch item.content {
            case .cell(let cell):
                let text = CellText(session, table: cell.table)
                let gone = try inbox.deletes(cell).map {
                    "\($0.site) \(session.text(Words.deleted))"
                }
                let sides =
                    try gone
                    + inbox.sides(cell).map { side in
                        "\(side.site) \(try told(side, cell, text))"
                    }
                table.add([
                    .init(item.shortID), try recordCell(cell.table, cell.key),
                    .init(text.label(cell.cell)),
                    .init(sides.joined(separator: " / "), isFirm: text.isFirm(cell.cell)),
                    .init(age),
                ])
            case .rule(let finding):
                let records = try finding.rows.map { try recordLabel($0.table, $0.key) }
                let titles = try finding.rows.map {
                    let cell = try recordCell($0.table, $0.key)
                    return cell.short ?? cell.text
                }
                table.add([
                    .init(item.shortID),
                    .init(
                        records.joined(separator: " / "), short: titles.joined(separator: " / ")),
                    .init("\(finding.rule.rawValue) \(session.label(finding.rule.label))"),
                    .init(session.label(finding.detail)), .init(age),
                ])
            case .fork(let fork):
                table.add([
                    item.shortID, fork.stream.origin.site.name,
                    session.text(Catalogue.Fork.kind),
                    session.text(
                        Catalogue.Fork.record(stream: fork.stream.description, seq: fork.seq)), age,
                ])
            }
        }
        return table
    }

    func show(_ item: InboxItem) throws {
        switch item.content {
        case .cell(let cell): try show(item, cell)
        case .rule(let finding): try show(item, finding)
        case .fork(let fork): try show(item, fork)
        }
    }

    private func show(_ item: InboxItem, _ fork: Fork) throws {
        let printer = session.printer
        let site = fork.stream.origin.site.name
        printer.remark(
            Words.title(
                id: item.shortID, state: Words.openFor(waited(item)), kind: Catalogue.Fork.kind,
                record: session.text(
                    Catalogue.Fork.record(stream: fork.stream.description, seq: fork.seq))))
        printer.remark(Catalogue.Fork.what(site: site), indent: 2)
        printer.gap()
        for branch in fork.branches {
            let first = try replica.transaction(branch.first)
            printer.remark(
                Catalogue.Fork.branch(
                    branch.stream.description, count: branch.count, author: first?.author ?? "",
                    when: session.stamp(first?.stamp.milliseconds ?? 0)), indent: 4)
        }
        printer.gap()
        printer.remark(Catalogue.Fork.toDo(site: site), indent: 2)
    }

    private func show(_ item: InboxItem, _ cell: CellConflict) throws {
        let printer = session.printer
        let text = CellText(session, table: cell.table)
        let isExistence = cell.cell == ConflictID.existence
        printer.remark(
            Words.title(
                id: item.shortID, state: Words.openFor(waited(item)),
                kind: isExistence ? Words.editAndRetire : Words.field,
                record: try recordLabel(cell.table, cell.key)))
        printer.gap()
        printer.remark(Phrase(verbatim: text.label(cell.cell)), indent: 2)
        let sides = try inbox.sides(cell)
        let base = try inbox.base(cell)
        let deletes = try inbox.deletes(cell)
        printer.table(
            try sidesTable(text, cell, [base].compactMap { $0 } + deletes + sides), indent: 2)
        printer.gap()
        let facts: [(Phrase, Phrase)] = [
            (Words.whyBoth, isExistence ? Words.deleteNotSeen : Words.neitherSaw),
            (Words.policy, rule(cell)),
        ]
        for (title, says) in facts { printer.remark(Words.fact(title, says), indent: 2) }
        if !isExistence, let working = sides.first(where: { $0.value == cell.shown }) {
            let value = text.value(cell.cell, cell.shown)
            printer.remark(
                Words.fact(Words.shownNow, Words.workingValue(value, letter: working.letter)),
                indent: 2)
        }
        let letters =
            isExistence
            ? ["keep", "delete"] : sides.map(\.letter) + (base?.isTrimmed ?? true ? [] : ["base"])
        printer.remark(
            Words.fact(Words.choose, Words.takeCommand(id: item.shortID, letters: letters)),
            indent: 2)
    }

    private func rule(_ cell: CellConflict) -> Phrase {
        let kind = NetworkSchema.kind(cell.table)
        let member = kind?.groups.first { $0.name == cell.cell }?.members.first ?? cell.cell
        let name = kind?.field(member)?.policy.base.name ?? "ask"
        return Catalogue.MergeRule.named(name)
    }

    private func sidesTable(
        _ text: CellText, _ cell: CellConflict, _ sides: [ConflictSide]
    ) throws -> TextTable {
        var table = TextTable([
            .init(""),
            session.column(
                cell.cell == ConflictID.existence ? Words.did : Heading.value, flexible: true),
            session.column(Heading.by),
            session.column(Heading.site), session.column(Heading.when),
            session.column(Heading.reason, flexible: true), session.column(Heading.operation),
        ])
        for side in sides {
            let isBase = side.letter == "base"
            table.add([
                .init(isBase ? session.text(Words.base) : side.letter),
                .init(
                    side.letter.isEmpty
                        ? session.text(Words.deleted) : try told(side, cell, text),
                    isFirm: text.isFirm(cell.cell)),
                .init(by(side)), .init(side.site.name), .init(session.stamp(side.milliseconds)),
                .init(session.told(reason: side.reason)), .init(side.dot.description),
            ])
        }
        return table
    }

    /// A side's value; of existence, what it did.
    private func told(_ side: ConflictSide, _ cell: CellConflict, _ text: CellText) throws -> String
    {
        if side.isTrimmed { return session.text(Catalogue.History.trimmed) }
        guard cell.cell == ConflictID.existence else { return text.value(cell.cell, side.value) }
        switch try inbox.edit(side, cell) {
        case .added: return session.text(Words.added)
        case .kept: return session.text(Words.saidStays)
        case .set(let cells):
            let marks = session.printer.marks
            let changes = cells.map {
                "\(text.label($0.cell)) \(marks.arrow) \(text.value($0.cell, $0.value))"
            }
            return session.text(Words.edited(changes.joined(separator: ", ")))
        }
    }

    private func show(_ item: InboxItem, _ finding: Finding) throws {
        let printer = session.printer
        printer.remark(
            Words.title(
                id: item.shortID, state: Words.openFor(waited(item)),
                kind: Words.rule(Phrase(finding.rule.label)), record: finding.rule.rawValue))
        printer.remark(Phrase(finding.detail), indent: 2)
        printer.gap()
        for row in finding.rows {
            printer.remark(Phrase(verbatim: try recordLabel(row.table, row.key)), indent: 4)
        }
        guard !finding.options.isEmpty else { return }
        printer.gap()
        guard !finding.options.isEmpty else {
            return printer.remark(Words.fact(Words.choose, Catalogue.Usage.noOption), indent: 2)
        }
        printer.remark(Words.choose, indent: 2)
        for (at, option) in finding.options.enumerated() {
            printer.remark(
                Phrase(verbatim: "\(at + 1)  ").joined(Phrase(option.label)), indent: 4)
        }
        printer.remark(
            Words.optionCommand(id: item.shortID, count: finding.options.count), indent: 2)
    }

    /// Who wrote a side, and who brought it back.
    private func by(_ side: ConflictSide) -> String {
        guard let revival = side.broughtBack else { return side.author }
        return session.text(Words.broughtBack(side.author, by: revival.author))
    }
}
