internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso record show --as-of`: a record as it was.
struct RecordPast {
    let session: Session
    let replica: Replica

    /// - Parameters:
    ///   - name: a record as people name it; one that is deleted now, by its whole key.
    ///   - text: a time as people type it, or a transaction.
    func show(_ name: String, asOf text: String) throws {
        let desk = RecordDesk(replica)
        let (table, key) = try desk.everExisting(name)
        let moment = try moment(text)
        let past = try History(replica).past(table, key, at: moment)
        let record = try replica.record(table, key)
        session.document(
            "record.past", replica, json(past, table, key, text, isThereNow: record != nil))
        try session.printer.remark(
            Catalogue.Record.title(
                id: key.text, kind: Phrase(desk.kind(table).label),
                label: record.map { try desk.title($0, in: session.language) } ?? key.text))
        if record == nil { session.printer.remark(Catalogue.History.deletedNow, indent: 2) }
        guard past.isThere else {
            let then = told(moment)
            return session.printer.remark(
                past.wasKnown
                    ? Catalogue.History.deletedThen(then) : Catalogue.History.notThereYet(then),
                indent: 2)
        }
        session.printer.remark(Catalogue.History.asOf(told(moment)), indent: 2)
        try say(past, table)
    }

    private func say(_ past: PastRecord, _ kind: String) throws {
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        let words = CellText(session, table: kind)
        for cell in past.cells where !cell.shown.isNull || cell.standing == .open || cell.isTrimmed
        {
            table.add([.init(words.label(cell.name)), try value(cell, kind, words)])
        }
        session.printer.table(table, indent: 2)
    }

    private func moment(_ text: String) throws -> PastMoment {
        if text.uppercased().hasPrefix("R-") || Dot(text) != nil {
            do {
                return .transaction(try TransactionName.find(text, in: replica))
            } catch UndoProblem.noTransaction(let text) {
                throw Problem.noTransaction(text)
            } catch UndoProblem.ambiguous(let text, let candidates) {
                throw Problem.ambiguous(text, ids: candidates)
            }
        }
        return .time(milliseconds: try session.since(text, flag: "--as-of") ?? session.now)
    }

    private func told(_ moment: PastMoment) -> String {
        switch moment {
        case .time(let milliseconds): session.stamp(milliseconds)
        case .transaction(let dot): "\(TransactionName.short(dot)) (\(dot))"
        }
    }

    private func value(
        _ cell: PastRecord.Cell, _ kind: String, _ words: CellText
    ) throws -> TextTable.Cell {
        if cell.isTrimmed { return .init(session.text(Catalogue.History.trimmed)) }
        if cell.standing != .open, session.printer.mode == .text,
            case .reference(let other)? = NetworkSchema.kind(kind)?.field(cell.name)?.type,
            let key = cell.shown.text.flatMap({ RecordKey($0) }),
            let record = try replica.record(other, key)
        {
            // What it referred to then, by the name that this has now.
            let title = try RecordDesk(replica).title(record, in: session.language)
            return .init(title == key.text ? title : "\(key) \(title)")
        }
        guard cell.standing == .open else { return words.cell(cell.name, cell.shown) }
        let values = cell.siblings.map { words.value(cell.name, $0.value) }
        return .init(session.text(Catalogue.Word.undecided(values)), .attention)
    }

    private func json(
        _ past: PastRecord, _ table: String, _ key: RecordKey, _ text: String, isThereNow: Bool
    ) -> JSON {
        var fields = JSON.Object()
        for cell in past.cells {
            fields[cell.name] =
                cell.standing == .open
                ? [
                    "undecided": true,
                    "values": .array(
                        cell.siblings.map {
                            RecordJSON.json($0.value, table: table, cell: cell.name)
                        }),
                ] : RecordJSON.json(cell.shown, table: table, cell: cell.name)
        }
        return [
            "id": .string(key.text), "kind": .string(table), "as_of": .string(text),
            "exists": .bool(past.isThere), "exists_now": .bool(isThereNow),
            "fields": .object(fields),
        ]
    }
}
