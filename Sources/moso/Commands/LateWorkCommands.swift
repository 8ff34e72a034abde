internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

extension MembersCommand {
    /// `moso members save-work`: at a site that has left, what the hub lacks, in a file.
    struct SaveUnsent: ParsableCommand {
        static let configuration = CommandConfiguration(
            "save-work", Catalogue.Help.membersSaveUnsent)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.lateWorkFile.help("FILE")) var file: String

        func run() throws {
            typealias Text = Catalogue.LateWork
            let session = try Session(options)
            let replica = try session.open()
            let saved = try LateWork.save(from: replica, to: file)
            session.document(
                "members.save_work", replica,
                [
                    "files": .array(saved.files.map { .string($0.path) }),
                    "transactions": .count(saved.count),
                ])
            let hub = replica.meta.hub.name
            guard !saved.files.isEmpty else { return session.printer.say(Text.none(hub)) }
            let paths = saved.files.map(\.path).joined(separator: ", ")
            session.printer.say(Text.saved(saved.count, paths, hub: hub), mark: .done)
            session.printer.remark(Text.bring, indent: 2)
        }
    }

    /// `moso members take-in`: at the hub, the last work of a site that has left.
    struct TakeIn: ParsableCommand {
        static let configuration = CommandConfiguration("take-in", Catalogue.Help.membersTakeIn)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.lateWorkFile.help("FILE")) var file: String
        @Option(help: Catalogue.Flag.lateWorkUntil.help("DAY")) var until: String?
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

        private typealias Text = Catalogue.LateWork

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: !dryRun)
            let command = "moso members take-in \(file)"
            let why =
                dryRun
                ? reason ?? ""
                : try session.reason(
                    reason, command: command, mayBeNone: false)
            guard let why else {
                throw Problem.reasonMissing(command: command, mayBeNone: false)
            }
            let taken = try LateWork(path: file).take(
                into: replica, until: try end(), author: session.author, reason: why,
                milliseconds: UInt64(session.now), isRehearsal: dryRun
            ) { taken in
                session.text(
                    Text.note(taken.takenIn.count, later: taken.later, file: file))
            }
            session.document(
                "members.take_in", replica,
                [
                    "site": .string(taken.site.name),
                    "until": .time(Int64(clamping: taken.endMilliseconds)),
                    "dry_run": .bool(dryRun),
                    "taken_in": .array(taken.takenIn.map { .string($0.description) }),
                    "known": .count(taken.known), "later": .count(taken.later),
                    "not_allowed": .array(
                        taken.aside.map {
                            ["op": .string($0.dot.description), "why": .string($0.why)]
                        }),
                ])
            tell(taken, session)
        }

        /// The moment at which the last day that counts is over.
        private func end() throws -> UInt64? {
            guard let until else { return nil }
            guard let day = LocalDay(until) else { throw Problem.time(until, flag: "--until") }
            return LateWork.end(of: day)
        }

        private func tell(_ taken: LateWork.Taken, _ session: Session) {
            let end = session.stamp(taken.endMilliseconds)
            let count = taken.takenIn.count
            session.printer.say(
                dryRun
                    ? Text.wouldTake(count, taken.site, until: end)
                    : Text.takenIn(count, taken.site, until: end), mark: dryRun ? nil : .done)
            if taken.known > 0 { session.printer.remark(Text.known(taken.known), indent: 2) }
            if taken.later > 0 {
                session.printer.remark(Text.later(taken.later), mark: .attention, indent: 2)
            }
            if let first = taken.aside.first {
                session.printer.remark(
                    Text.aside(taken.aside.count, "\(first.dot): \(first.why)"),
                    mark: .attention, indent: 2)
            }
            if dryRun { session.printer.say(Catalogue.Word.nothingWritten) }
        }
    }
}
