internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Transport
internal import Workflows

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Send and fetch changes now.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Only these peers: their site or their address.") var peers: [String] = []
    @Flag(help: "For cron: silent unless a person must know.") var cron = false
    @Option(help: "With --cron: how long no peer may be reached before it says so.")
    var alertAfter: String = "6h"
    @Flag(help: "Exit with 3 when something needs a person.") var strict = false

    func run() async throws {
        let session = Session(options)
        guard let limit = TimeText.span(alertAfter) else {
            throw ValidationError("--alert-after is no span such as 6h")
        }
        let directory = session.dataDirectory
        let lock = try SyncLock.take(directory, cron: cron)
        guard let lock else { return }
        defer { lock.release() }
        let store = try ReplicaStore { try session.open() }
        try await store.withReplica { (replica: Replica) in _ = try replica.sealForeignEdits() }
        let known = try await store.withReplica { (replica: Replica) in try replica.peerRecords() }
        let chosen = known.filter { record in
            peers.isEmpty
                ? !record.isPaused : peers.contains(record.url) || peers.contains(record.site?.name ?? "")
        }
        guard !chosen.isEmpty else { throw noPeer(known) }
        let before = try await openIDs(store)
        let loop = try CurlLoop()
        var reports: [(PeerRecord, SyncReport)] = []
        for record in chosen {
            reports.append((record, try await Self.exchange(record, store, loop)))
        }
        let after = try await openIDs(store)
        let records = try await store.withReplica { (replica: Replica) in
            try replica.peerRecords()
        }
        try await finish(
            session, store, reports, records, fresh: after.filter { !before.contains($0) },
            alertAfterSeconds: limit)
    }

    private func openIDs(_ store: ReplicaStore) async throws -> [String] {
        try await store.withReplica { (replica: Replica) in
            try ConflictInbox(replica).items().map(\.shortID)
        }
    }

    /// One sync with one peer, noted in the peer table.
    static func exchange(
        _ record: PeerRecord, _ store: ReplicaStore, _ loop: CurlLoop
    ) async throws -> SyncReport {
        let link = CurlLink(to: try PeerAddress(parsing: record.url), on: loop)
        let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
        let engine = SyncEngine(link: link, door: store, policy: policy)
        let report = try await engine.run(peer: record.site)
        try await store.withReplica { (replica: Replica) in
            try replica.noteTry(
                url: record.url, site: report.peer?.site,
                error: report.failure.map { "\($0)" }, sent: report.sent,
                received: report.received)
        }
        return report
    }

    private func noPeer(_ known: [PeerRecord]) -> Problem {
        Problem(
            .noPeer,
            happened: known.isEmpty
                ? Phrase(zh: "还没有对端。", en: "there is no peer yet.")
                : Phrase(zh: "没有这个对端。", en: "there is no such peer."),
            safety: Phrase(zh: "改动都安全保存在本机。", en: "Your changes are safe here."),
            remedies: [.run("moso peers add http://127.0.0.1:7421")])
    }

    // MARK: Saying what happened

    private func finish(
        _ session: Session, _ store: ReplicaStore, _ reports: [(PeerRecord, SyncReport)],
        _ records: [PeerRecord], fresh: [String], alertAfterSeconds: Int64
    ) async throws {
        let failed = reports.filter { $0.1.failure != nil }.count
        let code: Workflows.ExitCode =
            failed == 0 ? .ok : failed < reports.count ? .partial : .retryLater
        if cron {
            return try await speakToCron(
                session, store, records, code, alertAfterSeconds: alertAfterSeconds)
        }
        if options.json {
            session.print("sync", site: nil, .array(reports.map(Self.json)))
        } else {
            for (record, report) in reports { session.print(line(session, record, report)) }
            for (_, report) in reports { warn(session, report) }
            let good = reports.count - failed
            session.print(
                Phrase(
                    zh: "与 \(reports.count) 个对端中的 \(good) 个一致。"
                        + (fresh.isEmpty ? "" : "\(fresh.count) 处新的待核对：\(fresh.joined(separator: "、"))"),
                    en: "In step with \(good) of \(English.counted(reports.count, "peer"))."
                        + (fresh.isEmpty
                            ? "" : " \(English.counted(fresh.count, "new thing")) for a person: \(fresh.joined(separator: ", "))")
                ))
        }
        if code != .ok { throw ArgumentParser.ExitCode(code.rawValue) }
        let needsPerson = reports.contains {
            !$0.1.quarantined.isEmpty || !$0.1.findings.isEmpty || !$0.1.held.isEmpty
        }
        if strict && (needsPerson || !fresh.isEmpty) { throw ArgumentParser.ExitCode(3) }
    }

    private func line(_ session: Session, _ record: PeerRecord, _ report: SyncReport) -> String {
        let name = report.peer?.site.name ?? record.site?.name ?? record.url
        if let failure = report.failure {
            return Phrase(
                zh: "\(name)  未连上：\(Self.words(failure))；改动安全，下次再试",
                en: "\(name)  not reached: \(Self.words(failure)); your changes are safe, will retry"
            ).text(session.language)
        }
        return Phrase(
            zh: "\(name)  发送 \(report.sent)，收到 \(report.received)",
            en: "\(name)  sent \(report.sent), received \(report.received)"
        ).text(session.language)
    }

    private func warn(_ session: Session, _ report: SyncReport) {
        for item in report.quarantined {
            guard case .quarantined(let why) = item.outcome else { continue }
            session.say(
                Phrase(
                    zh: "已隔离 \(item.dot?.description ?? "一条无法辨认的改动")：\(why)",
                    en: "put aside \(item.dot?.description ?? "an unreadable change"): \(why)"))
        }
        for dot in report.held {
            session.say(Phrase(zh: "\(dot) 等待它的前因。", en: "\(dot) waits for what it builds on."))
        }
        for finding in report.findings {
            session.say(Phrase(zh: "握手发现异常：\(finding)", en: "the handshake found: \(finding)"))
        }
    }

    static func words(_ failure: SyncFailure) -> String {
        switch failure {
        case .link(let link): link.detail
        case .status(let status, _, let detail): "HTTP \(status) \(detail)"
        case .reply(let problem): problem.detail
        }
    }

    private static func json(_ pair: (PeerRecord, SyncReport)) -> JSON {
        let report = pair.1
        return [
            "peer": .optional(report.peer?.site.name), "url": .string(pair.0.url),
            "sent": .count(report.sent), "received": .count(report.received),
            "bytes_sent": .count(report.bytesSent), "bytes_received": .count(report.bytesReceived),
            "rounds": .count(report.rounds), "held": .count(report.held.count),
            "quarantined": .count(report.quarantined.count),
            "failure": .optional(report.failure.map(words)),
        ]
    }

    /// Speaks when the state turns bad, once a day while it stays bad, and once when it recovers.
    private func speakToCron(
        _ session: Session, _ store: ReplicaStore, _ records: [PeerRecord], _ code: Workflows.ExitCode,
        alertAfterSeconds: Int64
    ) async throws {
        let now = session.now
        for record in records where !record.isPaused {
            let since = record.lastOKMilliseconds ?? record.addedMilliseconds
            let silent = Int64(now - min(now, since)) / 1_000
            let name = record.site?.name ?? record.url
            if record.lastError == nil {
                guard record.alertedMilliseconds != nil else { continue }
                session.say(Phrase(zh: "与 \(name) 恢复一致。", en: "in step with \(name) again."))
                try await note(store, record, nil)
            } else if silent >= alertAfterSeconds {
                if let spoken = record.alertedMilliseconds, now < spoken + 86_400_000 { continue }
                session.say(
                    Phrase(
                        zh: "已有 \(TimeText.duration(seconds: silent).zh) 没有连上 \(name)：\(record.lastError ?? "")。改动都安全保存在本机。",
                        en: "\(name) has not been reached for \(TimeText.duration(seconds: silent).en): \(record.lastError ?? ""). All changes are safe here."
                    ))
                try await note(store, record, now)
                throw ArgumentParser.ExitCode(Workflows.ExitCode.retryLater.rawValue)
            }
        }
        let mapped = code.underCron(isOverdue: false)
        if mapped != .ok { throw ArgumentParser.ExitCode(mapped.rawValue) }
    }

    private func note(
        _ store: ReplicaStore, _ record: PeerRecord, _ milliseconds: UInt64?
    ) async throws {
        try await store.withReplica { (replica: Replica) in
            try replica.noteAlert(url: record.url, at: milliseconds)
        }
    }
}
