import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// What is open is a function of what was written, whoever heard of it first.
struct OpenConflictOrders {
    private static let branches = ["anji", "hangzhou"]
    private static let sites = ["beijing"] + branches

    /// Three sites write, decide and delete at random and hear of each other now and then. Afterwards the news
    /// are brought round anew in one order after the other, a few at a time, from where each site stood.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `the same conflicts are open at three sites in whatever order they hear of each other`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let network = try Network(Self.sites)
        for branch in Self.branches {
            try network.add("seat", at: branch, "label=A-1", "kind=fixed")
        }
        let company = try network.add("company", at: "beijing", "legal_name=演示·澜图")
        try network.meet()
        for branch in Self.branches {
            try network.add("tenancy", at: branch, "company=\(company)", "rent_fen=1000")
        }
        try network.meet()
        for _ in 0..<30 {
            try change(network, Self.sites.randomElement(using: &random) ?? "", &random)
            if Int.random(in: 0..<8, using: &random) == 0 {
                try carry(network, Self.sites, most: 3, &random)
            }
        }
        var orders: [[String: [ConflictID]]] = []
        for order in 1...4 {
            let copies = try Self.sites.map { site in
                try network.copy(site, as: "\(site)-\(order)")
                return "\(site)-\(order)"
            }
            for _ in 0..<20 { try carry(network, copies, most: order, &random) }
            try network.meet(among: copies)
            let ids = try copies.map { try open(network, $0) }
            orders.append(Dictionary(uniqueKeysWithValues: zip(Self.sites, ids)))
        }
        let first = try #require(orders.first)
        for other in orders.dropFirst() { #expect(other == first, "seed \(seed)") }
        #expect(first["beijing"]?.isEmpty == false, "seed \(seed) opened nothing at all")
        // A branch sees what the hub sees of the records that both hold, under the same ids.
        for branch in Self.branches {
            let cells = try fields(network, "\(branch)-1"), hub = try fields(network, "beijing-1")
            #expect(cells.isSubset(of: hub), "seed \(seed)")
        }
    }

    private func open(_ network: Network, _ site: String) throws -> [ConflictID] {
        try ConflictInbox(network[site]).items().map(\.id).sorted()
    }

    private func fields(_ network: Network, _ site: String) throws -> Set<ConflictID> {
        Set(try network[site].openConflicts().map(\.id))
    }

    /// One site hears a few transactions from another.
    private func carry(
        _ network: Network, _ sites: [String], most: Int, _ random: inout SeededGenerator
    ) throws {
        let pair = sites.shuffled(using: &random).prefix(2)
        try network.carry(from: pair[0], to: pair[1], most: most, again: false)
    }

    private func change(
        _ network: Network, _ site: String, _ random: inout SeededGenerator
    ) throws {
        let any = { (kind: String, random: inout SeededGenerator) throws -> RecordKey? in
            try network[site].keys(of: kind, prefix: "", limit: 50).randomElement(using: &random)
        }
        let number = Int.random(in: 1...9, using: &random)
        do {
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1, 2:
                guard let tenancy = try any("tenancy", &random) else { return }
                try network.edit(tenancy, at: site, "rent_fen=\(number)00")
            case 3:
                guard let tenancy = try any("tenancy", &random) else { return }
                let stage = ["signed", "moved-in", "notice"].randomElement(using: &random) ?? ""
                try network.edit(tenancy, at: site, "stage=\(stage)")
            case 4:
                guard let seat = try any("seat", &random), let held = try any("tenancy", &random),
                    let company = try any("company", &random)
                else { return }
                try network.add(
                    "seat_assignment", at: site, "seat=\(seat)", "tenancy=\(held)",
                    "company=\(company)", "from_day=2023-0\(number)-01", "to_day=2023-12-31",
                    "state=\(site == "beijing" ? "proposed" : "confirmed")")
            case 5:
                guard let tenancy = try any("tenancy", &random),
                    let company = try any("company", &random)
                else { return }
                try network.add(
                    "tenancy_term", at: site, "tenancy=\(tenancy)", "company=\(company)",
                    "from_day=2023-0\(number)-01", "to_day=2024-0\(number)-01", "kind=free",
                    "exception=\(number == 1 ? "落地" : "")")
            case 6:
                try network.add("company", at: site, "legal_name=演示·澜图（\(site)）")
            case 7:
                guard let tenancy = try any("tenancy", &random), number > 6 else { return }
                try network[site].edit(author: "t") { try $0.delete("tenancy", tenancy) }
            default:
                guard
                    let item = try ConflictInbox(network[site]).items()
                        .randomElement(using: &random), case .cell(let cell) = item.content,
                    cell.cell != ConflictID.existence
                else { return }
                _ = try ConflictInbox(network[site]).resolve(
                    cell, to: .integer(Int64(number)), author: site, reason: nil)
            }
        } catch is Problem {
            // Refused at the desk, as somebody would be who typed it.
        }
    }
}
