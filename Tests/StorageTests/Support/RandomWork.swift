import Causality
import Storage

/// One edit of a random kind on one of five leases, as staff at a site might make it.
enum RandomWork {
    static func edit(_ replica: Replica, _ random: inout SeededGenerator) throws {
        let row = key("L-\(Int.random(in: 0..<5, using: &random))")
        let exists = try replica.record("lease", row) != nil
        let pick = Int.random(in: 0..<12, using: &random)
        try replica.edit(author: "test", reason: nil) { draft in
            guard exists else {
                // One owning site for each key: a record lives in one scope.
                let owner = row.text.utf8.last.map { $0 % 2 == 0 } == true ? "anji" : "beijing"
                return try draft.insert(
                    "lease", row,
                    [
                        "site": .text(owner),
                        "rent": .integer(Int64.random(in: 1...3, using: &random)),
                    ])
            }
            let number = Value.integer(Int64.random(in: 1...4, using: &random))
            switch pick {
            case 0, 1: try draft.set("lease", row, ["rent": number])
            case 2: try draft.set("lease", row, ["label": .text("\(number)")])
            case 3: try draft.set("lease", row, ["top": number, "low": number])
            case 4:
                let stage = ["draft", "signed", "closed", "extended"].randomElement(using: &random)
                try draft.set("lease", row, ["stage": .text(stage ?? "draft")])
            case 5: try draft.set("lease", row, ["tags": .text("b\(number),a")])
            case 6: try draft.add("lease", row, "visits", 2)
            case 7: try draft.set("lease", row, ["from_day": .text("2023-0\(number)-01")])
            case 8: try draft.delete("lease", row)
            case 9:
                try draft.set(
                    "lease", row, ["decided": .text("\(number)"), "first_seen": number.asText])
            case 10:
                guard let record = try replica.record("lease", row), !record.marks.isEmpty else {
                    return
                }
                try draft.keep("lease", row, marks: record.marks)
            default:
                guard let conflict = try replica.openConflicts().first(where: { $0.cell != "*" })
                else { return }
                try draft.resolve(
                    conflict.table, conflict.key, cell: conflict.cell,
                    value: conflict.siblings[0].value, replacing: conflict.siblings.map(\.dot))
            }
        }
    }
}

extension Value {
    var asText: Value { .text(description) }
}
