internal import Causality
internal import Storage
internal import Wire

// Taking back what one wrote oneself, with one press.
//
// Names are those of the people of this machine, so what a site wrote elsewhere under the same name is somebody
// else's. An undo takes the whole action, of which the viewer may have seen a part: the right is asked for all
// that it restored, before it is committed.

extension LedgerDesk {
    /// Takes back what this viewer wrote.
    ///
    /// - Parameter dot: the whole name of the transaction.
    /// - Throws: the problem that it is somebody else's, that the role may not write (or decide) all that the action
    ///   wrote, or that the same field was written since.
    public func takeBack(_ dot: String) throws {
        guard let parsed = Dot(dot), try replica.vector({ _ in true }).contains(parsed),
            let made = try replica.transaction(parsed), isTheirs(made)
        else { throw Problem.noTransaction(dot) }
        guard try mayUndo(made, of: made.operations.map(\.table)) else {
            throw Problem.roleMayNot(viewer.role)
        }
        do {
            try replica.write {
                let done = try UndoDesk(replica).undo(
                    dot, force: false, author: viewer.name, reason: nil)
                guard try mayUndo(made, of: done.cells.map(\.table)) else {
                    throw Problem.roleMayNot(viewer.role)
                }
            }
        } catch let error as UndoProblem {
            throw Problem.undo(error)
        }
    }

    /// Whether this viewer wrote it, at this site.
    func isTheirs(_ made: Transaction) -> Bool {
        made.author == viewer.name && made.dot.stream.origin.site == replica.meta.site
    }

    /// Whether this viewer may undo in records of these kinds what was written like this.
    func mayUndo(_ made: Transaction, of kinds: [String]) throws -> Bool {
        let verb: Verb = try isDecision(made) ? .decide : .write
        return kinds.allSatisfy { viewer.role.may(verb, kind: $0) }
    }

    private func isDecision(_ made: Transaction) throws -> Bool {
        if DecisionNote.parse(made.reason) != nil { return true }
        let log = DecisionLog(replica)
        return try made.operations.contains { operation in
            guard case .set(let writes) = operation.change else { return false }
            return try writes.contains {
                $0.replaces.count > 1
                    ? try log.isDecision(made.dot, operation.table, operation.key, $0.cell) : false
            }
        }
    }
}
