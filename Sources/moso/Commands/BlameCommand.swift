internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso blame`: who set each field of a record, where and when.
struct BlameCommand: ParsableCommand {
    static let configuration = CommandConfiguration("blame", Catalogue.Help.blame)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String

    /// One value of a field and the write that it comes from.
    private struct Line {
        let cell: RecordCell
        let value: Value
        let write: CellWriteRecord
        /// Whether another value is shown in its place, as the field's policy says.
        let isPassedOver: Bool
    }

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let desk = RecordDesk(replica)
        let record = try desk.existing(key)
        let lines = try lines(record, replica)
        session.document("blame", replica, .array(lines.map { json(record, $0) }))
        session.printer.remark(
            Catalogue.Record.title(
                id: record.key.text, kind: Phrase(try desk.kind(record.table).label),
                label: try desk.title(record, in: session.language)))
        session.printer.table(try table(session, record, lines))
    }

    /// Of each field that is filled in, or undecided, the writes that are live.
    private func lines(_ record: Record, _ replica: Replica) throws -> [Line] {
        let history = History(replica)
        let schema = NetworkSchema.replica.table(record.table)
        return try record.cells.flatMap { cell -> [Line] in
            let addsUp = schema?.cells.first { $0.name == cell.name }?.policy.addsUp ?? false
            guard !cell.shown.isNull || cell.standing == .open else { return [] }
            let writes = try history.writes(record, cell: cell.name)
            return cell.siblings.compactMap { sibling in
                writes.first { $0.dot == sibling.dot && $0.state != .erasure }.map {
                    Line(
                        cell: cell, value: sibling.value, write: $0,
                        isPassedOver: cell.standing == .settled && !addsUp
                            && sibling.value != cell.shown)
                }
            }
        }
    }

    private func table(_ session: Session, _ record: Record, _ lines: [Line]) throws -> TextTable {
        typealias Heading = Catalogue.Heading
        var table = TextTable([
            session.column(Heading.field, flexible: true),
            session.column(Heading.value, flexible: true), session.column(Heading.by),
            session.column(Heading.site), session.column(Heading.when),
            session.column(Heading.id), session.column(Heading.reason, flexible: true),
            session.column(Heading.operation, optional: true),
        ])
        let text = CellText(session, table: record.table)
        for line in lines {
            let shown = text.value(line.cell.name, line.value)
            let id = RecordJSON.conflictID(record, line.cell).short()
            let value =
                line.cell.standing == .open
                ? session.text(Catalogue.History.undecidedIn(shown, conflict: id))
                : line.isPassedOver ? session.text(Catalogue.History.passedOver(shown)) : shown
            table.add([
                .init(text.label(line.cell.name)),
                .init(value, isFirm: text.isFirm(line.cell.name)),
                .init(line.write.author), .init(line.write.dot.stream.origin.site.name),
                .init(session.stamp(line.write.milliseconds)),
                .init(TransactionName.short(line.write.dot)),
                .init(session.told(reason: line.write.reason)),
                .init(line.write.dot.description),
            ])
        }
        return table
    }

    private func json(_ record: Record, _ line: Line) -> JSON {
        [
            "field": .string(line.cell.name),
            "value": RecordJSON.json(line.value, table: record.table, cell: line.cell.name),
            "undecided": line.cell.standing == .open
                ? .string(RecordJSON.conflictID(record, line.cell).description) : .null,
            // Of an undecided field the working value is.
            "shown": .bool(
                line.cell.standing == .open
                    ? line.value == line.cell.shown : !line.isPassedOver),
            "person": .string(line.write.author),
            "site": .string(line.write.dot.stream.origin.site.name),
            "written_at": .time(Int64(line.write.milliseconds)),
            "op": .string(line.write.dot.description),
            "id": .string(TransactionName.short(line.write.dot)),
            "reason": .optional(line.write.reason),
        ]
    }
}
