internal import Causality
internal import Storage
internal import Sync
internal import Workflows

/// What a `moso sync` with some peers came to.
struct SyncOutcome: Sendable {
    let site: SiteID
    let reports: [(PeerRecord, SyncReport)]
    /// Every peer as it stands now.
    let records: [PeerRecord]
    /// Conflicts that were not open before.
    let fresh: [String]

    private var failed: Int { reports.count { $0.1.failure != nil } }

    var code: ExitCode { failed == 0 ? .ok : failed < reports.count ? .partial : .retryLater }

    var needsPerson: Bool {
        !fresh.isEmpty
            || reports.contains {
                !$0.1.quarantined.isEmpty || !$0.1.findings.isEmpty || !$0.1.held.isEmpty
            }
    }

    func cause(of record: PeerRecord) -> String {
        reports.first { $0.0.url == record.url }?.1.failure.map(SyncOutcome.words)
            ?? record.lastError ?? ""
    }

    func tell(_ session: Session) {
        let printer = session.printer
        for (record, report) in reports {
            let name = Phrase(verbatim: report.peer?.site.name ?? record.site?.name ?? record.url)
            if let failure = report.failure {
                printer.say(
                    Catalogue.Sync.notReached(name, cause: SyncOutcome.words(failure)),
                    mark: .attention)
            } else {
                let line = Catalogue.Sync.exchanged(sent: report.sent, received: report.received)
                printer.say(Catalogue.Sync.with(name, line))
                printer.detail(
                    Catalogue.Sync.traffic(
                        sent: report.bytesSent, received: report.bytesReceived,
                        rounds: report.rounds))
            }
            warn(printer, report)
        }
        printer.say(Catalogue.Sync.summary(reached: reports.count - failed, of: reports.count))
        guard let first = fresh.first else { return }
        printer.say(Catalogue.Sync.newConflicts(fresh), mark: .attention)
        printer.remark(Catalogue.Sync.seeConflict(first), indent: 2)
    }

    private func warn(_ printer: Printer, _ report: SyncReport) {
        if !report.quarantined.isEmpty {
            printer.note(Catalogue.Sync.quarantined(report.quarantined.count))
        }
        for item in report.quarantined {
            guard case .quarantined(let why) = item.outcome else { continue }
            printer.note(Phrase(verbatim: "  \(item.dot?.description ?? "?"): \(why)"))
        }
        if !report.held.isEmpty { printer.note(Catalogue.Sync.held(report.held.count)) }
        for finding in report.findings { printer.note(SyncOutcome.phrase(finding)) }
    }

    private static func phrase(_ finding: HandshakeFinding) -> Phrase {
        switch finding {
        case .rolledBack(let stream, let here, let there):
            Catalogue.Sync.rolledBack(stream: stream.description, here: here, there: there)
        case .fork(let dot): Catalogue.Sync.forked(dot.description)
        case .tooLargeToSend(let dot): Catalogue.Sync.tooLargeToSend(dot?.description ?? "?")
        }
    }

    static func words(_ failure: SyncFailure) -> String {
        switch failure {
        case .link(let link): link.detail
        case .status(let status, _, let detail): "HTTP \(status) \(detail)"
        case .reply(let problem): problem.detail
        }
    }

    var json: JSON {
        .array(
            reports.map { record, report in
                [
                    "peer": .optional(report.peer?.site.name), "url": .string(record.url),
                    "sent": .count(report.sent), "received": .count(report.received),
                    "bytes_sent": .count(report.bytesSent),
                    "bytes_received": .count(report.bytesReceived),
                    "rounds": .count(report.rounds), "held": .count(report.held.count),
                    "quarantined": .count(report.quarantined.count),
                    "findings": .array(report.findings.map { .string($0.description) }),
                    "failure": .optional(report.failure.map(SyncOutcome.words)),
                    "new_conflicts": .array(fresh.map { .string($0) }),
                ]
            })
    }
}
