internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso record show --as-of`: a record as it was.
struct RecordPast {
    let session: Session
    let replica: Replica

    /// - Parameter text: a time as people type it, or a transaction.
    func show(_ record: Record, asOf text: String) throws {
        let moment = try moment(text)
        let past = try History(replica).past(record, at: moment)
        let desk = RecordDesk(replica)
        let kind = try desk.kind(record.table)
        session.document("record.past", replica, json(record, past, text))
        session.printer.remark(
            Catalogue.Record.title(
                id: record.key.text, kind: Phrase(kind.label),
                label: try desk.title(record, in: session.language)))
        guard past.isThere else {
            return session.printer.remark(Catalogue.History.notThereYet(told(moment)), indent: 2)
        }
        session.printer.remark(Catalogue.History.asOf(told(moment)), indent: 2)
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        let words = CellText(session, table: record.table)
        for cell in past.cells where !cell.shown.isNull || cell.standing == .open || cell.isTrimmed
        {
            table.add([.init(words.label(cell.name)), value(cell, words)])
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

    private func value(_ cell: PastRecord.Cell, _ words: CellText) -> TextTable.Cell {
        if cell.isTrimmed { return .init(session.text(Catalogue.History.trimmed)) }
        guard cell.standing == .open else { return words.cell(cell.name, cell.shown) }
        let values = cell.siblings.map { words.value(cell.name, $0.value) }
        return .init(session.text(Catalogue.Word.undecided(values)), .attention)
    }

    private func json(_ record: Record, _ past: PastRecord, _ text: String) -> JSON {
        var fields = JSON.Object()
        for cell in past.cells {
            fields[cell.name] =
                cell.standing == .open
                ? [
                    "undecided": true,
                    "values": .array(
                        cell.siblings.map {
                            RecordJSON.json($0.value, table: record.table, cell: cell.name)
                        }),
                ] : RecordJSON.json(cell.shown, table: record.table, cell: cell.name)
        }
        return [
            "id": .string(record.key.text), "kind": .string(record.table),
            "as_of": .string(text), "exists": .bool(past.isThere), "fields": .object(fields),
        ]
    }
}
