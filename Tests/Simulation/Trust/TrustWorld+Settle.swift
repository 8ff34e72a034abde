internal import Causality
internal import Storage
internal import Sync
internal import Wire

// How a `TrustWorld` ends, and what must hold then.

extension TrustWorld {
    /// Clocks are right, disks work, and people help where only they can. Then whoever is left agrees.
    func settle() throws {
        calm()
        var left: [TrustMember] = []
        for branch in branches {
            let isOut = try hub.replica.enrolledKey(of: branch.id) == nil
            if isOut, draw.chance(60) { try enrolAnew(branch) } else if isOut { continue }
            left.append(branch)
        }
        for round in 0..<10 { for branch in left { try bringIn(branch, round, left) } }
        for branch in left {
            guard try refusal(of: branch, by: hub) == nil else {
                throw Violation("I19", "\(branch.id) is not let in at the end")
            }
        }
        try checkAgreement(among: left)
        for member in members {
            try checkTold(member, "at the end")
            if try !member.saved().isEmpty { counters.sometimes("work saved") }
            if let wrong = try member.site.selfCheck().first {
                throw Violation("I17", "\(member.id): \(wrong)")
            }
        }
        try checkAnyOrder()
    }

    /// First by itself, then past the hub, then with the help of people.
    private func bringIn(_ branch: TrustMember, _ round: Int, _ left: [TrustMember]) throws {
        if try exchangeCalmly(branch, hub) { return }
        if round < 3 {
            for other in left where other !== branch {
                if try exchangeCalmly(branch, other) { return }
            }
        } else {
            try help(branch)
            _ = try exchangeCalmly(branch, hub)
        }
    }

    /// People tell each other keys, by telephone.
    private func help(_ branch: TrustMember) throws {
        guard let hubKey = try hub.key()?.publicKey, let own = try branch.key()?.publicKey else {
            return
        }
        if try branch.replica.enrolledKey(of: hub.id) != hubKey {
            counters.sometimes("word carried by a person")
            if let said = try hub.replica.lastRecovery(),
                try branch.replica.recoveryKey() == said.recovery, said.new == hubKey
            {
                _ = try branch.replica.follow(said)
            } else {
                try branch.replica.revoke(hub.id, reason: "replaced")
                try branch.replica.trust(hubKey, of: hub.id, ownKey: own)
            }
        }
        guard try hub.replica.enrolledSite(of: own) != branch.id else { return }
        try hub.replica.revoke(branch.id, author: "p", reason: "not known")
        try enrolAnew(branch)
    }

    // MARK: I1, I13

    private func checkAgreement(among left: [TrustMember]) throws {
        let said = try hub.replica.grants()
        if said != granted.filter({ !$0.value.isEmpty }) {
            throw Violation("I13", "the hub says \(said), and has granted \(granted)")
        }
        let void = try voids(at: hub)
        if !void.isEmpty { counters.sometimes("void") }
        let all = try hub.replica.vector { _ in true }
        for branch in left {
            let here = try branch.replica.vector { _ in true }
            for scope in Set((all.entries + here.entries).map(\.stream.scope)).sorted() {
                try checkAgreement(on: scope, branch)
            }
            let shown = void.filter { holds(branch.id, $0.stream.scope) }
            guard try voids(at: branch) == shown else {
                throw Violation(
                    "I13", "\(branch.id) lets other transactions count than the hub does")
            }
        }
    }

    private func checkAgreement(on scope: ScopeID, _ branch: TrustMember) throws {
        let here = try branch.replica.vector { $0 == scope }
        guard holds(branch.id, scope) else {
            if here.isEmpty { return }
            throw Violation("I9", "\(branch.id) keeps something of \(scope)")
        }
        guard try here == hub.replica.vector({ $0 == scope }) else {
            throw Violation(
                "I19",
                "\(branch.id) and the hub are not in step in \(scope): "
                    + "\(here) and \(try hub.replica.vector { $0 == scope }), after "
                    + "\(branch.report.map { "\($0)" } ?? "no exchange")")
        }
        guard try branch.replica.stateDigest(of: scope) == hub.replica.stateDigest(of: scope) else {
            throw Violation("I1", "\(branch.id) and the hub differ in \(scope)")
        }
    }

    /// The transactions that make no rows.
    private func voids(at member: TrustMember) throws -> Set<Dot> {
        var voids: Set<Dot> = []
        try member.replica.forEachTransaction { _, transaction in
            if transaction.isVoid { voids.insert(transaction.dot) }
        }
        return voids
    }

    /// The hub's log in any order, one at a time, at a replica that knows no key and holds everything.
    private func checkAnyOrder() throws {
        let fresh = try SQLiteSite(
            SiteID("archive") ?? hub.id, hub: hub.id, schema: TrustWorld.schema,
            directory: hub.site.directory + "-again", clock: hub.clock, seed: 1)
        var records: [LogRecord] = []
        _ = try hub.replica.extract(beyond: VersionVector(), { _ in true }) {
            records.append($0)
            return true
        }
        let whole = try hub.replica.vector { _ in true }
        for _ in 0..<20 where try fresh.vector({ _ in true }) != whole {
            draw.shuffle(&records)
            for record in records { _ = try fresh.apply([record], from: hub.id) { _ in true } }
        }
        guard try fresh.vector({ _ in true }) == whole else {
            throw Violation("I13", "in another order something of the hub's log is not taken in")
        }
        for scope in Set(whole.entries.map(\.stream.scope)).sorted() {
            guard
                try fresh.replica.stateDigest(of: scope) == hub.replica.stateDigest(of: scope)
            else { throw Violation("I13", "in another order \(scope) comes to another state") }
        }
    }

    // MARK: I2

    func checkTold(_ member: TrustMember, _ when: String) throws {
        for dot in member.told.sorted() where try !isSafe(dot, of: member) {
            throw Violation("I2", "\(dot), which \(member.id) acknowledged, is lost \(when)")
        }
    }

    /// Whether what a site has acknowledged counts at the hub, is here, or lies in a file; of a site whose key was revoked also
    /// whether the hub has it as evidence.
    func isSafe(_ dot: Dot, of member: TrustMember) throws -> Bool {
        if try member.site.hash(of: dot) != nil || member.saved().contains(dot) { return true }
        guard let there = try hub.replica.transaction(dot) else { return false }
        return !there.isVoid || member.wasRevoked
    }
}
