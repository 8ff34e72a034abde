import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// A partner city leaves the network (K28).
struct LeavingStories {
    private func visits(_ network: Network, _ site: String) throws -> Value? {
        try network[site].select("SELECT count(*) FROM visit").first?.first
    }

    @Test(arguments: [false, true])
    func
        `K28 a city leaves: its work until then is taken in scope by scope, later work stays there`(
            backwards: Bool
        ) throws
    {
        let network = try Network(["beijing", "anji", "hangzhou"], isStrict: true)
        try network.add("company", at: "beijing", "legal_name=演示·澜")
        for site in ["anji", "hangzhou"] {
            try network.add("visit", at: site, "arrived_at=2023-08-01 10:00", "kind=peer")
        }
        try network.meet()
        try network["beijing"].beginMembers()
        try network.meet()
        // Forty changes that nobody has seen. Into Anji's records it cannot write: it does not hold them.
        for minute in 10..<50 {
            try network.add(
                "visit", at: "hangzhou", "arrived_at=2023-08-11 10:\(minute)", "kind=peer")
        }
        let astray = try #require(RecordKey("VI-astray"))
        #expect(throws: StorageError.self) {
            try network["hangzhou"].edit(author: "sqlite3") { draft in
                try draft.insert(
                    "visit", astray,
                    ["site": .text("anji"), "arrived_at": .text("2023-08-11T11:00")])
            }
        }
        try network.meet(backwards: backwards)
        #expect(try visits(network, "beijing") == .integer(42))
        for site in ["beijing", "anji"] {
            #expect(try network[site].record("visit", astray) == nil)
        }
        // The end.
        let hangzhou = try #require(SiteID("hangzhou"))
        try network["beijing"].takeStep(
            .retire, hangzhou, author: "赵敏", reason: "合作期满")
        try network.add("visit", at: "hangzhou", "arrived_at=2023-08-12 10:00", "kind=peer")
        try network.meet(backwards: backwards)
        #expect(try visits(network, "beijing") == .integer(42))
        #expect(try visits(network, "anji") == .integer(1))
        #expect(try network["beijing"].reasonNotToServe(hangzhou) != nil)
        // What it still holds is written down.
        let handover = try Handover(of: hangzhou, network["beijing"])
        #expect(
            handover.held.map { [$0.kind.name, "\($0.own)", "\($0.common)"] }
                == [["company", "0", "1"], ["visit", "41", "0"]])
    }
}
