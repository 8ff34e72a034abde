import Causality
import Storage
import Testing

struct UndoTests {
    @Test func `the undo of an edit shows the value before it`() throws {
        let a = try Sites().make("anji")
        try lease(a)
        let edit = try a.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(7)]) }
        guard case .done(_, let cells) = try a.undo(edit[0], author: "t", reason: nil) else {
            Issue.record("refused")
            return
        }
        #expect(cells.map(\.cell) == ["rent"])
        #expect(try picture(a)["rent"] == ["0"])
    }

    @Test func `the undo of a resolution makes both values live again, at every site`() throws {
        let (a, b, decision) = try resolved()
        guard case .done(let dots, _) = try a.undo(decision, author: "t", reason: nil) else {
            Issue.record("refused")
            return
        }
        #expect(dots.count == 2)
        exchange([a, b])
        for site in [a, b] {
            #expect(try picture(site)["rent"] == ["1", "2"])
            #expect(try site.openConflicts().map(\.cell) == ["rent"])
        }
        // And the undo of the undo decides again as before.
        _ = try b.undo(dots[0], author: "t", reason: nil)
        exchange([a, b])
        for site in [a, b] {
            #expect(try picture(site)["rent"] == ["9"])
            #expect(try site.openConflicts().isEmpty)
        }
    }

    @Test func `half of an undo shows an open conflict and never a value nobody chose`() throws {
        let (a, b, decision) = try resolved()
        _ = try a.undo(decision, author: "t", reason: nil)
        var records: [LogRecordBytes] = []
        _ = try a.extract(beyond: try b.vector { _ in true }, { _ in true }) { record in
            records.append(record)
            return true
        }
        _ = try b.apply([records[0]], from: site("anji")) { _ in true }
        #expect(try picture(b)["rent"] == ["1", "9"])
        #expect(try b.openConflicts().count == 1)
    }

    @Test func `a cell that was edited since is refused and named, unless forced`() throws {
        let a = try Sites().make("anji")
        try lease(a)
        let first = try a.edit(author: "t") {
            try $0.set("lease", key("L"), ["rent": .integer(7), "label": .text("x")])
        }
        let later = try a.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(8)]) }
        guard case .refused(let obstacles) = try a.undo(first[0], author: "t", reason: nil) else {
            Issue.record("not refused")
            return
        }
        #expect(obstacles.map(\.cell) == ["rent"] && obstacles[0].by == later)
        #expect(try picture(a)["rent"] == ["8"])
        _ = try a.undo(first[0], force: true, author: "t", reason: nil)
        #expect(try picture(a)["rent"] == ["0"])
        #expect(try picture(a)["label"] == ["NULL"])
    }

    @Test func `a forced undo of a field leaves a row gone that was deleted since`() throws {
        let a = try Sites().make("anji")
        try lease(a)
        let edit = try a.edit(author: "t") { draft in
            try draft.insert("lease", key("M"), ["site": .text("anji")])
            try draft.set("lease", key("L"), ["rent": .integer(7)])
        }
        let field = try a.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(8)]) }
        let delete = try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        guard case .nothing = try a.undo(field[0], force: true, author: "t", reason: nil) else {
            Issue.record("something was written")
            return
        }
        // Other rows that it wrote are taken back all the same.
        guard case .done = try a.undo(edit[0], force: true, author: "t", reason: nil) else {
            Issue.record("nothing was written")
            return
        }
        for name in ["L", "M"] { #expect(try a.record("lease", key(name)) == nil) }
        #expect(try a.openConflicts().isEmpty)
        _ = try a.undo(delete[0], author: "t", reason: nil)
        #expect(try picture(a)["rent"] == ["8"])
    }

    @Test func `the undo of what wrote to a row that was never added leaves no row`() throws {
        let a = try Sites().make("beijing")
        var stranger = Forge("anji", scope: .site(site("anji")))
        let addition = Operation(
            table: "lease", key: key("L"),
            change: .add([CellValue(cell: "visits", value: .integer(3))]))
        try a.take([stranger.next([addition])])
        #expect(try a.record("lease", key("L")) != nil)
        guard case .done(let undone, _) = try a.undo(stranger.dot, author: "t", reason: nil) else {
            Issue.record("not undone")
            return
        }
        #expect(try a.record("lease", key("L")) == nil)
        _ = try a.undo(undone[0], author: "t", reason: nil)
        #expect(try a.lease("L", "visits") == .integer(3))
    }

    @Test func `a forced undo of a delete leaves a row as it was made anew since`() throws {
        let a = try Sites().make("anji")
        try a.edit(author: "t") {
            try $0.insert("lease", key("L"), ["site": .text("anji"), "visits": .integer(1)])
        }
        let delete = try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try lease(a)
        guard case .refused = try a.undo(delete[0], author: "t", reason: nil),
            case .nothing = try a.undo(delete[0], force: true, author: "t", reason: nil)
        else {
            Issue.record("something was written")
            return
        }
        #expect(try a.lease("L", "visits") != .integer(1))
        #expect(try a.lease("L", "rent") == .integer(0))
    }

    /// What is undone was taken by the delete itself, and shows again only beside what stands against that.
    @Test func `the undo of a write that a delete took does not bring it back`() throws {
        let sites = Sites()
        let (a, b) = (try sites.make("anji"), try sites.make("beijing"))
        try lease(a)
        exchange([a, b])
        let first = try a.edit(author: "t") {
            try $0.set("lease", key("L"), ["rent": .integer(2)])
        }
        try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["label": .text("x")]) }
        exchange([a, b])
        #expect(try picture(b)["rent"] == ["2"])
        guard case .done = try b.undo(first[0], author: "t", reason: nil) else {
            Issue.record("refused")
            return
        }
        exchange([a, b])
        for site in [a, b] { #expect(try picture(site)["rent"] == ["0"]) }
    }

    /// What another stood against the delete with was written over by the undone itself.
    @Test func `the undo of a write that hid what a delete took brings that back`() throws {
        let sites = Sites()
        let (a, b) = (try sites.make("anji"), try sites.make("beijing"))
        try lease(a)
        exchange([a, b])
        try a.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["label": .text("x")]) }
        let last = try b.edit(author: "t") {
            try $0.set("lease", key("L"), ["label": .text("y"), "rent": .integer(3)])
        }
        exchange([a, b])
        #expect(try picture(a)["rent"] == ["3"])
        guard case .done = try a.undo(last[0], author: "t", reason: nil) else {
            Issue.record("refused")
            return
        }
        exchange([a, b])
        // And so is what it had taken the place of itself.
        for site in [a, b] { #expect(try picture(site)["rent"] == ["0", "2"]) }
    }

    @Test func `a delete is undone with every value, an insert by a delete`() throws {
        let a = try Sites().make("anji")
        let made = try lease(a)
        let before = try picture(a)
        let delete = try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        #expect(try a.record("lease", key("L")) == nil)
        _ = try a.undo(delete[0], author: "t", reason: nil)
        #expect(try picture(a) == before)
        #expect(try a.openConflicts().isEmpty)
        _ = try a.undo(made[0], force: true, author: "t", reason: nil)
        #expect(try a.record("lease", key("L")) == nil)
        #expect(try a.verify().findings.isEmpty)
    }

    @Test
    func `the undo of a delete that had decided opens the conflict again, also beside another`()
        throws
    {
        let sites = Sites()
        let names = ["anji", "beijing", "hangzhou"]
        let (a, b, c) = (
            try sites.make(names[0]), try sites.make(names[1]), try sites.make(names[2])
        )
        try lease(a)
        for other in [b, c] { try carry(from: a, to: other) }
        try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        let apart = try c.edit(author: "t") { try $0.delete("lease", key("L")) }
        exchange([a, b])
        let decision = try b.edit(author: "t") { try $0.delete("lease", key("L")) }
        exchange([a, b, c])
        // Another delete is taken back: the row is there, and the decision stands against it.
        _ = try a.undo(apart[0], author: "t", reason: nil)
        exchange([a, b, c])
        _ = try b.undo(decision[0], author: "t", reason: nil)
        exchange([a, b, c])
        for site in [a, b, c] {
            #expect(try site.record("lease", key("L")) != nil)
            #expect(try site.openConflicts().map(\.cell).contains("*"))
        }
    }

    @Test
    func
        `what an undone write had hidden of a deleted row shows again beside what it had replaced`()
        throws
    {
        let sites = Sites()
        let (a, b, c) = (
            try sites.make("anji"), try sites.make("beijing"), try sites.make("hangzhou")
        )
        try lease(a)
        try carry(from: a, to: c)
        try b.edit(author: "t") { draft in
            try draft.insert("lease", key("L"), ["site": .text("anji"), "rent": .integer(1)])
        }
        try carry(from: b, to: a)
        try carry(from: a, to: b)
        // One deletes the row, two write to it who do not know, and one of these not of the second value.
        try b.edit(author: "t") { try $0.delete("lease", key("L")) }
        try a.edit(author: "t") { try $0.set("lease", key("L"), ["label": .text("east")]) }
        let write = try c.edit(author: "t") {
            try $0.set("lease", key("L"), ["rent": .integer(5)])
        }
        exchange([a, b, c])
        #expect(try picture(a)["rent"] == ["5"])
        guard case .done(let dots, _) = try a.undo(write[0], author: "t", reason: nil) else {
            Issue.record("not undone")
            return
        }
        exchange([a, b, c])
        for site in [a, b, c] {
            #expect(try picture(site)["rent"] == ["0", "1"])
            #expect(try site.openConflicts().map(\.cell).contains("*"))
        }
        _ = try b.undo(dots[0], author: "t", reason: nil)
        exchange([a, b, c])
        for site in [a, b, c] { #expect(try picture(site)["rent"] == ["5"]) }
    }

    @Test func `what brought a row back is not undone once somebody has decided that it stays`()
        throws
    {
        let sites = Sites()
        let a = try sites.make("anji")
        let b = try sites.make("beijing")
        try lease(a)
        try carry(from: a, to: b)
        try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        exchange([a, b])
        let decision = try b.edit(author: "t") { try $0.delete("lease", key("L")) }
        guard case .done(let dots, _) = try b.undo(decision[0], author: "t", reason: nil) else {
            Issue.record("not undone")
            return
        }
        exchange([a, b])
        let open = try #require(try a.openConflicts().first)
        let keep = try a.edit(author: "t") { try $0.keep("lease", key("L"), marks: open.marks) }
        exchange([a, b])
        guard case .refused(let why) = try b.undo(dots[0], author: "t", reason: nil) else {
            Issue.record("not refused")
            return
        }
        #expect(why.map(\.cell) == ["*"] && why.first?.by == keep)
        #expect(try b.lease("L", "rent") == .integer(2))
    }

    @Test func `the undo of keep opens the conflict with the delete again`() throws {
        let sites = Sites()
        let a = try sites.make("anji")
        let b = try sites.make("beijing")
        try lease(a)
        try carry(from: a, to: b)
        try a.edit(author: "t") { try $0.delete("lease", key("L")) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        exchange([a, b])
        let open = try #require(try a.openConflicts().first)
        let keep = try a.edit(author: "t") { try $0.keep("lease", key("L"), marks: open.marks) }
        #expect(try a.openConflicts().isEmpty)
        let undone = try a.undo(keep[0], author: "t", reason: nil)
        exchange([a, b])
        #expect(try b.openConflicts().map(\.cell) == ["*"])
        #expect(try b.openConflicts()[0].siblings.isEmpty == false)
        guard case .done(let dots, _) = undone else { return }
        _ = try b.undo(dots[0], author: "t", reason: nil)
        exchange([a, b])
        #expect(try a.openConflicts().isEmpty && b.openConflicts().isEmpty)
    }

    @Test func `what an older version has brought back is taken away again by a newer one`() throws
    {
        let sites = Sites()
        let newer = ReplicaSchema(
            version: TestSchema.replica.version + 1,
            tables: TestSchema.replica.tables.map { table in
                TableSchema(
                    name: table.name,
                    columns: table.columns + [.init(name: "later", storage: .text, policy: .ask)],
                    groups: table.cells.filter(\.isGroup).map { cell in
                        (cell.name, cell.columns.map { table.columns[$0].name })
                    }, scope: table.scope, ownerColumn: table.ownerColumn,
                    entryPrefix: table.entryPrefix)
            })
        let old = try sites.make("anji")
        let new = try sites.make("beijing", schema: newer)
        try lease(old)
        let delete = try old.edit(author: "t") { try $0.delete("lease", key("L")) }
        guard case .done(let back, _) = try old.undo(delete[0], author: "t", reason: nil) else {
            Issue.record("refused")
            return
        }
        exchange([old, new])
        #expect(try new.record("lease", key("L")) != nil)
        _ = try new.undo(back[0], author: "t", reason: nil)
        exchange([old, new])
        for site in [old, new] { #expect(try site.record("lease", key("L")) == nil) }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `undo restores what was, and undoing the undo what came after`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sites = Sites()
        let replicas = try ["beijing", "anji"].map { try sites.make($0) }
        for _ in 0..<25 {
            sites.clock.advance(1_000)
            for replica in replicas { try RandomWork.edit(replica, &random) }
            if Bool.random(using: &random) { exchange(replicas) }
        }
        exchange(replicas)
        for _ in 0..<6 {
            let replica = replicas[Int.random(in: 0..<2, using: &random)]
            let before = try everything(replica)
            let vector = try replica.vector { _ in true }
            try RandomWork.edit(replica, &random)
            guard let change = try replica.vector({ _ in true }).beyond(vector).first else {
                continue
            }
            let after = try everything(replica)
            let dot = Dot(stream: change.stream, seq: change.to)
            let outcome = try replica.undo(dot, author: "t", reason: nil)
            let what =
                try replica.transaction(dot)?.operations.map { "\($0.key) \($0.change)" } ?? []
            let comment: Comment = "seed \(seed) \(dot) \(what)"
            guard case .done(let dots, _) = outcome else {
                #expect(before == after, comment)
                continue
            }
            let lost = try differences(before, everything(replica))
            #expect(lost.isEmpty, "\(comment) \(lost)")
            _ = try replica.undo(dots[0], author: "t", reason: nil)
            let redone = try differences(after, everything(replica))
            #expect(redone.isEmpty, "\(comment) \(redone)")
        }
        exchange(replicas)
        #expect(try everything(replicas[0]) == everything(replicas[1]), "seed \(seed)")
        #expect(try replicas[1].verify().findings.isEmpty, "seed \(seed)")
    }

    @discardableResult
    private func lease(_ replica: Replica) throws -> [Dot] {
        try replica.edit(author: "t") {
            try $0.insert("lease", key("L"), ["site": .text("anji"), "rent": .integer(0)])
        }
    }

    /// Two sites that differed about a rent, and the decision for 9.
    private func resolved() throws -> (Replica, Replica, Dot) {
        let sites = Sites()
        let a = try sites.make("anji")
        let b = try sites.make("beijing")
        try lease(a)
        try carry(from: a, to: b)
        try a.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(1)]) }
        try b.edit(author: "t") { try $0.set("lease", key("L"), ["rent": .integer(2)]) }
        exchange([a, b])
        let open = try #require(try a.openConflicts().first)
        let decision = try a.edit(author: "t") { draft in
            try draft.resolve(
                "lease", key("L"), cell: "rent", value: .integer(9),
                replacing: open.siblings.map(\.dot))
        }
        exchange([a, b])
        return (a, b, decision[0])
    }

    /// The different values that live in each cell of a row, and whether a delete stands against it.
    private func picture(_ replica: Replica, _ row: RecordKey = key("L")) throws -> [String: Set<
        String
    >] {
        guard let record = try replica.record("lease", row) else { return [:] }
        var cells: [String: Set<String>] = [:]
        for cell in record.cells {
            cells[cell.name] =
                ["tags", "visits"].contains(cell.name)
                ? [cell.shown.description] : Set(cell.siblings.map(\.value.description))
            if cell.siblings.isEmpty { cells[cell.name] = ["NULL"] }
        }
        // A counter that went up and down again has been written, and shows 0.
        if cells["visits"] == ["0"] { cells["visits"] = ["NULL"] }
        if !record.marks.isEmpty { cells["*"] = ["contested"] }
        return cells
    }

    private func differences(
        _ wanted: [String: [String: Set<String>]], _ found: [String: [String: Set<String>]]
    ) -> [String] {
        wanted.keys.sorted().flatMap { row in
            Set(wanted[row, default: [:]].keys).union(found[row, default: [:]].keys).sorted()
                .filter { wanted[row]?[$0] != found[row]?[$0] }
                .map { cell in
                    "\(row) \(cell): \(wanted[row]?[cell] ?? []) became \(found[row]?[cell] ?? [])"
                }
        }
    }

    private func everything(_ replica: Replica) throws -> [String: [String: Set<String>]] {
        var rows: [String: [String: Set<String>]] = [:]
        for number in 0..<5 { rows["L-\(number)"] = try picture(replica, key("L-\(number)")) }
        return rows
    }
}
