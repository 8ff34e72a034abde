internal import Causality
internal import Storage
internal import Sync
internal import Wire

// A world in which who may connect, read and write changes while sites are apart.
//
// Few sites on simulated disks, each with a key of its own, exchange with the hub and past it. Branches and the hub change their
// keys, also while an exchange is under way; the key of a branch is revoked while it writes on, unknowing, and
// carries its work to others who have not heard either; it comes back with another key. The hub grants scopes and withdraws
// them. The hub's key is replaced by the one on paper. Clocks go wrong by more than a certificate or an overlap of
// keys lasts. Processes die, power goes in the middle of an exchange, databases are put back.
//
// Lines hold as TLS has it: each end expects the key by which it knows the other, and a certificate that holds by its own
// clock. Whoever is not let in works on. The world keeps its own account of what the hub has granted, and looks into
// every body for scopes that the receiver does not hold (I9). At the end clocks are right and lines hold, people help where only
// people can, and all that are left must agree on the state (I1), on what counts (I13), and have lost nothing (I2).
//
// Each kind of trouble is off in half of the seeds. Everything is drawn from the seed.

/// One such world.
package final class TrustWorld {
    let members: [TrustMember]
    var draw: SeededGenerator
    private let troubles: Set<Trouble>
    private let scratch = Scratch()
    /// Virtual time in milliseconds since 1970, by the clock of the hub where that is right.
    private var now = HandClock.start
    package var counters = Counters()
    private(set) var trace = TraceHash()
    /// What the hub has granted, by the world's own account.
    var granted: [SiteID: Set<ScopeID>] = [:]
    /// The sites and scopes of which the hub has ever said something.
    private var everGranted: Set<[String]> = []
    /// The word that the hub is about to say, until it is certain that it has.
    private var beingSaid: (SiteID, ScopeID)?
    /// When the hub's key changed last, when a key was revoked last, and when each database was copied.
    private var hubKeyChanged: UInt64 = 0
    private var keyRevoked: UInt64 = 0
    private var isHubPutBack = false
    private var written = 0
    private let recovery: RecoveryCode
    private var backedUp: [SiteID: UInt64] = [:]

    /// What can happen besides people's work and exchanges. Each is off in half of the seeds.
    package enum Trouble: CaseIterable, Sendable {
        case keyChange, hubKeyChange, recovery, revocation, grants, relays, crashes, restores,
            clocks
    }

    package static let expected = [
        "edit", "exchange", "key changed", "hub's key changed", "hub's key recovered", "revoked",
        "enrolled anew", "granted", "withdrawn", "work saved", "void", "learned past the hub",
        "changed in an exchange", "line dropped in an exchange", "key not known",
        "not the key that is known", "certificate not valid", "former key shown", "crash",
        "power cut in an exchange", "restore", "hub put back", "refused to a revoked site",
        "no grant", "word carried by a person", "erased",
    ]

    package init(seed: UInt64, templates: ReplicaTemplates? = nil) throws {
        var draw = SeededGenerator(seed: seed, "trust")
        let ids = ["beijing", "anji", "hangzhou", "suzhou", "ningbo"].prefix(3 + draw.below(3))
            .compactMap { SiteID($0) }
        troubles = Set(Trouble.allCases.filter { _ in draw.chance(50) })
        let templates = templates ?? TrustWorld.templates()
        members = try ids.enumerated().map { [scratch] at, id in
            try TrustMember(
                id, of: ids, schema: TrustWorld.schema, directory: "\(scratch.path)/\(id)",
                seed: seed &* 31 &+ UInt64(at), templates: templates)
        }
        var secret = SeededGenerator(seed: seed, "key on paper")
        guard
            let code = RecoveryCode(
                secret: (0..<RecoveryCode.secretByteCount).map { _ in
                    UInt8(truncatingIfNeeded: secret.next())
                })
        else { throw RequestError("so many bytes make a code") }
        recovery = code
        self.draw = draw
    }

    /// New replicas for these worlds, which may share them.
    package static func templates() -> ReplicaTemplates {
        ReplicaTemplates(holds: ScopePolicy.heldByName)
    }

    /// Runs it to its end. Throws the first `Violation`.
    package func run(steps: Int = 150) throws {
        setClocks()
        try hub.replica.setRecoveryKey(recovery.key.publicKey, author: "p", reason: nil)
        for branch in branches { try exchange(branch, hub) }
        for _ in 0..<steps {
            now += UInt64(1 + draw.below(20)) * 3_600_000
            setClocks()
            try step()
        }
        try settle()
    }

    package var traceHash: String { trace.finish() }

    // MARK: Who is there

    var hub: TrustMember { members[0] }
    var branches: ArraySlice<TrustMember> { members.dropFirst() }

    private func branch() -> TrustMember { members[1 + draw.below(members.count - 1)] }

    private func has(_ trouble: Trouble, _ percent: Int) -> Bool {
        troubles.contains(trouble) && draw.chance(percent)
    }

    /// The scopes that a site holds by the world's account.
    func holds(_ site: SiteID, _ scope: ScopeID) -> Bool {
        ScopePolicy.heldByName(site, hub.id, scope) || granted[site]?.contains(scope) ?? false
    }

    func fold(_ body: [UInt8]) { trace.fold(body) }

    /// All is well from here on.
    func calm() {
        for member in members {
            member.clockOffset = 0
            member.site.setDisk(.none)
        }
        now += 60_000
        setClocks()
    }

    // MARK: Events

    private func step() throws {
        if has(.clocks, 8) { turnClock() }
        if has(.keyChange, 8) { try changeKey(of: branch()) }
        // A hub that was put back waits with another key until everybody has called.
        if has(.hubKeyChange, 3), !isHubPutBack { try changeKey(of: hub) }
        if has(.recovery, 1), !isHubPutBack { try recoverHub() }
        if has(.revocation, 5) { try revoke(branch()) }
        if has(.revocation, 8) { try enrolAnew(branch()) }
        if has(.grants, 20) { try grant(draw.pick(TrustWorld.grantable), branch()) }
        if has(.crashes, 3) { try crash(draw.pick(members)) }
        if has(.restores, 4) { backUp(draw.pick(members)) }
        if has(.restores, 2) { try restore(draw.pick(members)) }
        switch draw.below(10) {
        case 0..<5: try edit(draw.pick(members))
        case 5..<8: try exchange(branch(), hub)
        default:
            let (one, other) = (branch(), branch())
            if troubles.contains(.relays), one !== other { try exchange(one, other) }
        }
    }

    /// What may happen to one of two sites while they exchange. Returns whether their line is still there.
    func interfere(_ caller: TrustMember, _ callee: TrustMember) throws -> Bool {
        let branch = caller === hub ? callee : caller
        let before = counters.counts
        defer { if counters.counts != before { counters.sometimes("changed in an exchange") } }
        if has(.keyChange, 4) {
            let member = draw.pick([caller, callee])
            if member !== hub || !isHubPutBack { try changeKey(of: member) }
        }
        if has(.revocation, 2) { try revoke(branch) }
        if has(.grants, 6) { try grant(draw.pick(TrustWorld.grantable), branch) }
        if draw.chance(5) { try edit(draw.pick([caller, callee])) }
        guard has(.crashes, 3) else { return true }
        try crash(draw.pick([caller, callee]))
        return false
    }

    private func setClocks() { for member in members { member.set(now) } }

    /// Wrong by up to 400 days in either direction, or right again.
    private func turnClock() {
        // Who puts a hub back looks at its clock first; and what it said by a wrong one would come after what it says then.
        let member = troubles.contains(.restores) ? branch() : draw.pick(members)
        let days = draw.pick([1, 20, 40, 400])
        member.clockOffset =
            member.clockOffset != 0
            ? 0 : (draw.chance(50) ? 1 : -1) * days * 86_400_000
        member.set(now)
    }

    private func changeKey(of member: TrustMember) throws {
        do {
            let old = try member.key()?.publicKey
            _ = try member.replica.requestNextKey(author: "p", reason: nil)
            counters.sometimes(member === hub ? "hub's key changed" : "key changed")
            if member === hub { hubKeyChanged = now }
            if member === hub, try member.key()?.publicKey == old {
                throw Violation("I13", "the hub's next key does not stand at once")
            }
        } catch StorageError.notTrusted {}
    }

    private func recoverHub() throws {
        do {
            _ = try hub.replica.recoverHubKey(by: recovery, author: "p", reason: nil)
            counters.sometimes("hub's key recovered")
            hubKeyChanged = now
        } catch StorageError.notTrusted {}
    }

    private func revoke(_ branch: TrustMember) throws {
        // It may have been, where the commit fails.
        branch.wasRevoked = true
        guard try hub.replica.revoke(branch.id, author: "p", reason: "lost") else { return }
        keyRevoked = now
        counters.sometimes("revoked")
    }

    /// A branch without a key at the hub comes with another one.
    func enrolAnew(_ branch: TrustMember) throws {
        guard try hub.replica.enrolledKey(of: branch.id) == nil,
            let own = try hub.key()?.publicKey
        else { return }
        try hub.replica.trust(branch.makeAnotherKey(), of: branch.id, ownKey: own)
        branch.wasRevoked = true
        counters.sometimes("enrolled anew")
    }

    private func grant(_ scope: ScopeID, _ branch: TrustMember) throws {
        let isGiven = draw.chance(60)
        beingSaid = (branch.id, scope)
        guard
            try hub.replica.grant(
                scope, to: branch.id, isGiven: isGiven, author: "p", reason: nil)
        else {
            beingSaid = nil
            return
        }
        everGranted.insert([branch.id.name, scope.name])
        account(branch.id, scope, isGiven)
        counters.sometimes(isGiven ? "granted" : "withdrawn")
    }

    private func account(_ site: SiteID, _ scope: ScopeID, _ isGiven: Bool) {
        beingSaid = nil
        if isGiven {
            granted[site, default: []].insert(scope)
        } else {
            granted[site]?.remove(scope)
        }
    }

    /// A commit that failed at the hub may have been made all the same: people look.
    func accountForFailed() throws {
        guard let (site, scope) = beingSaid else { return }
        everGranted.insert([site.name, scope.name])
        account(site, scope, try hub.replica.grants()[site]?.contains(scope) ?? false)
    }

    private func crash(_ member: TrustMember) throws {
        counters.sometimes("crash")
        try member.site.crash()
        try checkTold(member, "after a crash")
    }

    private func backUp(_ member: TrustMember) {
        member.site.backUp()
        backedUp[member.id] = now
    }

    private func restore(_ member: TrustMember) throws {
        guard let time = backedUp[member.id] else { return }
        if member === hub, !mayBePutBack(to: time) { return }
        counters.sometimes("restore")
        try member.site.restore(draw.chance(50) ? .lost : .kept)
        if member === hub {
            counters.sometimes("hub put back")
            isHubPutBack = true
        }
        // What neither its site nor the hub has any more is gone with what was put back; that others bring it back is not asked.
        for other in members { other.told = try other.told.filter { try isSafe($0, of: other) } }
        if member === hub { try sayAgain() }
    }

    /// What a hub signed under a key that it has no more comes back to it for thirty days, or never; and for thirty days after a
    /// change, sites may have what it writes under the former key alone. What it took in under a key that it has revoked since
    /// comes back with the cut, which may name it.
    private func mayBePutBack(to time: UInt64) -> Bool {
        hubKeyChanged + 30 * 86_400_000 < time && keyRevoked < time
    }

    /// People let those call first from whom nothing was withdrawn, as what others had written counts as far as it is here by then. Then
    /// they say every grant and every withdrawal once more to a hub that may have forgotten it.
    private func sayAgain() throws {
        hub.clockOffset = 0
        hub.set(now)
        for branch in branches {
            let given = TrustWorld.grantable.filter {
                everGranted.contains([branch.id.name, $0.name])
            }
            guard Set(given).isSubset(of: granted[branch.id] ?? []) else { continue }
            _ = try exchangeCalmly(branch, hub)
        }
        for branch in branches {
            for scope in TrustWorld.grantable
            where everGranted.contains([branch.id.name, scope.name]) {
                let isGiven = granted[branch.id]?.contains(scope) ?? false
                try hub.replica.grant(
                    scope, to: branch.id, isGiven: isGiven, author: "p", reason: "once more")
            }
        }
    }

    // MARK: People's work

    private func edit(_ member: TrustMember) throws {
        do {
            member.told.formUnion(
                try member.site.edit([try operation(at: member)], author: "p", reason: nil))
            counters.sometimes("edit")
        } catch is EditRefusal {
        } catch StorageError.notHeld {
            counters.sometimes("no grant")
        } catch StorageError.notTrusted {
            counters.sometimes("refused to a revoked site")
        }
    }

    private func operation(at member: TrustMember) throws -> EditOperation {
        written += 1
        let number = draw.below(4)
        let (table, name, fixed): (String, String, [String: JSONValue])
        switch draw.below(10) {
        case 0..<4: (table, name, fixed) = ("company", "c\(number)", [:])
        case 4..<6:
            (table, name) = ("lease", "\(member.id)-\(number)")
            fixed = ["site": .string(member.id.name)]
        case 6..<8: (table, name, fixed) = ("deal", "d\(number)", [:])
        default:
            let city = draw.pick(TrustWorld.cities)
            (table, name, fixed) = ("talk", "\(city)-\(number)", ["city": .string(city)])
        }
        let said: [String: JSONValue] = ["said": .string("\(member.id) \(written)")]
        guard let key = RecordKey(name), try member.replica.record(table, key) != nil else {
            return EditOperation(
                .insert, table, name, columns: said.merging(fixed) { one, _ in one })
        }
        if table == "company", draw.chance(10) {
            counters.sometimes("erased")
            return EditOperation(.erase, table, name, column: "said")
        }
        if draw.chance(20) { return EditOperation(.delete, table, name) }
        return EditOperation(.set, table, name, columns: said, seen: draw.chance(50))
    }

    private static let cities = ["330523", "330100"]
    /// What the hub grants.
    static let grantable = [ScopeID.capital] + cities.map { .city($0) }

    private static let said = ColumnSchema(
        name: "said", storage: .text, policy: .ask, personalSince: 1)

    static let schema = ReplicaSchema(
        version: 1,
        tables: [
            TableSchema(name: "company", columns: [said], scope: .fixed(.common)),
            TableSchema(
                name: "lease",
                columns: [.init(name: "site", storage: .text, policy: .immutable), said],
                scope: .siteOf(column: "site")),
            TableSchema(name: "deal", columns: [said], scope: .fixed(.capital)),
            TableSchema(
                name: "talk",
                columns: [.init(name: "city", storage: .text, policy: .immutable), said],
                scope: .cityOf(column: "city")),
        ])
}
