import Causality
import Storage
import Testing
import Wire

/// Whether what a replica gives of its log piece by piece, from what it may have opened before, is what it
/// gives when it reads a transaction whole; and whether what is open is the same asked at once and row by
/// row.
func expectOpenedAgrees(_ replica: Replica, _ note: Comment = "") throws {
    var dots: [Dot] = []
    var rows: Set<RuleRow> = []
    try replica.forEachTransaction { _, made in
        dots.append(made.dot)
        for operation in made.operations + made.evidence {
            rows.insert(RuleRow(table: operation.table, key: operation.key))
        }
    }
    for dot in dots {
        var whole = try #require(try replica.transaction(dot), note)
        let operations = whole.operations
        whole.operations = []
        whole.evidence = []
        #expect(try replica.heading(dot) == whole, note)
        for row in rows {
            let found = try replica.operations(of: dot, on: row.table, row.key)
            let there = operations.filter { $0.table == row.table && $0.key == row.key }
            #expect(found == there, "\(dot) on \(row): \(note)")
        }
    }
    let known = Set(replica.schema.tables.map(\.name))
    let each = try rows.filter { known.contains($0.table) }.flatMap { row in
        try replica.openConflicts(of: row.table, row.key)
    }
    #expect(try replica.openConflicts().map(Facts.init) == each.map(Facts.init).sorted(), note)
    let outline = try replica.openConflictsInOutline().map(Outline.init)
    #expect(outline == each.sorted { $0.id < $1.id }.map(Outline.init), note)
}

/// What an outline of a conflict says.
private struct Outline: Hashable {
    let id: ConflictID
    let cell: [String]
    let siblings: [Sibling]
    let marks: [Dot]
    init(_ conflict: CellConflict) {
        id = conflict.id
        cell = [conflict.table, conflict.key.text, conflict.cell]
        siblings = conflict.siblings
        marks = conflict.marks
    }
}

/// All that a conflict says.
private struct Facts: Hashable, Comparable {
    let text: String
    init(_ conflict: CellConflict) {
        text = """
            \(conflict.id) \(conflict.table) \(conflict.key) \(conflict.scope) \(conflict.cell) \
            \(conflict.siblings) \(conflict.marks) \(conflict.shown) \
            \(conflict.owner.map { "\($0)" } ?? "nobody")
            """
    }
    static func < (a: Facts, b: Facts) -> Bool { a.text < b.text }
}
