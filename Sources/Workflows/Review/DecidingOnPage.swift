internal import Causality
internal import Storage
internal import Wire

/// A decision that somebody made on a page.
public struct PageDecision: Sendable, Hashable {
    public let shortID: String
    public let field: Phrase
    public let value: String
    /// Its short name, and the whole one that undo takes.
    public let name: String
    public let dot: String
    /// What waits next, by its whole id.
    public let next: String?

    public init(
        shortID: String, field: Phrase, value: String, name: String, dot: String, next: String?
    ) {
        self.shortID = shortID
        self.field = field
        self.value = value
        self.name = name
        self.dot = dot
        self.next = next
    }
}

extension ReviewDesk {
    /// Decides the conflict that was shown under this whole id.
    ///
    /// - Parameters:
    ///   - choice: the code of one of the card's choices, or `set`.
    ///   - value: what was typed, with `set`.
    /// - Throws: the problem with it: it has changed since, it is decided elsewhere, the value does not fit.
    public func decide(
        _ token: String, choice: String, value: String, reason: String
    ) throws -> PageDecision {
        let (items, _) = try open()
        let item = try item(token, among: items)
        guard item.id.description == token else {
            throw Problem.conflictChanged(id: token.shortToken, now: item.shortID, undo: nil)
        }
        guard item.mayBeDecided(by: viewer.role) else { throw Problem.roleMayNot(viewer.role) }
        let chooser = ConflictChooser(inbox, language)
        try chooser.permit(item)
        let chosen = try chooser.choice(item, flags(choice, value))
        let why = reason.trimmedOfBlanks
        let made: [Dot]
        do {
            made = try chosen.write(viewer.name, why.isEmpty ? nil : why)
        } catch StorageError.changedSinceSeen {
            throw Problem.conflictChanged(id: item.shortID, now: item.shortID, undo: nil)
        }
        let at = items.firstIndex { $0.id == item.id } ?? 0
        let following = items.dropFirst(at + 1).first ?? items.first { $0.id != item.id }
        return PageDecision(
            shortID: item.shortID, field: chosen.field, value: chosen.value,
            name: made.first.map(TransactionName.short) ?? "",
            dot: made.first?.description ?? "", next: following?.id.description)
    }

    private func flags(_ choice: String, _ value: String) throws -> ChoiceFlags {
        if choice == "set" { return ChoiceFlags(set: value) }
        let parts = choice.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("take", 2): return ChoiceFlags(take: parts[1])
        case ("option", 2): return ChoiceFlags(option: Int(parts[1]))
        default: return ChoiceFlags()
        }
    }

    /// Takes a decision back: the conflict is open again.
    ///
    /// - Throws: the problem that somebody has written the same field since, or nothing is left of it.
    public func undo(_ dot: String, reason: String) throws {
        guard let made = try transaction(dot) else { throw Problem.noTransaction(dot) }
        guard made.operations.allSatisfy({ viewer.role.may(.decide, kind: $0.table) }) else {
            throw Problem.roleMayNot(viewer.role)
        }
        let why = reason.trimmedOfBlanks
        do {
            _ = try UndoDesk(replica).undo(
                dot, force: false, author: viewer.name, reason: why.isEmpty ? nil : why)
        } catch let error as UndoProblem {
            throw Problem.undo(error)
        }
    }
}

extension ReviewDesk {
    /// The transaction of a dot as it was posted, which may name any number: only what the vector holds is
    /// looked up. `nil` for one that is not here.
    private func transaction(_ text: String) throws -> Transaction? {
        guard Dot(text) != nil else { return nil }
        do {
            return try replica.transaction(try TransactionName.find(text, in: replica))
        } catch UndoProblem.noTransaction {
            return nil
        }
    }
}

extension String {
    var trimmedOfBlanks: String {
        var text = Substring(self)
        while text.first?.isWhitespace ?? false { text.removeFirst() }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text)
    }

    /// As much of a whole id as people are shown.
    fileprivate var shortToken: String { String(prefix(6)) }
}

extension Problem {
    /// What a refused undo means, for whoever sees no lists of cells.
    static func undo(_ error: UndoProblem) -> Problem {
        switch error {
        case .editedSince(let dot, let obstacles):
            undoStale(TransactionName.short(dot), obstacles, command: "moso conflicts undo")
        case .undoneBefore(let dot, let undo):
            undoneBefore(TransactionName.short(dot), by: TransactionName.short(undo))
        case .entry(let dot): undoEntry(TransactionName.short(dot))
        case .nothingToUndo(let dot): undoNothing(TransactionName.short(dot))
        case .noTransaction(let text): noTransaction(text)
        case .ambiguous(let text, let candidates): ambiguous(text, ids: candidates)
        }
    }

    /// The table of rights says no.
    public static func roleMayNot(_ role: Role) -> Problem {
        let name = role.label
        return Problem(
            .roleDenied,
            happened: Phrase(
                zh: "“\(name.zh)”这个角色不能做这件事。", en: "the role \(name.en) may not do this."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "请有权限的同事来做，或请主任改角色。",
                        en: "Ask a colleague who may, or the director for another role."))
            ])
    }
}
