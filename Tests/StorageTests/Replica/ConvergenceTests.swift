import Causality
import Storage
import Sync
import Testing

/// Random work at three sites with random exchanges: in the end all show the same, and each row is
/// what its log says by definition.
struct ConvergenceTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `replicas that hold the same transactions show the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        for _ in 0..<150 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            if Int.random(in: 0..<6, using: &random) == 0 {
                let other = replicas[Int.random(in: 0..<3, using: &random)]
                if other !== replica { try carry(from: replica, to: other) }
            } else {
                try randomEdit(replica, &random)
            }
        }
        for _ in 0..<2 {
            for a in replicas { for b in replicas where a !== b { try carry(from: a, to: b) } }
        }
        for scope in [ScopeID.common, .site(site("anji")), .site(site("beijing"))] {
            let digests = try replicas.map { try $0.stateDigest(of: scope) }
            #expect(Set(digests).count == 1, "seed \(seed), scope \(scope)")
        }
        let inboxes = try replicas.map { try $0.openConflicts().map(\.id) }
        #expect(Set(inboxes).count == 1, "seed \(seed)")
        for replica in replicas {
            let report = try replica.verify()
            #expect(report.findings.isEmpty, "seed \(seed): \(report.findings)")
        }
    }

    private func randomEdit(_ replica: Replica, _ random: inout SeededGenerator) throws {
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
