internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Decisions, undos and the ledger as tables and JSON.
struct LogPrinter {
    let session: Session
    let replica: Replica
    private let desk: RecordDesk

    init(_ session: Session, _ replica: Replica) {
        self.session = session
        self.replica = replica
        desk = RecordDesk(replica)
    }

    private typealias Text = Catalogue.Undo

    private func text(_ phrase: Phrase) -> String { phrase.text(session.language) }

    private func table(_ titles: [Phrase], wide: Set<Int>) -> TextTable {
        TextTable(
            titles.enumerated().map {
                TextTable.Column(text($1), isFlexible: wide.contains($0))
            })
    }

    func record(_ table: String, _ key: RecordKey) throws -> String {
        guard let record = try replica.record(table, key) else { return key.text }
        let title = try desk.title(record, in: session.language)
        return title == key.text ? title : "\(key) \(title)"
    }

    private func field(_ table: String, _ cell: String) -> Phrase {
        Phrase(verbatim: CellText(session, table: table).label(cell))
    }

    private func display(_ table: String, _ cell: String, _ value: Value) -> String {
        if cell == ConflictID.existence {
            return text(value == .integer(0) ? Text.absent : Text.present)
        }
        return CellText(session, table: table).value(cell, value)
    }

    // MARK: Decisions

    /// - Parameter isPartial: whether some of what was decided may be trimmed, so that none shown does
    ///   not mean that there was none.
    func print(_ decisions: [Decision], isPartial: Bool) throws {
        guard !decisions.isEmpty else {
            return isPartial ? () : session.printer.remark(Text.noDecisions)
        }
        session.printer.remark(Text.decisions)
        try printTable(decisions)
    }

    func printTable(_ decisions: [Decision], indent: Int = 0) throws {
        var table = decisionTable
        for decision in decisions { table.add(try row(decision)) }
        session.printer.table(table, indent: indent)
    }

    private var decisionTable: TextTable {
        table(
            [
                Text.when, Text.id, Text.record, Text.what, Text.by, Text.site, Text.conflict,
                Text.reason,
            ], wide: [2, 3, 7])
    }

    private func row(_ decision: Decision) throws -> [String] {
        [
            session.stamp(decision.milliseconds), TransactionName.short(decision.dot),
            try record(decision.table, decision.key), what(decision), decision.author,
            decision.dot.stream.origin.site.name,
            (decision.conflict ?? decision.undoneConflict)?.short() ?? "",
            session.told(reason: decision.reason),
        ]
    }

    /// All of it for a program: rows with the columns of a decision. In place of its id, `ledger` and `auto` say
    /// what else a row is.
    func printRows(
        _ decisions: [Decision], _ pairs: [LedgerPair], _ settled: [CellConflict]
    ) throws {
        var table = decisionTable
        let rest = ["", "", "", ""]
        for decision in decisions { table.add(try row(decision)) }
        for pair in pairs {
            let what =
                "\(text(field(pair.table, pair.cell))): "
                + "\(side(pair, pair.first)) / \(side(pair, pair.second))"
            table.add(
                [
                    session.stamp(pair.stamp.milliseconds), "ledger",
                    try record(pair.table, pair.key), what,
                ] + rest)
        }
        for cell in settled {
            let shown = display(cell.table, cell.cell, cell.shown)
            let what =
                "\(text(field(cell.table, cell.cell))) \(session.printer.marks.arrow) \(shown)"
            table.add(["", "auto", try record(cell.table, cell.key), what] + rest)
        }
        session.printer.table(table)
    }

    private func what(_ decision: Decision) -> String {
        switch decision.content {
        case .value(let value):
            (decision.rule.map { "\($0) " } ?? "")
                + "\(text(field(decision.table, decision.cell))) \(session.printer.marks.arrow) "
                + display(decision.table, decision.cell, value)
        case .kept: text(Text.kept)
        case .deleted: text(Text.deleted)
        case .undid(let dot): text(Text.undid(TransactionName.short(dot)))
        }
    }

    // MARK: The ledger

    func print(_ pairs: [LedgerPair], isPartial: Bool) throws {
        defer { if isPartial { session.printer.remark(Text.olderTrimmed) } }
        guard !pairs.isEmpty else {
            return isPartial ? () : session.printer.remark(Text.noLedger)
        }
        session.printer.remark(Text.ledger)
        var table = table(
            [Text.record, Text.field, Text.one, Text.other], wide: [0, 1, 2, 3])
        for pair in pairs {
            table.add([
                .init(try record(pair.table, pair.key)),
                .init(text(field(pair.table, pair.cell))),
                .init(side(pair, pair.first)), .init(side(pair, pair.second)),
            ])
        }
        session.printer.table(table)
    }

    private func side(_ pair: LedgerPair, _ write: LedgerWrite) -> String {
        "\(write.dot.stream.origin.site) \(display(pair.table, pair.cell, write.value)) "
            + TransactionName.short(write.dot)
    }

    func print(_ settled: [CellConflict]) throws {
        guard !settled.isEmpty else { return session.printer.remark(Text.noneAutomatic) }
        session.printer.remark(Text.automatic)
        var table = table([Text.record, Text.field, Text.shown], wide: [0, 1, 2])
        for cell in settled {
            table.add([
                .init(try record(cell.table, cell.key)), .init(text(field(cell.table, cell.cell))),
                .init(display(cell.table, cell.cell, cell.shown)),
            ])
        }
        session.printer.table(table)
    }

    // MARK: Undo

    /// - Parameter opened: says what it opened, before how it is undone itself.
    func print(_ done: UndoDesk.Done, dryRun: Bool, opened: () -> Void) throws {
        guard let new = done.dots.first else { return }
        let name = TransactionName.short(new)
        let undone = TransactionName.short(done.undone)
        if dryRun {
            session.printer.say(Text.wouldUndo(undone))
        } else {
            session.printer.say(Text.undone(undone, as: name), mark: .done)
        }
        for cell in done.cells {
            let record = try record(cell.table, cell.key)
            let field = field(cell.table, cell.cell)
            let values = cell.values.map { display(cell.table, cell.cell, $0) }
            let phrase =
                cell.cell == ConflictID.existence
                ? try existence(cell, record, dryRun: dryRun)
                : values.count == 1
                    ? Text.restored(record: record, field: field, value: values[0])
                    : Text.both(
                        record: record, field: field, values: values.joined(separator: " / "))
            session.printer.say(phrase, indent: 2)
        }
        for obstacle in done.overridden {
            session.printer.say(
                Text.overrode(try phrase(obstacle, withValue: true)), mark: .attention, indent: 2)
        }
        if dryRun { return session.printer.say(Catalogue.Word.nothingWritten) }
        opened()
        session.printer.remark(Text.staysInLog(redo: "moso undo \(name)"), indent: 2)
    }

    /// What became of a record's existence. A rehearsal has left everything as it was.
    private func existence(_ cell: UndoneCell, _ name: String, dryRun: Bool) throws -> Phrase {
        if dryRun { return Text.existence(record: name) }
        guard let record = try replica.record(cell.table, cell.key) else {
            return Text.goneAgain(record: name)
        }
        return record.marks.isEmpty ? Text.thereAgain(record: name) : Text.staysOpen(record: name)
    }

    /// One cell that stands in the way of an undo: which, and who wrote it since.
    func phrase(_ obstacle: UndoObstacle, withValue: Bool = false) throws -> Phrase {
        let record = try record(obstacle.table, obstacle.key)
        let by = try obstacle.by.map { dot in
            let author = try replica.transaction(dot)?.author ?? ""
            let write = try History(replica).write(
                dot, obstacle.table, obstacle.key, obstacle.cell)
            let value = write.map { display(obstacle.table, obstacle.cell, $0.value) }
            return (withValue ? value.map { $0 + " " } ?? "" : "")
                + "\(TransactionName.short(dot)) \(author) (\(dot.stream.origin.site))"
        }.joined(separator: ", ")
        let field = field(obstacle.table, obstacle.cell)
        return Phrase(verbatim: "\(record) \(text(field))  \(by)")
    }

    // MARK: JSON

    func json(
        _ decisions: [Decision], _ pairs: [LedgerPair], _ settled: [CellConflict], isPartial: Bool
    ) -> JSON {
        [
            "older_trimmed": .bool(isPartial),
            "decisions": .array(decisions.map(json)), "ledger": .array(pairs.map(json)),
            "automatic": .array(
                settled.map { cell in
                    [
                        "table": .string(cell.table), "key": .string(cell.key.text),
                        "cell": .string(cell.cell),
                        "shown": RecordJSON.json(
                            cell.shown, table: cell.table, cell: cell.cell),
                        "dots": .array(cell.siblings.map { .string($0.dot.description) }),
                    ]
                }),
        ]
    }

    func json(_ decision: Decision) -> JSON {
        var value = JSON.null
        var undoes = JSON.null
        let kind: JSON
        switch decision.content {
        case .value(let chosen):
            kind = "resolve"
            value = RecordJSON.json(chosen, table: decision.table, cell: decision.cell)
        case .kept: kind = "keep"
        case .deleted: kind = "delete"
        case .undid(let dot):
            kind = "undo"
            undoes = .string(dot.description)
        }
        return [
            "id": .string(TransactionName.short(decision.dot)),
            "op": .string(decision.dot.description), "kind": kind,
            "table": .string(decision.table), "key": .string(decision.key.text),
            "cell": .string(decision.cell), "value": value, "undoes": undoes,
            "rule": .optional(decision.rule),
            "decided_by": .optional(RuleNote.parse(decision.reason)?.rule),
            "conflict": .optional((decision.conflict ?? decision.undoneConflict)?.description),
            "person": .string(decision.author),
            "site": .string(decision.dot.stream.origin.site.name),
            "written_at": .time(Int64(decision.milliseconds)),
            "reason": .optional(decision.reason),
        ]
    }

    /// On the existence cell a delete's value is 0 and that of every other write 1.
    private func json(_ pair: LedgerPair) -> JSON {
        [
            "table": .string(pair.table), "key": .string(pair.key.text),
            "cell": .string(pair.cell), "first": .string(pair.first.dot.description),
            "second": .string(pair.second.dot.description),
            "first_value": RecordJSON.json(
                pair.first.value, table: pair.table, cell: pair.cell),
            "second_value": RecordJSON.json(
                pair.second.value, table: pair.table, cell: pair.cell),
        ]
    }

    func json(_ done: UndoDesk.Done, dryRun: Bool) -> JSON {
        // What a rehearsal wrote has no name: another transaction will get it.
        let dots = dryRun ? [] : done.dots
        return [
            "undone": .string(done.undone.description), "dry_run": .bool(dryRun),
            "ops": .array(dots.map { .string($0.description) }),
            "id": .optional(dots.first.map(TransactionName.short)),
            "overridden": .array(
                done.overridden.map { obstacle in
                    [
                        "table": .string(obstacle.table), "key": .string(obstacle.key.text),
                        "cell": .string(obstacle.cell),
                        "ops": .array(obstacle.by.map { .string($0.description) }),
                    ]
                }),
            "cells": .array(
                done.cells.map { cell in
                    [
                        "table": .string(cell.table), "key": .string(cell.key.text),
                        "cell": .string(cell.cell),
                        "values": .array(
                            cell.values.map {
                                RecordJSON.json($0, table: cell.table, cell: cell.cell)
                            }),
                    ]
                }),
        ]
    }
}
