internal import Causality
internal import Storage
internal import Sync
internal import Wire
internal import Workflows

/// What a `moso sync` with some peers came to.
struct SyncOutcome: Sendable {
    let site: SiteID
    let reports: [(PeerRecord, SyncReport)]
    /// Every peer as it stands now.
    let records: [PeerRecord]
    /// Conflicts that were not open before.
    let fresh: [String]
    /// Values that other tools wrote and that cannot be replicated, and transactions in scopes that this
    /// site does not hold: what no peer gets, however often it is synced.
    let unsealed: Int
    let stranded: [ScopeID: Int]

    /// Whether everything here can reach the peers that hold it.
    private var isWhole: Bool { unsealed == 0 && stranded.isEmpty }

    private var failed: Int { reports.count { $0.1.failure != nil } }

    /// With nobody reached, what may pass by itself counts before what somebody must put right.
    var code: ExitCode {
        let isShort = !isWhole || reports.contains { $0.1.isShort }
        guard failed == reports.count else {
            return failed > 0 ? .partial : isShort ? .attention : .ok
        }
        let troubles = reports.compactMap { $0.1.failure.map(SyncTrouble.init) }
        return troubles.first { !$0.isPermanent }?.exit ?? troubles.first?.exit ?? .ok
    }

    var needsPerson: Bool {
        !fresh.isEmpty || !isWhole
            || reports.contains {
                !$0.1.quarantined.isEmpty || !$0.1.unsigned.isEmpty
                    || !$0.1.findings.isEmpty || !$0.1.held.isEmpty
                    || !$0.1.asideThere.isEmpty || $0.1.isShort
            }
    }

    /// Why the last exchange with a peer failed, if it did in this sync.
    func trouble(with record: PeerRecord) -> SyncTrouble? {
        reports.first { $0.0.url == record.url }?.1.failure.map(SyncTrouble.init)
    }

    func tell(_ session: Session) {
        let printer = session.printer
        for (record, report) in reports {
            let name = Phrase(verbatim: report.peer?.site.name ?? record.site?.name ?? record.url)
            if let failure = report.failure {
                let trouble = SyncTrouble(failure)
                printer.say(Catalogue.Sync.notReached(name, trouble), mark: .attention)
                printer.detail(Phrase(verbatim: "\(record.url): \(trouble.detail)"))
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
        let even = reports.count {
            isWhole && $0.1.failure == nil && !$0.1.isShort && $0.1.held.isEmpty
                && $0.1.quarantined.isEmpty && $0.1.unsigned.isEmpty && $0.1.asideThere.isEmpty
                && !$0.1.refusedThere.contains { [.postponed, .undecided].contains($0.kind) }
        }
        if unsealed > 0 { printer.note(Catalogue.Aside.stays(unsealed)) }
        if !stranded.isEmpty {
            printer.note(
                Catalogue.Aside.stranded(
                    stranded.values.reduce(0, +), scopes: stranded.keys.sorted().map(\.name)))
        }
        printer.say(Catalogue.Sync.summary(even: even, of: reports.count))
        guard let first = fresh.first else { return }
        printer.say(Catalogue.Sync.newConflicts(fresh), mark: .attention)
        printer.remark(Catalogue.Sync.seeConflict(first), indent: 2)
    }

    private func warn(_ printer: Printer, _ report: SyncReport) {
        if !report.quarantined.isEmpty {
            printer.note(Catalogue.Sync.quarantined(report.quarantined.count))
        }
        for item in report.quarantined.prefix(SyncOutcome.listedMost) {
            guard case .quarantined(let why) = item.outcome else { continue }
            printer.note(Phrase(verbatim: "  \(item.dot?.description ?? "?"): \(why)"))
        }
        SyncOutcome.tellMore(printer, than: report.quarantined.count)
        for (author, count) in report.unsignedByAuthor {
            let from = report.peer?.site.name ?? "?"
            printer.note(Catalogue.Sync.unsigned(count, author: author.name, from: from))
        }
        let unsignedThere = report.refusedThere.count { $0.kind == .unsigned }
        if unsignedThere > 0 { printer.note(Catalogue.Sync.unsignedThere(unsignedThere)) }
        let postponed = report.refusedThere.count { $0.kind == .postponed }
        if postponed > 0 { printer.note(Catalogue.Sync.postponed(postponed)) }
        let undecided = report.refusedThere.count { $0.kind == .undecided }
        if undecided > 0 { printer.note(Catalogue.Sync.undecided(undecided)) }
        if !report.asideThere.isEmpty {
            let peer = report.peer?.site.name ?? "?"
            printer.note(Catalogue.Sync.asideThere(report.asideThere.count, at: peer))
        }
        if !report.held.isEmpty { printer.note(Catalogue.Sync.held(report.held.count)) }
        for finding in report.findings.prefix(SyncOutcome.listedMost) {
            printer.note(SyncOutcome.phrase(finding))
        }
        SyncOutcome.tellMore(printer, than: report.findings.count)
        warnOfMembership(printer, report)
    }

    /// How many things of one kind are listed; a peer decides how many there are.
    private static let listedMost = 5

    private static func tellMore(_ printer: Printer, than count: Int) {
        if count > listedMost { printer.note(Catalogue.Sync.more(count - listedMost)) }
    }

    /// What the peer did not take in, or no longer has, of a sync that came to its end.
    func warnOfMembership(_ printer: Printer, _ report: SyncReport) {
        typealias Members = Catalogue.Members
        if !report.refusedOwn.isEmpty { printer.note(Members.refused(report.refusedOwn.count)) }
        if !report.trimmedThere.isEmpty {
            printer.note(Members.trimmedThere(report.trimmedThere.sorted().map(\.name)))
        }
        if report.isShort {
            printer.note(Members.startAgain)
        }
    }

    private static func phrase(_ finding: HandshakeFinding) -> Phrase {
        switch finding {
        case .rolledBack(let stream, let here, let there):
            Catalogue.Sync.rolledBack(stream: stream.description, here: here, there: there)
        case .fork(let dot): Catalogue.Sync.forked(dot.description)
        case .lacksTrimmed(let scopes): Catalogue.Members.lacksTrimmed(scopes.map(\.name))
        case .tooLargeToSend(let dot): Catalogue.Sync.tooLargeToSend(dot?.description ?? "?")
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
                    "unsigned": .count(report.unsigned.count),
                    "aside_there": .count(report.asideThere.count),
                    "refused": .array(report.refusedOwn.map { .string($0.dot) }),
                    "needs_snapshot": .array(
                        report.trimmedThere.sorted().map { .string($0.name) }),
                    "findings": .array(report.findings.map { .string($0.description) }),
                    "failure": .optional(report.failure.map { SyncTrouble($0).cause.en }),
                    "failure_detail": .optional(report.failure.map { SyncTrouble($0).detail }),
                    "unsealed": .count(unsealed),
                    "stranded": .count(stranded.values.reduce(0, +)),
                    "new_conflicts": .array(fresh.map { .string($0) }),
                ]
            })
    }
}
