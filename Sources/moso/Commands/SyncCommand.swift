internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Transport
internal import Workflows

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("sync", Catalogue.Help.sync, alias: "同步")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.syncPeers.help("PEER")) var peers: [String] = []
    @Flag(help: Catalogue.Flag.cron.help) var cron = false
    @Option(help: Catalogue.Flag.alertAfter.help("SPAN")) var alertAfter: String = "6h"
    @Flag(help: Catalogue.Flag.strict.help) var strict = false
    @Option(help: Catalogue.Flag.wait.help("SPAN")) var wait: String = "10s"
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() async throws {
        let session = try Session(options)
        let limit = try session.span(alertAfter, flag: "--alert-after")
        let patience = try session.span(wait, flag: "--wait")
        if dryRun { return try tellPlan(session) }
        let lock = try SyncLock.take(
            session.dataDirectory, waitMilliseconds: patience, cron: cron)
        guard let lock else { return }
        defer { lock.release() }
        let store = try ReplicaStore { try session.open() }
        let known = try await store.withReplica { (replica: Replica) in try replica.peerRecords() }
        // Who has nobody to dial, as the hub, or has paused them all, hears nothing of it from cron.
        if cron, peers.isEmpty, known.allSatisfy(\.isPaused) { return }
        let chosen = try chosen(known)
        let before = try await openIDs(store)
        let loop = try CurlLoop()
        var reports: [(PeerRecord, SyncReport)] = []
        for record in chosen {
            try await doChores(store)
            var report = try await exchange(session, record, store, loop)
            // An answer to what was asked may lie ready by now, here or there.
            var didChores = try await doChores(store)
            if report.failure == nil, try await countersign(store, report.peer?.site) {
                didChores = true
            }
            let awaitsAnswer = try await hasAsked(store)
            if report.failure == nil, didChores || awaitsAnswer {
                let again = try await exchange(session, record, store, loop)
                report.add(again)
                try await doChores(store)
            }
            reports.append((record, report))
        }
        let after = try await openIDs(store)
        let (site, unsealed, stranded) = try await store.withReplica { (replica: Replica) in
            let unsealed = try replica.unsealedEdits().count
            return (replica.meta.site, unsealed, try replica.strandedTransactions())
        }
        let outcome = SyncOutcome(
            site: site, reports: reports, records: try await peerRecords(store),
            fresh: after.filter { !before.contains($0) }, unsealed: unsealed, stranded: stranded)
        try await finish(session, store, outcome, alertAfterMilliseconds: limit)
    }

    @discardableResult
    private func doChores(_ store: ReplicaStore) async throws -> Bool {
        try await store.withReplica { (replica: Replica) in try QuotaHousekeeping(replica).run() }
    }

    private func countersign(_ store: ReplicaStore, _ peer: SiteID?) async throws -> Bool {
        try await store.withReplica { (replica: Replica) in try replica.countersign(with: peer) }
    }

    private func hasAsked(_ store: ReplicaStore) async throws -> Bool {
        try await store.withReplica { (replica: Replica) in
            try QuotaBooks(replica).pools().contains { pool in
                pool.openAsks.contains { $0.by == pool.me }
            }
        }
    }

    private func peerRecords(_ store: ReplicaStore) async throws -> [PeerRecord] {
        try await store.withReplica { (replica: Replica) in try replica.peerRecords() }
    }

    private func openIDs(_ store: ReplicaStore) async throws -> [String] {
        try await store.withReplica { (replica: Replica) in
            try ConflictInbox(replica).items().map(\.shortID)
        }
    }

    private func chosen(_ known: [PeerRecord]) throws(Problem) -> [PeerRecord] {
        for name in peers where !known.contains(where: { $0.url == name || $0.site?.name == name })
        {
            throw .noPeer(name)
        }
        let chosen = known.filter { record in
            peers.isEmpty
                ? !record.isPaused
                : peers.contains(record.url) || peers.contains(record.site?.name ?? "")
        }
        guard !chosen.isEmpty else {
            throw known.first.map { .allPaused($0.site?.name ?? $0.url) } ?? .noPeers()
        }
        return chosen
    }

    /// What would be sent to whom.
    private func tellPlan(_ session: Session) throws {
        let replica = try session.open(sealing: false)
        let view = PeerView(session, replica)
        let chosen = try chosen(replica.peerRecords())
        try session.document("sync.plan", replica, .array(try chosen.map(view.json)))
        for peer in chosen {
            let name = Phrase(verbatim: peer.site?.name ?? peer.url)
            session.printer.say(Catalogue.Sync.plan(peer: name, toSend: try view.toSend(peer) ?? 0))
        }
        session.printer.say(Catalogue.Word.nothingWritten)
    }

    /// One sync with one peer, noted in the peer table.
    private func exchange(
        _ session: Session, _ record: PeerRecord, _ store: ReplicaStore, _ loop: CurlLoop
    ) async throws -> SyncReport {
        let link: CurlLink
        let site: SiteID?
        do {
            (link, site) = try await store.withReplica { (replica: Replica) in
                try Dialling.checkUnsent(replica)
                let dialled = try session.dial(record.url, record.site, replica, loop)
                return (dialled.link, dialled.site)
            }
        } catch let problem as Problem {
            return try await notDialled(record, store, problem)
        }
        let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
        let engine = SyncEngine(
            link: link, door: store, policy: policy, budget: Machine.roundBudget)
        let name = Phrase(verbatim: record.site?.name ?? record.url)
        let printer = session.printer
        if !cron { printer.progress(Catalogue.Sync.connecting(peer: name)) }
        let report = try await engine.run(peer: site) { [cron] report, moved in
            guard !cron else { return }
            printer.progress(
                Catalogue.Sync.moving(
                    peer: name, sent: report.sent, received: report.received,
                    bytes: moved.sent + moved.received))
        }
        try await note(record, store, report)
        return report
    }

    /// What cannot be called without keys: with several peers the others go on, and cron says it in
    /// its time.
    private func notDialled(
        _ record: PeerRecord, _ store: ReplicaStore, _ problem: Problem
    ) async throws -> SyncReport {
        var report = SyncReport()
        report.failure = .link(LinkFailure(kind: .notDialled, detail: problem.happened.en))
        try await note(record, store, report)
        let isAlone = try await chosen(peerRecords(store)).count == 1
        if isAlone, !cron { throw problem }
        return report
    }

    private func note(
        _ record: PeerRecord, _ store: ReplicaStore, _ report: SyncReport
    ) async throws {
        try await store.withReplica { (replica: Replica) in
            try replica.noteTry(
                url: record.url, site: report.peer?.site,
                error: report.failure.map { "\($0)" }, sent: report.sent,
                received: report.received)
        }
    }

    // MARK: Saying what happened

    private func finish(
        _ session: Session, _ store: ReplicaStore, _ outcome: SyncOutcome,
        alertAfterMilliseconds limit: Int64
    ) async throws {
        if cron {
            return try await speakToCron(session, store, outcome, alertAfterMilliseconds: limit)
        }
        session.document("sync", site: outcome.site, outcome.json)
        outcome.tell(session)
        if outcome.code != .ok { throw ArgumentParser.ExitCode(outcome.code.rawValue) }
        if strict, outcome.needsPerson {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }

    /// Speaks when the state turns bad, once a day while it stays bad, and once when it recovers.
    private func speakToCron(
        _ session: Session, _ store: ReplicaStore, _ outcome: SyncOutcome,
        alertAfterMilliseconds limit: Int64
    ) async throws {
        let now = session.now
        for record in outcome.records where !record.isPaused {
            let since = record.lastOKMilliseconds ?? record.addedMilliseconds
            let silent = Int64(now - min(now, since))
            let name = Phrase(verbatim: record.site?.name ?? record.url)
            let tried = outcome.reports.first { $0.0.url == record.url }
            if let report = tried?.1, report.isShort {
                guard SyncCommand.isDue(record.alertedMilliseconds, now) else { continue }
                outcome.warnOfMembership(session.printer, report)
                try await note(store, record, now)
            } else if record.lastError == nil {
                guard record.alertedMilliseconds != nil else { continue }
                let before = tried?.0.lastOKMilliseconds
                session.printer.note(
                    Catalogue.Cron.backInStep(
                        site: outcome.site.name, peer: name,
                        after: before.map {
                            TimeText.duration(seconds: Int64(now - min(now, $0)) / 1_000)
                        }, sent: tried?.1.sent ?? 0, received: tried?.1.received ?? 0))
                try await note(store, record, nil)
            } else if silent >= limit || outcome.trouble(with: record)?.isPermanent == true {
                guard SyncCommand.isDue(record.alertedMilliseconds, now) else { continue }
                try await note(store, record, now)
                let unsent = try await store.withReplica { (replica: Replica) in
                    try PeerView(session, replica).toSend(record)
                }
                throw stale(outcome, record, silent: silent, limit: limit, unsent: unsent)
            }
        }
        let mapped = outcome.code.underCron(isOverdue: false)
        if mapped != .ok { throw ArgumentParser.ExitCode(mapped.rawValue) }
    }

    /// Whether cron has said nothing of a peer for a day. What it has said under a clock that was ahead does
    /// not keep it silent until then.
    private static func isDue(_ spoken: UInt64?, _ now: UInt64) -> Bool {
        guard let spoken else { return true }
        return now < spoken || now - spoken >= 86_400_000
    }

    private func stale(
        _ outcome: SyncOutcome, _ record: PeerRecord, silent: Int64, limit: Int64, unsent: Int?
    ) -> Problem {
        let trouble = outcome.trouble(with: record)
        let cause = trouble?.cause ?? Phrase(verbatim: record.lastError ?? "")
        let name = Phrase(verbatim: record.site?.name ?? record.url)
        if let trouble, trouble.isPermanent {
            return .peerDenied(name, why: cause, unsent: unsent)
        }
        return .peerStale(
            site: outcome.site.name, peer: name,
            silence: TimeText.duration(seconds: silent / 1_000),
            limit: TimeText.duration(seconds: limit / 1_000),
            lastGood: record.lastOKMilliseconds.map {
                Phrase(verbatim: TimeText.local(Int64($0)))
            }, cause: cause, unsent: unsent)
    }

    private func note(
        _ store: ReplicaStore, _ record: PeerRecord, _ milliseconds: UInt64?
    ) async throws {
        try await store.withReplica { (replica: Replica) in
            try replica.noteAlert(url: record.url, at: milliseconds)
        }
    }
}
