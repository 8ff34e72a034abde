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

    private let retiredAt: UInt64 = 1_691_737_200_000

    /// Three sites that have met and are members.
    private func members() throws -> Network {
        let network = try Network(["beijing", "anji", "hangzhou"], isStrict: true)
        try network.add("company", at: "beijing", "legal_name=演示·澜")
        for site in ["anji", "hangzhou"] {
            try network.add("visit", at: site, "arrived_at=2023-08-01 10:00", "kind=peer")
        }
        try network.meet()
        try network["beijing"].beginMembers()
        try network.meet()
        return network
    }

    private func retire(_ site: String, _ network: Network) throws {
        try network["beijing"].takeStep(
            .retire, try #require(SiteID(site)), author: "赵敏", reason: "合作期满")
    }

    private func visit(_ number: Int, _ network: Network) throws {
        try network.add(
            "visit", at: "hangzhou", "arrived_at=2023-08-11 10:\(number)", "kind=peer")
    }

    /// The file that the site writes, taken in at the hub.
    private func takeIn(
        _ network: Network, until end: UInt64? = nil, isRehearsal: Bool = false
    ) throws -> LateWork.Taken {
        let path = network["hangzhou"].directory + "/last.body"
        let saved = try LateWork.save(from: network["hangzhou"], to: path)
        #expect(saved.files.map(\.path) == [path])
        return try LateWork(path: path).take(
            into: network["beijing"], until: end, author: "赵敏", reason: "交接",
            milliseconds: retiredAt, isRehearsal: isRehearsal
        ) { "\($0.takenIn.count)" }
    }

    private func refused(_ what: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("it is taken in although \(what)")
        } catch let problem as Problem {
            #expect(problem.code == .unsentWork && problem.happened.en.contains(what))
        } catch { Issue.record(error) }
    }

    @Test(arguments: [false, true])
    func
        `K28 a city leaves while forty changes are unsent: what was written until then is taken in, later work stays out`(
            backwards: Bool
        ) throws
    {
        let network = try members()
        for minute in 10..<50 { try visit(minute, network) }
        network.wait(hours: 1)
        try retire("hangzhou", network)
        network.wait(hours: 1)
        try visit(59, network)
        // By exchanges nothing of it comes any more.
        try network.meet(backwards: backwards)
        #expect(try visits(network, "beijing") == .integer(2))
        #expect(try takeIn(network, isRehearsal: true).takenIn.count == 40)
        #expect(try visits(network, "beijing") == .integer(2), "a rehearsal writes nothing")
        let taken = try takeIn(network)
        #expect(taken.takenIn.count == 40 && taken.later == 1 && taken.aside.isEmpty)
        #expect(try visits(network, "beijing") == .integer(42))
        let notes = try network["beijing"].select(
            "SELECT site, about, kind, content FROM record_note")
        #expect(
            notes == [[.text("hangzhou"), .text("hangzhou"), .text("decision"), .text("40")]])
        // Once more it is no news.
        let again = try takeIn(network)
        #expect(again.takenIn.isEmpty && again.known == 40 && again.later == 1)
        try network.meet(backwards: backwards)
        #expect(try visits(network, "beijing") == .integer(42))
        for replica in network.all { #expect(try replica.verify().findings.isEmpty) }
        #expect(try ConflictInbox(network["beijing"]).items().isEmpty)
    }

    @Test func `K28 common records of its last work reach the others through the hub`() throws {
        let network = try members()
        let card = try network.add("company", at: "hangzhou", "legal_name=演示·西溪")
        network.wait(hours: 1)
        try retire("hangzhou", network)
        try network.meet()
        #expect(try network["anji"].record("company", card) == nil)
        #expect(try takeIn(network).takenIn.count == 1)
        try network.meet()
        #expect(try network.shown(card, "legal_name", at: "anji") == .text("演示·西溪"))
    }

    @Test func `K28 a day before the retirement may be the end`() throws {
        let network = try members()
        try visit(10, network)
        network.wait(hours: 24)
        try visit(11, network)
        try retire("hangzhou", network)
        let end = LateWork.end(of: try #require(LocalDay("2023-08-11")))
        let taken = try takeIn(network, until: end)
        #expect(taken.takenIn.count == 1 && taken.later == 1)
        #expect(try takeIn(network, until: end + 86_400_000).takenIn.count == 1)
    }

    @Test func `K28 a file of a member is not taken in, nor one that was changed`() throws {
        let network = try members()
        try visit(10, network)
        refused("has not retired") { _ = try takeIn(network) }
        try retire("hangzhou", network)
        let path = network["hangzhou"].directory + "/spoilt.body"
        _ = try LateWork.save(from: network["hangzhou"], to: path)
        var bytes = try #require(File.read(path, most: 1 << 20))
        bytes[bytes.count / 2] ^= 1
        #expect(File.write(path, bytes))
        refused("no such file") {
            _ = try LateWork(path: path).take(
                into: network["beijing"], until: nil, author: "x", reason: "x",
                milliseconds: retiredAt, isRehearsal: false
            ) { _ in "" }
        }
        #expect(try visits(network, "beijing") == .integer(2))
    }

    @Test func `K28 what has not seen history that was trimmed since is not taken in`() throws {
        let network = try members()
        let card = try #require(
            try network["beijing"].select("SELECT id FROM company").first?.first?.text)
        let key = try #require(RecordKey(card))
        try network.edit(key, at: "hangzhou", "note=草稿")
        network.wait(hours: 1)
        try retire("hangzhou", network)
        try network.edit(key, at: "beijing", "note=已改")
        try network.meet()
        network.wait(hours: 24)
        try network.meet()
        let trimmed = try network["beijing"].trim(olderThan: 3_600_000)
        #expect(trimmed.trimmed > 0)
        refused("has been trimmed") { _ = try takeIn(network) }
        #expect(try network.shown(key, "note", at: "beijing") == .text("已改"))
    }

    @Test(arguments: [false, true])
    func
        `K28 a city leaves: its work until then is taken in scope by scope, later work stays there`(
            backwards: Bool
        ) throws
    {
        let network = try members()
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
        try retire("hangzhou", network)
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
