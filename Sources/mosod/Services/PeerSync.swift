internal import Causality
internal import Logging
internal import Storage
internal import Sync
internal import Synchronization
internal import Transport
internal import Web
internal import Wire
internal import Workflows

// One peer.
//
//     exchange ──► done ──► wait for any of: the interval · a change here · the peer's word
//        ▲          │
//        │       failed ──► wait for the backoff
//        └──────────┴───────────────┘
//
// The exchange is the only thing that moves data. The long poll only says that there is something,
// so losing it, or believing it once too often, costs a round trip and nothing else.

/// Keeps this replica in step with one peer.
struct PeerSync: Sendable {
    enum Cause: Sendable { case interval, change, word, lost, reload, stop }

    let url: String
    let daemon: Daemon
    let peers: RunningPeers

    private struct Progress {
        var schedule = Schedule()
        var site: SiteID?
        var refusals = Refusals()
        var isStale = false
        /// Whether the last exchange left something that exchanges alone cannot mend.
        var isShort = false
        var lastGood = ContinuousClock.now
    }

    func run() async {
        let address: PeerAddress
        do {
            address = try PeerAddress(parsing: url)
        } catch {
            // Kept from a time when peers of this machine were called in the clear, or by hand.
            log(.error, "the address of a peer cannot be used", ["why": "\(error)"])
            var report = SyncReport()
            report.failure = .link(LinkFailure(kind: .notDialled, detail: "\(error)"))
            do { try await note(report) } catch {
                log(.error, "this try could not be noted", ["error": "\(error)"])
            }
            return
        }
        var progress = Progress()
        progress.site = await knownSite()
        var cause = Cause.interval
        while isWanted {
            await daemon.doChores()
            let seen = daemon.changes.count
            let (report, link) = await exchange(address, progress.site, progress.refusals)
            if report.peer != nil { progress.refusals = report.refusals }
            guard isWanted else { return }
            cause = await next(report, after: cause, seen: seen, link, &progress)
        }
    }

    private var isWanted: Bool {
        !Task.isCancelled && !daemon.changes.isClosed && peers.isWanted(url)
    }

    private func knownSite() async -> SiteID? {
        try? await daemon.store.withReplica { [url] (replica: Replica) in
            try replica.peerRecords().first { $0.url == url }?.site
        }
    }

    // MARK: The exchange

    /// One exchange within the time allowed, noted in the peer table; and the way it went.
    private func exchange(
        _ address: PeerAddress, _ site: SiteID?, _ refusals: Refusals
    ) async -> (SyncReport, CurlLink?) {
        var report = SyncReport()
        let began = ContinuousClock.now
        daemon.exchanges.add(1, ordering: .relaxed)
        defer {
            daemon.exchanges.subtract(1, ordering: .relaxed)
            daemon.metrics.note(report, took: ContinuousClock.now - began)
        }
        do {
            let (link, site) = try await daemon.dial(address, site)
            report = try await exchange(link, site, refusals)
            try await note(report)
            if !report.findings.isEmpty { try await daemon.tellEpoch() }
            return (report, link)
        } catch let problem as Problem {
            report.failure = .link(LinkFailure(kind: .notDialled, detail: problem.happened.en))
            do { try await note(report) } catch {
                log(.error, "this try could not be noted", ["error": "\(error)"])
            }
        } catch {
            // About our own replica: a full disk, a damaged file. The peer hears nothing of it.
            log(.error, "the exchange failed here", ["error": "\(error)"])
            report.failure = .link(LinkFailure(kind: .other, detail: "\(error)"))
        }
        return (report, nil)
    }

    private func exchange(
        _ link: CurlLink, _ site: SiteID?, _ refusals: Refusals
    ) async throws -> SyncReport {
        let engine = SyncEngine(
            link: link, door: daemon.store, policy: daemon.policy, budget: Machine.roundBudget)
        let limit = daemon.settings.sync.maxTime
        return try await withThrowingTaskGroup(of: SyncReport?.self) { group in
            group.addTask { try await engine.run(peer: site, refusals: refusals) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            // The engine answers a cancellation with what it has done so far.
            var report = try await group.next() ?? nil
            group.cancelAll()
            if report == nil { report = try await group.next() ?? nil }
            return report ?? SyncReport()
        }
    }

    private func note(_ report: SyncReport) async throws {
        guard isWanted else { return }
        let error = report.failure.map(Self.words)
        try await daemon.store.withReplica { [url] (replica: Replica) in
            try replica.noteTry(
                url: url, site: report.peer?.site, error: error, sent: report.sent,
                received: report.received)
        }
    }

    // MARK: What follows from it

    private func next(
        _ report: SyncReport, after cause: Cause, seen: UInt64, _ link: CurlLink?,
        _ progress: inout Progress
    ) async -> Cause {
        let settings = daemon.settings.sync
        if report.received > 0 {
            daemon.changes.fire()
            // What the chores write goes out with the next exchange, which their change brings on.
            if await daemon.doChores() { daemon.changes.fire() }
        }
        if let failure = report.failure {
            let pause = progress.schedule.failed(
                settings, random: daemon.random(), retryAfterSeconds: Self.retryAfter(report))
            tell(failure, pause, &progress)
            return await wait(pause, changesAfter: nil, watching: nil)
        }
        if await daemon.countersign(with: report.peer?.site) { daemon.changes.fire() }
        tell(report, &progress)
        progress.site = report.peer?.site ?? progress.site
        let pause = progress.schedule.succeeded(settings, random: daemon.random())
        let moved = report.received > 0 || report.sent > 0
        if cause == .word || cause == .lost {
            let hush = progress.schedule.called(moved: moved, random: daemon.random())
            if hush > .zero {
                let ended = await wait(hush, changesAfter: nil, watching: nil)
                if ended != .interval { return ended }
            }
        }
        // What we have just applied ourselves is no reason to ask the peer again.
        let known = report.received > 0 && daemon.changes.count == seen + 1 ? seen + 1 : seen
        return await wait(
            pause, changesAfter: settings.onChange ? known : nil,
            watching: settings.watch
                ? watch(link, report.peerDigest) : nil)
    }

    /// Waits for the first of what may end the wait.
    private func wait(
        _ pause: Duration, changesAfter seen: UInt64?,
        watching: (@Sendable () async -> Cause)?
    ) async -> Cause {
        let reloads = daemon.reloads.count
        return await withTaskGroup(of: Cause.self) { group in
            group.addTask {
                try? await Task.sleep(for: pause)
                return .interval
            }
            group.addTask {
                while !daemon.reloads.isClosed, !Task.isCancelled, peers.isWanted(url) {
                    await daemon.reloads.change(after: daemon.reloads.count)
                    if daemon.reloads.count > reloads, !peers.isWanted(url) { break }
                }
                return .stop
            }
            if let seen {
                group.addTask {
                    await daemon.changes.change(after: seen)
                    return .change
                }
            }
            if let watching { group.addTask { await watching() } }
            defer { group.cancelAll() }
            return await group.next() ?? .stop
        }
    }

    // MARK: The long poll

    /// Asks the peer to answer when it holds something new, again and again while nothing is.
    private func watch(_ link: CurlLink?, _ digest: UInt64?) -> (@Sendable () async -> Cause)? {
        guard let link, let digest else { return nil }
        let request = Watch.request(site: daemon.identity.origin.site, digest: digest)
        return {
            while !Task.isCancelled {
                let asked = ContinuousClock.now
                let reply = await link.perform(request, progress: nil)
                switch (reply.failure, reply.status) {
                case (nil, 204):
                    // It is to be held open for a while; a peer that does not do so is not asked without end.
                    if .now - asked < .seconds(1) { try? await Task.sleep(for: .seconds(1)) }
                case (nil, 200): return .word
                default:
                    // Whatever is wrong, the next exchange will find it out and back off.
                    try? await Task.sleep(for: .milliseconds(daemon.random() % 1_000))
                    return .lost
                }
            }
            return .lost
        }
    }

    // MARK: The log

    private func tell(_ report: SyncReport, _ progress: inout Progress) {
        if progress.schedule.failures > 0 {
            log(
                .notice, "in step with the peer again",
                ["failures": "\(progress.schedule.failures)"])
        }
        progress.isStale = false
        progress.lastGood = .now
        let moved = report.received > 0 || report.sent > 0
        log(
            moved ? .info : .debug, "in step",
            [
                "site": "\(report.peer.map { "\($0)" } ?? "")", "sent": "\(report.sent)",
                "received": "\(report.received)", "rounds": "\(report.rounds)",
            ])
        for item in report.quarantined {
            guard case .quarantined(let why) = item.outcome else { continue }
            log(
                .warning, "transaction put aside",
                ["dot": "\(item.dot?.description ?? "unknown")", "why": "\(why)"])
        }
        for item in report.unsigned {
            guard case .unsigned(let why) = item.outcome else { continue }
            log(.warning, "not signed by its author, not taken in", ["why": "\(why)"])
        }
        if let notice = report.refusedThere.first(where: { $0.kind == .postponed }) {
            log(.warning, "not taken in by the peer today", ["why": "\(notice.detail)"])
        }
        if let notice = report.refusedThere.first(where: { $0.kind == .undecided }) {
            log(.warning, "not taken in by the peer for now", ["why": "\(notice.detail)"])
        }
        for notice in report.refusedThere where notice.kind == .quarantined {
            log(
                .warning, "put aside by the peer",
                ["dot": "\(notice.dot)", "why": "\(notice.detail)"])
        }
        for finding in report.findings { log(.warning, "handshake", ["finding": "\(finding)"]) }
        if report.isShort {
            // The first time it is news.
            log(
                progress.isShort ? .debug : .warning, "not in step by exchanges alone",
                [
                    "not_taken_in": "\(report.refusedOwn.count)",
                    "needs_snapshot": "\(report.trimmedThere.sorted())",
                ])
        }
        progress.isShort = report.isShort
    }

    private func tell(_ failure: SyncFailure, _ pause: Duration, _ progress: inout Progress) {
        let silent = ContinuousClock.now - progress.lastGood
        let isNewlyStale = !progress.isStale && silent >= daemon.settings.sync.alertAfter
        if isNewlyStale { progress.isStale = true }
        // The first failure is news, the hundredth is not.
        let level: Logger.Level =
            isNewlyStale ? .error : progress.schedule.failures == 1 ? .notice : .debug
        log(
            level, isNewlyStale ? "the peer has been out of reach for long" : "not reached",
            [
                "why": "\(Self.words(failure))", "again_in": "\(pause)",
                "silent_seconds": "\(silent.components.seconds)",
            ])
    }

    private func log(_ level: Logger.Level, _ message: Logger.Message, _ metadata: Logger.Metadata)
    {
        daemon.logger.log(
            level: level, message, metadata: metadata.merging(["peer": "\(url)"]) { old, _ in old })
    }

    private static func words(_ failure: SyncFailure) -> String {
        switch failure {
        case .link(let link): "\(link.kind.rawValue): \(link.detail)"
        case .status(let status, _, let detail): "HTTP \(status) \(detail)"
        case .reply(let problem): "\(problem.code.rawValue): \(problem.detail)"
        }
    }

    private static func retryAfter(_ report: SyncReport) -> Int? {
        guard let headers = report.failedReply?.headers else { return nil }
        return retryAfterSeconds(
            in: headers, wallSeconds: Int64(Machine.wallMilliseconds() / 1000))
    }
}
