public import Causality
public import Domain
public import Storage
public import Wire

// Notes on open conflicts.
//
// Whose it is, until when it rests and what somebody proposes are no decisions, but the other end has to
// hear of them too, so they are a record like any other: kind `review_note`, one for each conflict, named
// after its id. Notes written apart merge: of proposals every one that no later note had seen is shown,
// with its author, so that nobody's advice is lost because somebody else gave some.

/// What a person proposes.
public struct Proposal: Sendable, Hashable {
    /// The flags that would decide it so: `--take A`.
    public let choice: String
    public let author: String
    public let site: SiteID
    public let reason: String?
    public let milliseconds: UInt64
}

/// What is noted about one conflict.
public struct ReviewNote: Sendable {
    public var assignee: String?
    /// The day on which it is to be looked at again.
    public var snoozedUntil: LocalDay?
    /// By author and time.
    public var proposals: [Proposal] = []

    public func isSnoozed(on today: LocalDay) -> Bool { snoozedUntil.map { today < $0 } ?? false }
}

/// The notes that are here, and writing them.
public struct ReviewNotes {
    private static let table = "review_note"
    private let replica: Replica
    private let notes: [ConflictID: ReviewNote]

    /// Reads them all: there are as many as conflicts that somebody put aside or spoke about.
    public init(_ replica: Replica) throws {
        self.replica = replica
        var notes: [ConflictID: ReviewNote] = [:]
        let desk = RecordDesk(replica)
        try replica.forEachRecord(of: ReviewNotes.table) { record in
            guard let text = desk.value(record, "conflict_id")?.text, let id = ConflictID(text),
                desk.value(record, "retired")?.isNull ?? true
            else { return }
            notes[id] = try ReviewNotes.note(record, replica)
        }
        self.notes = notes
    }

    public subscript(_ id: ConflictID) -> ReviewNote? { notes[id] }

    private static func note(_ record: Record, _ replica: Replica) throws -> ReviewNote {
        let cells = Dictionary(record.cells.map { ($0.name, $0.siblings) }) { first, _ in first }
        // A note made for something else beside this one left its own cells empty.
        let newest = { (cell: String) in
            (cells[cell] ?? []).filter { !$0.value.isNull }
                .max { $0.precedes($1) }?.value.text
        }
        var note = ReviewNote(
            assignee: newest("assignee"),
            snoozedUntil: newest("snoozed_until").flatMap { LocalDay($0) })
        for sibling in cells["proposal"] ?? [] {
            guard let choice = sibling.value.text, let made = try replica.heading(sibling.dot)
            else { continue }
            note.proposals.append(
                Proposal(
                    choice: choice, author: made.author, site: sibling.dot.stream.origin.site,
                    reason: made.reason, milliseconds: made.stamp.milliseconds))
        }
        note.proposals.sort {
            $0.milliseconds == $1.milliseconds
                ? $0.author < $1.author : $0.milliseconds < $1.milliseconds
        }
        return note
    }

    // MARK: Writing

    /// One thing to note; an empty value takes back what was noted.
    public enum Entry: Sendable {
        case assignee(String)
        case snooze(LocalDay?)
        case proposal(String)

        fileprivate var value: (String, Value) {
            switch self {
            case .assignee(let name): ("assignee", name.isEmpty ? .null : .text(name))
            case .snooze(let day): ("snoozed_until", day.map { .text($0.description) } ?? .null)
            case .proposal(let choice): ("proposal", choice.isEmpty ? .null : .text(choice))
            }
        }
    }

    /// Notes something about a conflict.
    public static func write(
        _ entries: [Entry], about item: InboxItem, _ replica: Replica, author: String,
        reason: String?
    ) throws -> [Dot] {
        guard let key = RecordKey("RN-\(item.id.full.prefix(26))") else {
            preconditionFailure("an id makes a key")
        }
        let values = Dictionary(entries.map(\.value)) { $1 }
        return try replica.write {
            // What is shown already is no change; but who proposes it again says who and why anew.
            let shown = try replica.record(table, key)?.cells.first { $0.name == "proposal" }?.shown
            if let again = values["proposal"], !again.isNull, again == shown {
                _ = try replica.edit(author: author, reason: nil) { draft in
                    try draft.set(table, key, ["proposal": .null])
                }
            }
            return try write(values, key, about: item, replica, author: author, reason: reason)
        }
    }

    private static func write(
        _ values: [String: Value], _ key: RecordKey, about item: InboxItem, _ replica: Replica,
        author: String, reason: String?
    ) throws -> [Dot] {
        try replica.edit(author: author, reason: reason) { draft in
            if try replica.record(table, key) == nil {
                let site = item.scope.owner ?? replica.meta.site
                let own: [String: Value] = [
                    "site": .text(site.name), "conflict_id": .text(item.id.description),
                ]
                try draft.insert(table, key, values.merging(own) { given, _ in given })
            } else {
                try draft.set(table, key, values)
            }
        }
    }
}
