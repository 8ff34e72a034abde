internal import ArgumentParser
internal import Causality
internal import Glibc
internal import Storage
internal import Wire
internal import Workflows

/// `moso restore`: puts a backup in the place of the replica, with what was written since.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("restore", Catalogue.Help.restore)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.backupFile.help("FILE")) var file: String
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false
    @Option(help: Catalogue.Flag.backupOpenKey.help("KEYFILE")) var key: String?

    func run() async throws {
        let session = try Session(options)
        try Problem.checkReadable(file)
        // Before the work that only a yes makes worth doing.
        if asks { try session.checkCanAsk(flag: RestoreCommand.flag) }
        let restoration = Restoration(of: file, in: session.dataDirectory, by: try code())
        let outcome: Restoration.Outcome?
        do {
            outcome = try await restoration.run(
                isRehearsal: dryRun, at: session.now,
                pause: { try await Task.sleep(for: $0) },
                agree: { outcome in
                    guard asks else { return }
                    tellPlan(outcome, session)
                    let question = Catalogue.Backup.sure
                    guard try session.asksYes(question, flag: RestoreCommand.flag) else {
                        throw Problem.notConfirmed
                    }
                })
        } catch SnapshotTrouble.inUse {
            throw Problem.backup(.inUse)
        } catch let trouble as SnapshotTrouble {
            throw Problem.snapshot(trouble, from: file)
        }
        guard let outcome else {
            session.document("restore", site: nil, ["finished": .bool(true)])
            return session.printer.say(Catalogue.Backup.finishedEarlier, mark: .done)
        }
        session.document("restore", site: outcome.facts.site, json(outcome))
        guard dryRun else { return tell(outcome, session) }
        tellPlan(outcome, session)
        session.printer.say(Catalogue.Word.nothingWritten)
    }

    private static let flag = "--yes"

    /// What opens a sealed backup, from the file that is named.
    private func code() throws -> BackupCode? {
        guard let key else { return nil }
        guard let bytes = File.read(key, most: 4_096) else {
            throw Problem.fileUnreadable(key, why: Catalogue.Cause.system(errno))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let code = BackupCode(typed: text) else { throw BackupTrouble.noKey(path: key) }
        return code
    }

    private var asks: Bool { !dryRun && !options.yes }

    private func tellPlan(_ outcome: Restoration.Outcome, _ session: Session) {
        let printer = session.printer
        printer.say(Catalogue.Backup.plan)
        var steps: [Phrase] = []
        if let kept = outcome.kept { steps.append(Catalogue.Backup.planAside(kept)) }
        steps.append(
            Catalogue.Backup.planRecords(outcome.facts.records, asOf: session.asOf(outcome.facts)))
        steps.append(Catalogue.Backup.planEpoch)
        switch outcome.present {
        case .nothing: break
        case .holds(let since):
            steps.append(
                Catalogue.Backup.planSince(own: since.own, sent: since.sent, others: since.others))
        case .unreadable: steps.append(Catalogue.Backup.planUnreadable)
        case .newer: steps.append(Catalogue.Backup.planNewer)
        }
        if let warning = incomplete(outcome) { steps.append(warning) }
        for (at, step) in steps.enumerated() {
            printer.line("  \(at + 1). " + session.text(step))
        }
    }

    private func tell(_ outcome: Restoration.Outcome, _ session: Session) {
        let printer = session.printer
        printer.say(
            Catalogue.Backup.restored(
                site: outcome.facts.site.name, records: outcome.facts.records,
                asOf: session.asOf(outcome.facts)), mark: .done)
        if case .unreadable = outcome.present {
            printer.note(Catalogue.Backup.planUnreadable)
        } else if case .newer = outcome.present {
            printer.note(Catalogue.Backup.planNewer)
        } else if let taken = outcome.caughtUp?.applied, taken > 0 {
            printer.remark(Catalogue.Backup.takenOver(taken), indent: 2)
        }
        if let warning = incomplete(outcome) { printer.note(warning) }
        printer.remark(Catalogue.Backup.newEpoch(Int(outcome.epoch)), indent: 2)
        if let kept = outcome.kept { printer.remark(Catalogue.Backup.kept(kept), indent: 2) }
        if outcome.facts.site == outcome.facts.hub { printer.note(Catalogue.Backup.hubNext) }
        printer.remark(Catalogue.Backup.next, indent: 2)
    }

    /// What of the present replica is not taken over; `nil` when all is.
    private func incomplete(_ outcome: Restoration.Outcome) -> Phrase? {
        guard let caughtUp = outcome.caughtUp,
            caughtUp.ownLeft > 0 || caughtUp.stoppedBy != nil
        else { return nil }
        return Catalogue.Backup.notTakenOver(own: caughtUp.ownLeft)
    }

    private func json(_ outcome: Restoration.Outcome) -> JSON {
        var since: JSON = .null
        var isReadable = true
        switch outcome.present {
        case .nothing: break
        case .unreadable, .newer: isReadable = false
        case .holds(let held):
            since = [
                "own": .count(held.own), "sent": .count(held.sent), "others": .count(held.others),
            ]
        }
        return [
            "backup": outcome.facts.json, "since": since, "present_readable": .bool(isReadable),
            "kept": outcome.kept.map { .string($0) } ?? .null,
            "taken_over": outcome.caughtUp.map { .count($0.applied) } ?? .null,
            "own_left": outcome.caughtUp.map { .count($0.ownLeft) } ?? .null,
            "epoch": .count(Int(outcome.epoch)), "dry_run": .bool(dryRun),
        ]
    }
}
