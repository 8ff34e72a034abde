internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// `moso trim`: gives up old bodies of transactions that everybody has acknowledged.
struct TrimCommand: ParsableCommand {
    static let configuration = CommandConfiguration("trim", Catalogue.Help.trim)
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.trimOlderThan.help("SPAN")) var olderThan: String
    @Flag(help: Catalogue.Flag.compact.help) var compact = false
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        let session = try Session(options)
        let age = try session.span(olderThan, flag: "--older-than")
        let replica = try session.open(sealing: !dryRun)
        let report = try replica.trim(olderThan: UInt64(age), isRehearsal: dryRun)
        if compact, !dryRun { try replica.compact() }
        let members = try Members(replica)
        let printer = MemberPrinter(session, replica)
        try session.document("trim", replica, printer.json(report, members, dryRun: dryRun))
        try printer.tell(report, members, dryRun: dryRun, age: age)
        if dryRun { return session.printer.say(Catalogue.Word.nothingWritten) }
        if report.trimmed > 0 {
            session.printer.remark(
                compact ? Catalogue.Trim.givenBack : Catalogue.Trim.reused, indent: 2)
        }
    }
}
