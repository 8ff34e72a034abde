internal import Causality
internal import Storage
internal import Sync
internal import Wire

// Lines and exchanges of a `TrustWorld`.

extension TrustWorld {
    /// Why one site does not come through to another.
    enum Refusal: String {
        case keyNotKnown = "key not known"
        case otherKey = "not the key that is known"
        case certificate = "certificate not valid"
    }

    /// What stands in the way of a connection, as TLS would find it with the key that the caller expects.
    func refusal(of caller: TrustMember, by callee: TrustMember) throws -> Refusal? {
        guard let own = try caller.key(),
            let expected = try caller.replica.enrolledKey(of: callee.id)
        else { return .keyNotKnown }
        // The hub shows its former key to whoever calls it by that name.
        let (standing, former) = (try callee.key(), try callee.formerKey())
        guard
            let shown = [standing, former].compactMap({ $0 }).first(where: {
                $0.publicKey == expected
            })
        else { return .otherKey }
        guard try callee.replica.enrolledSite(of: own.publicKey) == caller.id else {
            return .keyNotKnown
        }
        guard callee.takes(caller.certificate(of: own)),
            caller.takes(callee.certificate(of: shown))
        else { return .certificate }
        if shown.publicKey != standing?.publicKey { counters.sometimes("former key shown") }
        return nil
    }

    /// One exchange, in which anything may happen. Returns whether it came to its end.
    @discardableResult
    func exchange(_ caller: TrustMember, _ callee: TrustMember) throws -> Bool {
        if let why = try refusal(of: caller, by: callee) {
            counters.sometimes(why.rawValue)
            return false
        }
        let victim = draw.chance(6) ? draw.pick([caller, callee]) : nil
        victim?.site.setDisk(.stop(after: 1 + draw.below(40)))
        do {
            let isDone = try converse(caller, callee) { try interfere(caller, callee) }
            victim?.site.setDisk(.none)
            return isDone
        } catch let violation as Violation {
            throw violation
        } catch {
            guard let victim else { throw error }
            victim.site.setDisk(.none)
            counters.sometimes("power cut in an exchange")
            try victim.site.powerCut(seed: draw.next())
            try accountForFailed()
            try checkTold(victim, "after the power went in an exchange")
            return false
        }
    }

    /// One in which nothing happens besides; whoever is let in gets to its end.
    func exchangeCalmly(_ caller: TrustMember, _ callee: TrustMember) throws -> Bool {
        guard try refusal(of: caller, by: callee) == nil else { return false }
        guard try converse(caller, callee, meanwhile: { true }) else {
            throw Violation("I19", "\(caller.id) and \(callee.id) come to no end")
        }
        return true
    }

    private func converse(
        _ caller: TrustMember, _ callee: TrustMember, meanwhile: () throws -> Bool
    ) throws -> Bool {
        guard let proven = try caller.key()?.publicKey else { return false }
        var session = SyncCaller(policy: .standard, peer: callee.id)
        // What each has named in this conversation.
        var named: [SiteID: Set<ScopeID>] = [:]
        while session.report.rounds < 100 {
            let request = try session.request(caller.replica)
            try look(at: request, from: caller, to: callee, &named)
            guard try meanwhile() else { return false }
            // A server looks at the key of a kept connection with each request.
            guard try callee.replica.enrolledSite(of: proven) == caller.id else {
                counters.sometimes("line dropped in an exchange")
                return false
            }
            var answering = SyncResponder(policy: .standard)
            try request.withUnsafeBytes { try answering.feed($0) }
            let reply = try answering.answer(callee.replica).reply
            try look(at: reply, from: callee, to: caller, &named)
            guard try meanwhile() else { return false }
            let step = try session.takeIn(PeerReply(status: 200, body: reply), caller.replica)
            if step != .again { return try ended(session.report, caller, callee) }
        }
        return false
    }

    private func ended(
        _ report: SyncReport, _ caller: TrustMember, _ callee: TrustMember
    ) throws -> Bool {
        guard report.failure == nil else {
            throw Violation("I19", "\(caller.id) with \(callee.id): \(report)")
        }
        counters.sometimes("exchange")
        caller.report = report
        if callee !== hub, report.received > 0 { counters.sometimes("learned past the hub") }
        return true
    }

    /// I9: nothing tells of a scope that the receiver does not hold; by the hub's word where the hub speaks, by what it has
    /// heard of it where somebody else does. What is not taken in is called by the name under which it came.
    private func look(
        at body: [UInt8], from sender: TrustMember, to receiver: TrustMember,
        _ named: inout [SiteID: Set<ScopeID>]
    ) throws {
        fold(body)
        let known = sender === hub ? granted : try sender.replica.grants()
        let holds = { (site: SiteID, scope: ScopeID) in
            ScopePolicy.heldByName(site, self.hub.id, scope)
                || known[site]?.contains(scope) ?? false
        }
        let told = try ToldScopes(in: body).told
        named[sender.id, default: []].formUnion(told.map(\.scope))
        for (scope, what) in told where !holds(receiver.id, scope) || !holds(sender.id, scope) {
            if what == ToldScopes.notice, named[receiver.id]?.contains(scope) ?? false { continue }
            throw Violation("I9", "\(sender.id) tells \(receiver.id) of \(scope) by \(what)")
        }
    }
}
