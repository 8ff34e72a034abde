internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// A conflict that is not open any more: who decided what, why and when, and how to take it back.
struct SettledPrinter {
    let session: Session
    let replica: Replica
    let settled: SettledConflict

    private typealias Words = Catalogue.Conflicts
    private var log: LogPrinter { LogPrinter(session, replica) }

    var kind: Phrase {
        if let rule = settled.rule {
            return Words.rule(Phrase(verbatim: rule), kind: settled.kind)
        }
        return settled.cell == ConflictID.existence ? Words.editAndDelete : Words.field
    }

    var stateText: Phrase {
        switch settled.state {
        case "resolved": Words.resolved
        case "superseded": Words.superseded
        case "undone": Words.undone
        default: Words.vanished
        }
    }

    func show() throws {
        let printer = session.printer
        printer.remark(
            Words.title(
                id: settled.id.short(), state: stateText,
                kind: kind, record: try log.record(settled.table, settled.key)))
        if settled.decisions.isEmpty {
            printer.remark(Words.noDecisionNeeded, indent: 2)
        } else {
            printer.gap()
            try log.printTable(settled.decisions, indent: 2)
        }
        printer.gap()
        printer.remark(
            Words.fact(
                Catalogue.Resolution.history, Phrase(verbatim: "moso history \(settled.key)")),
            indent: 2)
        if let successor = settled.successor {
            printer.remark(Words.openAgain(successor.shortID), mark: .attention)
        }
        if let name = settled.standing.map({ TransactionName.short($0.dot) }) {
            printer.remark(
                Words.fact(
                    Words.takeBack, Phrase(verbatim: "moso conflicts undo \(name) --reason …")),
                indent: 2)
        }
    }

    func json() throws -> JSON {
        [
            "id": .string(settled.id.description), "short_id": .string(settled.id.short()),
            "kind": .string(settled.kind),
            "state": .string(settled.state),
            "superseded_by": .optional(settled.successor?.id.description),
            "rule": .optional(settled.rule),
            "record": [
                "kind": .string(settled.table), "id": .string(settled.key.text),
                "label": .string(try log.record(settled.table, settled.key)),
            ],
            "decisions": .array(settled.decisions.map(log.json)),
        ]
    }
}

/// Conflicts that are not open any more, as a table.
struct SettledTable {
    let printer: ConflictPrinter

    private typealias Heading = Catalogue.Heading

    /// Open and settled ones as rows for a program, all with the columns of the open ones and their state last.
    func say(
        open: [InboxItem], _ desk: SuggestionDesk, _ settled: [SettledConflict], _ forks: [Fork]
    ) throws {
        let rows =
            try open.map { try printer.row($0, desk) + ["open"] }
            + settled.map { one in
                [
                    .init(one.id.short()), .init(try printer.recordLabel(one.table, one.key)),
                    .init(about(one)), "", "", "", "", .init(one.state),
                ]
            }
            + forks.map { fork in
                [
                    .init(fork.id.short()), .init(fork.stream.origin.site.name),
                    .init(printer.session.text(Catalogue.Fork.kind)), .init(printer.told(fork)), "",
                    "", "", "vanished",
                ]
            }
        var table = TextTable((0..<8).map { _ in .init("") })
        for row in rows { table.add(row) }
        printer.session.printer.table(table)
    }

    private func about(_ one: SettledConflict) -> String {
        one.rule ?? CellText(printer.session, table: one.table).label(one.cell)
    }

    func say(_ settled: [SettledConflict], _ forks: [Fork]) throws {
        let session = printer.session
        guard !settled.isEmpty || !forks.isEmpty else {
            return session.printer.remark(Catalogue.Conflicts.noneSettled)
        }
        var table = TextTable([
            session.column(Heading.id), session.column(Heading.state),
            session.column(Heading.record, flexible: true),
            session.column(Heading.fieldOrRule, flexible: true), session.column(Heading.by),
            session.column(Heading.when), session.column(Heading.reason, flexible: true),
        ])
        for one in settled {
            let words = SettledPrinter(session: session, replica: printer.replica, settled: one)
            let last = one.standing ?? one.undo
            table.add([
                one.id.short(), session.text(words.stateText),
                try printer.recordLabel(one.table, one.key), about(one), last?.author ?? "",
                last.map { session.stamp($0.milliseconds) } ?? "", last?.reason ?? "",
            ])
        }
        for fork in forks {
            table.add([
                fork.id.short(), session.text(Catalogue.Fork.closed),
                fork.stream.origin.site.name, session.text(Catalogue.Fork.kind), "", "", "",
            ])
        }
        session.printer.table(table)
        session.printer.remark(Catalogue.Conflicts.count(settled.count + forks.count))
    }
}

extension ConflictPrinter {
    func json(_ settled: SettledConflict) throws -> JSON {
        try SettledPrinter(session: session, replica: replica, settled: settled).json()
    }
}
