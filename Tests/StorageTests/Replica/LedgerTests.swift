import Causality
import Storage
import Testing

struct LedgerTests {
    @Test func `three writes that did not know of each other give three pairs and one item`() throws
    {
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        try lease(replicas[0])
        for other in replicas.dropFirst() { try carry(from: replicas[0], to: other) }
        for (at, replica) in replicas.enumerated() {
            try replica.edit(author: "t") {
                try $0.set("lease", key("L"), ["rent": .integer(Int64(at) + 1)])
            }
        }
        exchange(replicas)
        for replica in replicas {
            let pairs = try replica.ledger(of: "lease", key("L"))
            #expect(pairs.count == 3 && pairs.allSatisfy { $0.cell == "rent" })
            #expect(try replica.openConflicts().count == 1)
        }
    }

    @Test func `writes that agree, and sums and unions, stand in no ledger`() throws {
        let sites = Sites()
        let a = try sites.make("anji")
        let b = try sites.make("beijing")
        try lease(a)
        try carry(from: a, to: b)
        for (replica, tag) in [(a, "x"), (b, "y")] {
            try replica.edit(author: "t") { draft in
                try draft.set("lease", key("L"), ["rent": .integer(5), "tags": .text(tag)])
                try draft.add("lease", key("L"), "visits", 1)
            }
        }
        exchange([a, b])
        #expect(try a.ledger(of: "lease", key("L")).isEmpty)
    }

    @Test func `a resolution leaves the pairs where they are`() throws {
        let sites = Sites()
        let a = try sites.make("anji")
        let b = try sites.make("beijing")
        try lease(a)
        try carry(from: a, to: b)
        try a.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(1)]) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        exchange([a, b])
        let open = try #require(try a.openConflicts().first)
        try a.edit(author: "t") { draft in
            try draft.resolve(
                "lease", key("L"), cell: "rent", value: .integer(1),
                replacing: open.siblings.map(\.dot))
        }
        exchange([a, b])
        #expect(try b.openConflicts().isEmpty)
        #expect(try a.ledger(of: "lease", key("L")).count == 1)
        #expect(try b.ledger(of: "lease", key("L")) == a.ledger(of: "lease", key("L")))
    }

    @Test func `a delete against a write it had not seen is a pair on the existence cell`() throws {
        let sites = Sites()
        let a = try sites.make("anji")
        let b = try sites.make("beijing")
        try lease(a)
        try carry(from: a, to: b)
        try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        exchange([a, b])
        let pairs = try b.ledger(of: "lease", key("L"))
        #expect(pairs.map(\.cell) == ["*"])
        #expect(
            Set(pairs.flatMap { [$0.first.value, $0.second.value] }) == [.integer(0), .integer(1)])
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `the ledger equals its definition over all pairs, at every site`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        for _ in 0..<90 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            if Int.random(in: 0..<5, using: &random) == 0 {
                let other = replicas[Int.random(in: 0..<3, using: &random)]
                if other !== replica { try carry(from: replica, to: other) }
            } else {
                try RandomWork.edit(replica, &random)
            }
        }
        // Half-way histories too: the ledger is a function of what is here, not of having all.
        for replica in replicas { #expect(try ledger(replica) == defined(replica), "seed \(seed)") }
        for _ in 0..<2 { exchange(replicas) }
        let ledgers = try replicas.map(ledger)
        #expect(Set(ledgers).count == 1, "seed \(seed)")
        #expect(try ledgers[0] == defined(replicas[0]), "seed \(seed)")
    }

    private func lease(_ replica: Replica) throws {
        try replica.edit(author: "t") {
            try $0.insert("lease", key("L"), ["site": .text("anji"), "rent": .integer(0)])
        }
    }

    private func ledger(_ replica: Replica) throws -> Set<String> {
        var pairs: Set<String> = []
        try replica.forEachLedgerPair { pair in
            let name = "\(pair.table) \(pair.key) \(pair.cell) \(pair.first.dot) \(pair.second.dot)"
            #expect(pairs.insert(name).inserted, "each pair once")
        }
        return pairs
    }

    /// Every write with every other, literally.
    private func defined(_ replica: Replica) throws -> Set<String> {
        struct Write {
            let cell: String
            let dot: Dot
            let context: VersionVector
            let value: Value
        }
        var writes: [Write] = []
        try replica.forEachTransaction { _, made in
            for operation in made.operations {
                guard let table = replica.schema.table(operation.table) else { continue }
                let note = { (cell: String, value: Value) in
                    writes.append(
                        Write(
                            cell: "\(operation.table) \(operation.key) \(cell)", dot: made.dot,
                            context: made.context, value: value))
                }
                switch operation.change {
                case .insert(let values):
                    for cell in table.cells {
                        note(cell.name, values.first { $0.cell == cell.name }?.value ?? .null)
                    }
                case .set(let values): for write in values { note(write.cell, write.value) }
                case .add, .delete, .keep, .erase: break
                }
                if case .delete = operation.change {
                    note("*", .text("absent"))
                } else {
                    note("*", .text("present"))
                }
            }
        }
        var pairs: Set<String> = []
        for (at, a) in writes.enumerated() {
            for b in writes[(at + 1)...]
            where a.cell == b.cell && a.value != b.value && a.dot != b.dot {
                if a.context.contains(b.dot) || b.context.contains(a.dot) { continue }
                if a.cell.hasSuffix(" tags") || a.cell.hasSuffix(" sectors")
                    || a.cell.hasSuffix(" visits")
                {
                    continue
                }
                pairs.insert("\(a.cell) \(min(a.dot, b.dot)) \(max(a.dot, b.dot))")
            }
        }
        return pairs
    }
}

func exchange(_ replicas: [Replica]) {
    for a in replicas {
        for b in replicas where a !== b {
            do { try carry(from: a, to: b) } catch { Issue.record(error) }
        }
    }
    for a in replicas {
        for b in replicas where a !== b {
            do { try carry(from: a, to: b) } catch { Issue.record(error) }
        }
    }
}
