internal import Causality

extension Draft {
    /// What an author says to have seen may be a form's word, or from before an older copy was put back. A
    /// transaction that names what is not here no peer would take, nor anything of its stream after it.
    func checkSeen(_ dots: [Dot], _ at: Int, _ cell: String) throws {
        let row = rows[at]
        let (table, scope) = (places[row.place].table.schema.name, places[row.place].scope)
        guard
            dots.allSatisfy({ $0.stream.scope == scope && replica.streams.vector.contains($0) })
        else { throw StorageError.changedSinceSeen(table: table, key: row.key, cell: cell) }
    }
}
