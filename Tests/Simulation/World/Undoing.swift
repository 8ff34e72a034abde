package import Causality

/// What came of taking a transaction back.
package enum UndoAnswer: Sendable {
    /// By these transactions.
    case done([Dot])
    /// Somebody has written there since.
    case refused
    /// Nothing of it is left.
    case nothing
}

/// An undo as an onlooker sees it.
package struct Undoing: Sendable {
    /// The transactions that were to be taken back: one, or all parts of an action.
    package let parts: [Transaction]
    /// Whether it was done though others have written since.
    package let isForced: Bool
    /// The log of the site before.
    package let before: [Transaction]
    package let answer: UndoAnswer
}

/// What has rotted in the file of a site.
package enum Rot: Hashable, Sendable {
    /// A column of a row holds something else.
    case row(RowPlace)
    /// An entry of the log has a changed byte.
    case entry(Dot)
}

extension World {
    /// People at a site take back what some transaction of its log did; `back` counts from the end.
    func undo(at site: WorldSite, back: Int, isForced: Bool) throws {
        guard !site.isDown else { return }
        setClock(site)
        let before = try look { try site.store.transactions() }
        guard !before.isEmpty else { return }
        let chosen = before[before.count - 1 - back % before.count]
        // The hub's word on keys is taken back by another word, and in no other way.
        guard chosen.dot.stream.scope != .roster else { return }
        let parts = before.filter { one in
            one.dot == chosen.dot
                || chosen.action != nil && one.action == chosen.action
                    && one.dot.stream.origin.plain == chosen.dot.stream.origin.plain
        }
        let answer: UndoAnswer
        do {
            answer = try site.store.undo(chosen.dot, isForced: isForced)
        } catch is EditRefusal {
            return counters.sometimes("edit refused")
        } catch {
            site.mayHaveUndone = true
            return try fail(site, error)
        }
        if case .done(let dots) = answer {
            undos.formUnion(dots)
            let made = try look { try site.store.transactions().suffix(dots.count) }
            try noteEdit(Array(made), at: site)
        }
        counters.sometimes(isForced ? "undo forced" : "undo")
        try tell(
            .undone(
                site, Undoing(parts: parts, isForced: isForced, before: before, answer: answer)))
    }
}
