internal import Causality
internal import Sync

extension World {
    static let roundsMax = 20

    /// The faults are over. The core syncs along its links until nothing moves, and must be quiet
    /// within twenty rounds.
    func settleCore() throws {
        let core = scenario.core.map { sites[$0] }
        sessions = [:]
        cutLines = []
        for site in sites {
            site.arranged = nil
            site.pausedUntil = 0
            site.store.setDisk(.none)
        }
        for site in core where site.isDown {
            try restart(site)
            if let why = site.downBecause {
                throw Violation("I11", "\(site.id) does not start on a sound disk: \(why)")
            }
        }
        if scenario.versions != nil { for site in core { try upgrade(site) } }
        let links = scenario.links.filter { pair in pair.allSatisfy(scenario.core.contains) }
        for _ in 0..<World.roundsMax {
            var moved = false
            for link in links {
                advance(to: now + 60_000)
                let report = try syncCleanly(sites[link[0]], sites[link[1]])
                moved = moved || report.received > 0 || report.sent > 0
                for at in link where try answerAsks(at: sites[at]) { moved = true }
            }
            if !moved {
                try tellAtRest(core)
                return
            }
        }
        throw Violation("I19", "the core still moves after \(World.roundsMax) rounds")
    }

    private func syncCleanly(_ caller: WorldSite, _ responder: WorldSite) throws -> SyncReport {
        var machine = SyncCaller(policy: policy, peer: responder.id)
        setClock(caller)
        setClock(responder)
        var step = SyncCaller.Step.again
        while step == .again {
            guard machine.report.rounds < 200 else {
                throw Violation("I19", "\(caller.id) and \(responder.id) never come to an end")
            }
            let body = try machine.request(WatchedPort(caller, self))
            trace.fold(body)
            try tell(.sent(caller, to: responder.id, body))
            var answering = SyncResponder(policy: policy)
            let reply: PeerReply
            do {
                try body.withUnsafeBytes { try answering.feed($0) }
                reply = PeerReply(
                    status: 200, body: try answering.answer(WatchedPort(responder, self)).reply)
            } catch let problem as SyncProblem {
                reply = PeerReply(status: problem.status)
            }
            trace.fold(reply.body)
            try tell(.sent(responder, to: caller.id, reply.body))
            step = try machine.takeIn(reply, WatchedPort(caller, self))
        }
        guard step == .done else {
            let why = machine.report.failure.map { "\($0)" } ?? "no reason"
            throw Violation("I19", "\(caller.id) cannot sync with \(responder.id): \(why)")
        }
        try tell(.exchanged(caller, with: responder.id, machine.report))
        return machine.report
    }
}
