internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// What a write at the desk has opened in the inbox: whoever makes a second assignment of a seat is
/// told at once, not only whoever looks into the inbox.
struct OpenedConflicts {
    private let session: Session
    private let inbox: ConflictInbox
    private let before: Set<ConflictID>

    /// Before the write.
    init(_ session: Session, _ replica: Replica) throws {
        self.session = session
        inbox = ConflictInbox(replica)
        before = Set(try inbox.items().map(\.id))
    }

    /// After the write, by rising id. The write stands: when the inbox cannot be read, that is said
    /// beside the answer and takes nothing back.
    func items() -> [InboxItem] {
        do {
            return try inbox.items().filter { !before.contains($0.id) }
        } catch {
            session.printer.note(Catalogue.Conflicts.notLooked("\(error)"))
            return []
        }
    }

    /// One line for each, below the answer.
    func say(_ items: [InboxItem]) {
        for item in items {
            session.printer.say(
                Catalogue.Conflicts.opened(item.shortID, about: about(item)), mark: .attention,
                indent: 2)
        }
    }

    /// The same of what an undo has opened again.
    func sayAgain(_ items: [InboxItem]) {
        guard let first = items.first else { return }
        session.printer.say(
            Catalogue.Conflicts.openedAgain(first.shortID, others: items.count - 1),
            mark: .attention, indent: 2)
    }

    private func about(_ item: InboxItem) -> Phrase {
        switch item.content {
        case .rule(let finding): Phrase(finding.rule.label)
        case .cell(let cell):
            Phrase(verbatim: CellText(session, table: cell.table).label(cell.cell))
        case .fork: Catalogue.Fork.kind
        }
    }

    /// The answer's document with what it opened.
    func document(_ record: JSON, _ items: [InboxItem]) -> JSON {
        guard case .object(var object) = record else { return record }
        object["opened_conflicts"] = .array(
            items.map { item in
                [
                    "id": .string(item.id.description), "short_id": .string(item.shortID),
                    "kind": .string(item.kind), "rule": .optional(item.ruleName),
                    "label": .string(session.text(about(item))),
                ]
            })
        return .object(object)
    }
}
