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

    private var kind: Phrase {
        if let rule = settled.rule { return Words.rule(Phrase(verbatim: rule)) }
        return settled.cell == ConflictID.existence ? Words.editAndRetire : Words.field
    }

    func show() throws {
        let printer = session.printer
        let isResolved = settled.standing != nil
        printer.remark(
            Words.title(
                id: settled.id.short(), state: isResolved ? Words.resolved : Words.vanished,
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
        if let name = settled.standing.map({ TransactionName.short($0.dot) }) {
            printer.remark(
                Words.fact(
                    Words.takeBack, Phrase(verbatim: "moso conflicts undo \(name) --reason …")),
                indent: 2)
        }
    }

    func json() throws -> JSON {
        let kind = settled.rule != nil ? "rule" : nil
        return [
            "id": .string(settled.id.description), "short_id": .string(settled.id.short()),
            "kind": .string(
                kind ?? (settled.cell == ConflictID.existence ? "edit-vs-retire" : "field")),
            "state": settled.standing == nil ? "vanished" : "resolved",
            "rule": .optional(settled.rule),
            "record": [
                "kind": .string(settled.table), "id": .string(settled.key.text),
                "label": .string(try log.record(settled.table, settled.key)),
            ],
            "decisions": .array(settled.decisions.map(log.json)),
        ]
    }
}
