import Causality
import Foundation
import Glibc
import Storage
import Sync
import Testing
import Wire

struct ErasureTests {
    /// Tenants with a telephone number that can be erased.
    static let schema = ReplicaSchema(
        version: 1,
        tables: [
            TableSchema(
                name: "tenant",
                columns: [
                    .init(name: "name", storage: .text, policy: .ask),
                    .init(name: "phone", storage: .text, policy: .ask, personalSince: 1),
                    .init(name: "badges", storage: .text, policy: .union, personalSince: 1),
                ], scope: .fixed(.common))
        ])

    private static let canary = "12077700042-canary"

    @Test func `after an erasure no file of any site holds a byte of the value`() throws {
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map {
            try sites.make($0, schema: Self.schema)
        }
        let (hub, anji, far) = (replicas[0], replicas[1], replicas[2])
        let row = key("P-1")
        for number in 0..<40 {
            try hub.edit(author: "hub") {
                try $0.insert(
                    "tenant", key("Q-\(number)"),
                    ["name": .text("other"), "phone": .text("1200000\(number)")])
            }
        }
        try anji.edit(author: "anji") {
            try $0.insert("tenant", row, ["name": .text("Lan"), "phone": .text(Self.canary)])
        }
        try everybody(replicas)
        // Siblings, a value that was replaced, a grave, and a foreign tool's edit.
        try hub.edit(author: "hub") {
            try $0.set("tenant", row, ["phone": .text(Self.canary + "h")])
        }
        try far.edit(author: "far") {
            try $0.set("tenant", row, ["phone": .text(Self.canary + "f")])
        }
        try everybody(replicas)
        try foreignEdit(anji, "UPDATE tenant SET badges = '\(Self.canary)b' WHERE id = 'P-1'")
        try anji.sealForeignEdits()
        try far.edit(author: "far") { try $0.delete("tenant", row) }
        #expect(holders(of: sites, replicas).count == 3)

        try hub.erase("tenant", row, fields: ["phone", "badges"], author: "hub", reason: "demand")
        try everybody(replicas)
        // An edit made before the erasure, elsewhere, arrives after it.
        #expect(holders(of: sites, replicas).isEmpty)
        let digests = try replicas.map { try $0.stateDigest(of: .common) }
        #expect(Set(digests).count == 1)
        for replica in replicas {
            #expect(try replica.verify().findings.isEmpty)
            #expect(try replica.awaitsScrub() == nil)
        }
        let fresh = try sites.make("suzhou", schema: Self.schema)
        try carry(from: far, to: fresh)
        #expect(holders(of: sites, [fresh]).isEmpty)
        #expect(try fresh.stateDigest(of: .common) == digests[0])
        #expect(try fresh.verify().findings.isEmpty)
        #expect(try fresh.record("tenant", key("Q-7"))?.columns[1] == .text("12000007"))
    }

    @Test func `a deleted record is erased too: its grave, its log, and what stands aside`() throws
    {
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map {
            try sites.make($0, schema: Self.schema)
        }
        let (hub, anji) = (replicas[0], replicas[1])
        let row = key("P-1")
        try anji.edit(author: "anji") {
            try $0.insert("tenant", row, ["name": .text("Lan"), "phone": .text(Self.canary)])
            try $0.insert("tenant", key("P-2"), ["phone": .text("1201")])
        }
        try everybody(replicas)
        try hub.edit(author: "hub") {
            try $0.set("tenant", row, ["phone": .text(Self.canary + "2")])
        }
        try everybody(replicas)
        try foreignEdit(anji, "DELETE FROM tenant WHERE id = 'P-1'")
        try anji.sealForeignEdits()
        // As if it had been written while triggers were off.
        try foreignEdit(
            anji,
            """
            INSERT INTO moso_aside VALUES(
                'tenant', 'P-1', 'phone', 'not-utf8', 0, 0, NULL, '\(Self.canary)3', 0)
            """)
        try everybody(replicas)
        #expect(try hub.isDeleted("tenant", row))
        #expect(try !hub.isDeleted("tenant", key("P-2")))
        #expect(try !hub.isDeleted("tenant", key("P-3")))
        #expect(try hub.personalValues("tenant", row, cell: "phone").count >= 2)
        #expect(holders(of: sites, replicas).count == 3)

        try hub.erase("tenant", row, fields: ["phone"], author: "hub", reason: "demand")
        try everybody(replicas)
        #expect(holders(of: sites, replicas).isEmpty)
        #expect(try hub.personalValues("tenant", row, cell: "phone").isEmpty)
        #expect(
            try hub.personalValues("tenant", key("P-2"), cell: "phone") == [
                .text("1201"), .text("1201"),
            ])
        for replica in replicas {
            #expect(try replica.verify().findings.isEmpty)
            #expect(try replica.record("tenant", row) == nil)
        }
    }

    @Test func `an edit that had not seen the erasure loses its value, a later one does not`()
        throws
    {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: Self.schema)
        let anji = try sites.make("anji", schema: Self.schema)
        let row = key("P-1")
        try hub.edit(author: "hub") { try $0.insert("tenant", row, ["phone": .text("old")]) }
        try everybody([hub, anji])
        try hub.erase("tenant", row, fields: ["phone"], author: "hub", reason: "demand")
        try anji.edit(author: "anji") {
            try $0.set("tenant", row, ["phone": .text(Self.canary), "name": .text("Lan")])
        }
        try everybody([hub, anji])
        for replica in [hub, anji] {
            let record = try #require(try replica.record("tenant", row))
            #expect(record.columns[0] == .text("Lan"))
            #expect(record.columns[1].isErased)
            #expect(try replica.openConflicts().isEmpty)
        }
        #expect(holders(of: sites, [hub, anji]).isEmpty)
        try anji.edit(author: "anji") { try $0.set("tenant", row, ["phone": .text("new")]) }
        try everybody([hub, anji])
        for replica in [hub, anji] {
            #expect(try replica.record("tenant", row)?.columns[1] == .text("new"))
            #expect(try replica.verify().findings.isEmpty)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `erasures commute with everything`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map {
            try sites.make($0, schema: Self.schema)
        }
        for _ in 0..<60 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            if Int.random(in: 0..<4, using: &random) == 0 {
                let other = replicas[Int.random(in: 0..<3, using: &random)]
                if other !== replica { try carry(from: replica, to: other) }
            } else {
                try step(replica, &random)
            }
        }
        try everybody(replicas)
        #expect(
            Set(try replicas.map { try $0.stateDigest(of: .common) }).count == 1, "seed \(seed)")
        #expect(
            Set(try replicas.map { try $0.openConflicts().map(\.id) }).count == 1, "seed \(seed)")
        for replica in replicas {
            let findings = try replica.verify().findings
            #expect(findings.isEmpty, "seed \(seed): \(findings)")
        }
    }

    private func step(_ replica: Replica, _ random: inout SeededGenerator) throws {
        let row = key("P-\(Int.random(in: 0..<3, using: &random))")
        let text = Value.text("v\(Int.random(in: 0..<1_000, using: &random))")
        guard try replica.record("tenant", row) != nil else {
            return _ = try replica.edit(author: "t") {
                try $0.insert("tenant", row, ["phone": text, "badges": text])
            }
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            try replica.erase("tenant", row, fields: ["phone"], author: "t", reason: "demand")
        case 1:
            try replica.erase(
                "tenant", row, fields: ["badges", "phone"], author: "t", reason: "demand")
        case 2: _ = try replica.edit(author: "t") { try $0.delete("tenant", row) }
        case 3: _ = try replica.edit(author: "t") { try $0.set("tenant", row, ["badges": text]) }
        default: _ = try replica.edit(author: "t") { try $0.set("tenant", row, ["phone": text]) }
        }
    }

    @Test func `a value that stands in the hashed bytes of a personal column is refused`() throws {
        let sites = Sites()
        let open = ReplicaSchema(
            version: 1,
            tables: [
                TableSchema(
                    name: "tenant",
                    columns: [
                        .init(name: "name", storage: .text, policy: .ask),
                        .init(name: "phone", storage: .text, policy: .ask),
                    ], scope: .fixed(.common))
            ])
        let careless = try sites.make("anji", schema: open)
        let hub = try sites.make("beijing", schema: Self.schema)
        try careless.edit(author: "a") {
            try $0.insert("tenant", key("P-1"), ["phone": .text(Self.canary)])
        }
        #expect(throws: NotTaken.self) { try carry(from: careless, to: hub) }
        #expect(try hub.record("tenant", key("P-1")) == nil)
        #expect(holders(of: sites, [hub]).isEmpty)
    }

    @Test func `snapshots that cannot be removed are told, and the file is rebuilt once only`()
        throws
    {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: Self.schema)
        try hub.edit(author: "hub") {
            try $0.insert("tenant", key("P-1"), ["phone": .text(Self.canary)])
        }
        let link = sites.path("beijing") + "/snapshots"
        mkdir(sites.path("elsewhere"), 0o700)
        #expect(symlink(sites.path("elsewhere"), link) == 0)
        try hub.erase("tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        #expect(try hub.awaitsScrub() == .snapshots)
        #expect(try sites.open("beijing", schema: Self.schema).awaitsScrub() == .snapshots)
        // Free pages would be gone if it were.
        let tool = OtherTool(sites.path("beijing") + "/replica.db")
        tool.run(
            """
            CREATE TABLE junk AS SELECT zeroblob(500000); DROP TABLE junk;
            """)
        try hub.edit(author: "hub") { try $0.set("tenant", key("P-1"), ["name": .text("L")]) }
        let free = try hub.select("SELECT freelist_count FROM pragma_freelist_count")
        #expect(free.first?.first?.integer ?? 0 > 50)
        #expect(unlink(link) == 0)
        try hub.edit(author: "hub") { try $0.set("tenant", key("P-1"), ["name": .text("M")]) }
        #expect(try hub.awaitsScrub() == nil)
    }

    @Test func `no backup in the folder keeps what was erased, and one that is whole is left`()
        throws
    {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: Self.schema)
        try hub.edit(author: "hub") {
            try $0.insert("tenant", key("P-1"), ["phone": .text(Self.canary)])
        }
        let folder = sites.path("beijing") + "/" + Replica.backupFolder
        mkdir(folder, 0o700)
        let names = ["beijing-20260101T000000Z.db", "beijing-20260102T000000Z.db"]
        for name in names { try hub.backUp(to: folder + "/" + name) }
        func holdsCanary(_ name: String) -> Bool {
            let bytes = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
            return bytes.range(of: Data(Self.canary.utf8)) != nil
        }
        #expect(names.allSatisfy(holdsCanary))
        #expect(symlink("/dev/null", folder + "/beijing-notes.db") == 0)
        try hub.erase("tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        #expect(try hub.awaitsScrub() == nil)
        #expect(SnapshotFiles.names(in: folder).sorted() == [names[1], "beijing-notes.db"])
        #expect(!holdsCanary(names[1]))
        let back = try Replica.restore(
            backup: folder + "/" + names[1], in: sites.path("again"), schema: Self.schema,
            environment: hub.environment)
        #expect(try back.verify().findings.isEmpty)
        #expect(try back.record("tenant", key("P-1")) != nil)
    }

    @Test
    func `a database put aside goes with an erasure when all of it is here, and is named when not`()
        throws
    {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: Self.schema)
        let anji = try sites.make("anji", schema: Self.schema)
        try hub.edit(author: "hub") {
            try $0.insert("tenant", key("P-1"), ["phone": .text(Self.canary)])
        }
        try everybody([hub, anji])
        let folder = sites.path("beijing")
        try hub.backUp(to: folder + "/replaced-1.db")
        // A copy that holds something of its own, one of another site, and one that nobody can read.
        let copy = try Replica.restore(
            backup: folder + "/replaced-1.db", in: sites.path("copy"), schema: Self.schema,
            environment: hub.environment)
        try copy.edit(author: "hub") { try $0.insert("tenant", key("P-2"), [:]) }
        try copy.backUp(to: folder + "/replaced-2.db")
        try anji.backUp(to: folder + "/replaced-3.db")
        let unreadable = folder + "/replaced-unreadable-17.db"
        #expect(
            FileManager.default.createFile(atPath: unreadable, contents: Data(Self.canary.utf8)))
        #expect(try hub.replacedThatMayHoldErased().isEmpty, "nothing has been erased")
        try hub.erase("tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        #expect(try hub.awaitsScrub() == nil)
        #expect(
            try hub.replacedThatMayHoldErased() == [
                "replaced-2.db", "replaced-3.db", "replaced-unreadable-17.db",
            ])
    }

    @Test func `personal values that differ are a pair of the ledger until they are erased`() throws
    {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: Self.schema)
        let anji = try sites.make("anji", schema: Self.schema)
        try hub.edit(author: "hub") { try $0.insert("tenant", key("P-1"), [:]) }
        try everybody([hub, anji])
        for (replica, phone) in [(hub, "111"), (anji, "222")] {
            try replica.edit(author: "t") {
                try $0.set("tenant", key("P-1"), ["phone": .text(phone)])
            }
        }
        try everybody([hub, anji])
        for replica in [hub, anji] {
            let pairs = try replica.ledger(of: "tenant", key("P-1"))
            #expect(pairs.map(\.cell) == ["phone"])
            #expect(
                Set(pairs.flatMap { [$0.first.value, $0.second.value] })
                    == [.text("111"), .text("222")])
        }
        try hub.erase("tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        try everybody([hub, anji])
        for replica in [hub, anji] {
            #expect(try replica.ledger(of: "tenant", key("P-1")).isEmpty)
        }
    }

    @Test func `only personal columns can be erased`() throws {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: Self.schema)
        try hub.edit(author: "a") { try $0.insert("tenant", key("P-1"), ["name": .text("n")]) }
        #expect(throws: StorageError.self) {
            try hub.erase("tenant", key("P-1"), fields: ["name"], author: "a", reason: "r")
        }
    }

    // MARK: Helpers

    private func everybody(_ replicas: [Replica]) throws {
        for _ in 0..<2 {
            for a in replicas { for b in replicas where a !== b { try carry(from: a, to: b) } }
        }
    }

    private func foreignEdit(_ replica: Replica, _ sql: String) throws {
        #expect(OtherTool(replica.databasePath).run(sql) == nil)
    }

    /// The files that hold the canary as UTF-8, UTF-16, hexadecimal or base64.
    private func holders(of sites: Sites, _ replicas: [Replica]) -> [String] {
        let utf8 = Array(Self.canary.utf8)
        let digits = Array("0123456789abcdef".utf8)
        let hex = utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        let forms = [
            utf8, utf8.flatMap { [$0, 0] }, utf8.flatMap { [0, $0] }, hex,
            Array("MTIwNzc3MDAwNDItY2FuYXJ5".utf8),
        ]
        return replicas.flatMap { replica in
            replicaFiles.map { replica.directory + "/" + $0 }.filter { path in
                let content = bytes(of: path) ?? []
                return forms.contains { content.contains($0) }
            }
        }
    }
}
