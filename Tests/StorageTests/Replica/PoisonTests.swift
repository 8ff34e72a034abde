import Causality
import Storage
import Sync
import Testing

/// Transactions on which SQLite fails though no rule of moso forbids them: an index that somebody has
/// made at this site forbids the row, or cannot be computed of it.
struct PoisonTests {
    private let sites = Sites()
    private let anji = ScopeID.site(site("anji"))

    private func hub() throws -> Replica {
        _ = try sites.make("beijing")
        OtherTool(sites.path("beijing") + "/replica.db").run(
            """
            CREATE INDEX other_size ON lease(abs(rent));
            CREATE UNIQUE INDEX other_once ON lease(rent) WHERE rent = 7;
            """)
        return try sites.open("beijing")
    }

    private func lease(_ name: String, rent: Int64) -> Causality.Operation {
        .insertLease(name, site: "anji", [CellValue(cell: "rent", value: .integer(rent))])
    }

    private static let poison: [[Int64]] = [[.min], [7, 7]]

    @Test(arguments: poison)
    func `T38: it is put aside under its sender's name, and everybody else goes on`(
        rents: [Int64]
    ) throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        var honest = Forge("hangzhou", scope: .site(site("hangzhou")))
        let poison = peer.next(rents.enumerated().map { lease("L-\($0)", rent: $1) })
        let after = peer.next([lease("L-9", rent: 1)])
        let other = honest.next([.insertLease("H-1", site: "hangzhou")])
        let outcomes = try hub.take([poison, other, after])
        #expect(outcomes[0].quarantine != nil)
        #expect(outcomes[1] == .applied)
        #expect(outcomes[2] == .held(lacks: [Dot(stream: peer.stream, seq: 1)]))
        #expect(try hub.quarantinedTransactions().map(\.peer) == [site("anji")])
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test(arguments: poison)
    func `one that has waited for its causes stops nobody when they come`(rents: [Int64]) throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        var honest = Forge("hangzhou", scope: .site(site("hangzhou")))
        let first = peer.next([lease("L-1", rent: 1)])
        let poison = peer.next(rents.enumerated().map { lease("L-2-\($0)", rent: $1) })
        let other = honest.next([.insertLease("H-1", site: "hangzhou")])
        #expect(try hub.take([poison]) == [.held(lacks: [Dot(stream: peer.stream, seq: 1)])])
        #expect(try hub.take([first, other]) == [.applied, .applied])
        #expect(try hub.heldTransactions().isEmpty)
        #expect(try hub.quarantinedTransactions().map(\.dot?.seq) == [2])
    }

    @Test func `what proves to be broken when its causes come stays as evidence`() throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        let first = peer.next([lease("L-1", rent: 1)])
        let broken = peer.next([
            .insertLease("L-2", site: "anji", [CellValue(cell: "rent", value: .text("much"))])
        ])
        _ = try hub.take([broken])
        _ = try hub.take([first])
        #expect(try hub.quarantinedTransactions().map(\.dot?.seq) == [2])
    }
}
