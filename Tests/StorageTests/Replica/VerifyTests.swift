import Causality
import Storage
import Testing

/// Verification finds what a replica's own rules would never let happen.
struct VerifyTests {
    private let sites = Sites()

    /// A replica with some history, and a tool that switches capture off before it does harm.
    private func make() throws -> (Replica, OtherTool) {
        let anji = try sites.make("anji")
        for number in 1...3 {
            try anji.edit(author: "test") { draft in
                try draft.insert(
                    "lease", key("L-\(number)"), ["site": .text("anji"), "rent": .integer(900)])
            }
        }
        let tool = OtherTool(sites.path("anji") + "/replica.db")
        for event in ["insert", "update", "delete"] {
            tool.run("DROP TRIGGER moso_capture_lease_\(event)")
        }
        return (anji, tool)
    }

    private func findings(after sql: String) throws -> [VerificationFinding] {
        let (anji, tool) = try make()
        #expect(try anji.verify().findings.isEmpty)
        #expect(tool.run(sql) == nil)
        return try sites.open("anji").verify().findings
    }

    @Test func `a changed value is named with both values`() throws {
        let found = try findings(after: "UPDATE lease SET rent = 1 WHERE id = 'L-2'")
        #expect(found.map(\.kind) == [.wrongRow])
        #expect(found.first?.place == "lease L-2")
        #expect(found.first?.detail.description == "rent: 1, not 900")
    }

    @Test func `a missing row`() throws {
        let found = try findings(after: "DELETE FROM lease WHERE id = 'L-2'")
        #expect(found.map(\.kind) == [.missingRow])
    }

    @Test func `a surplus row`() throws {
        let found = try findings(
            after:
                "INSERT INTO lease SELECT 'L-9' AS id, * FROM (SELECT \(columns) FROM lease LIMIT 1)"
        )
        #expect(found.map(\.kind) == [.surplusRow])
        #expect(found.first?.place == "lease L-9")
    }

    private var columns: String {
        (TestSchema.replica.table("lease")?.columns.map(\.name) ?? []).joined(separator: ", ")
            + ", moso_clock"
    }

    @Test func `a transaction that is gone from the log`() throws {
        let found = try findings(after: "DELETE FROM moso_log WHERE arrival = 2")
        #expect(found.contains { $0.kind == .brokenChain })
        #expect(found.contains { $0.kind == .surplusRow })
    }

    @Test func `a transaction with a changed byte`() throws {
        let found = try findings(
            after: """
                UPDATE moso_log SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'03' AS BLOB)
                WHERE arrival = 2
                """)
        #expect(found.contains { $0.kind == .brokenChain })
    }
}
