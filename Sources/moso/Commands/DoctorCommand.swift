internal import ArgumentParser
internal import Causality
internal import Glibc
internal import Storage
internal import Workflows

/// `moso doctor`: everything that an operator has to look after, a line each.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("doctor", Catalogue.Help.doctor)
    @OptionGroup var options: GlobalOptions
    @Flag(help: Catalogue.Flag.doctorNet.help) var net = false
    @Flag(help: Catalogue.Flag.doctorFix.help) var fix = false
    @Option(help: Catalogue.Flag.doctorBundle.help("FILE")) var bundle: String?

    func run() async throws {
        if let bundle { try Problem.checkFree(bundle) }
        let round = DoctorRound(options: options, withNetwork: net)
        var found = await round.checks()
        var done: [Phrase] = []
        // What was mended may have hidden what else there is.
        for _ in 0..<(fix ? 3 : 0) {
            let mended = try found.checks.compactMap { try $0.fix?() }
            if mended.isEmpty { break }
            done += mended
            found = await round.checks()
        }
        tell(found, done)
        if let bundle { try write(found, to: bundle) }
        if found.checks.contains(where: { $0.verdict != .good }) {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }

    private typealias Words = Catalogue.Doctor

    private func tell(_ found: DoctorRound.Found, _ done: [Phrase]) {
        let printer = options.printer
        let wrong = found.checks.filter { $0.verdict != .good }
        printer.document(
            Envelope(
                kind: "doctor", site: found.replica?.meta.site.name,
                asOf: Int64(Machine.wallMilliseconds())),
            data: [
                "checks": .array(found.checks.map { json($0, printer) }),
                "mended": .array(done.map { .string(printer.text($0)) }),
            ])
        for what in done { printer.say(Words.fixed(what), mark: .done) }
        if fix, done.isEmpty { printer.remark(Words.nothingToFix) }
        for check in found.checks {
            printer.say(Words.line(Words.name(check.subject), check.says), mark: check.verdict.mark)
            if let mend = check.mend { printer.remark(Words.toMend(mend), indent: 4) }
        }
        printer.remark(wrong.isEmpty ? Words.allWell : Words.found(wrong.count))
        let fixable = wrong.count { $0.fix != nil }
        if fixable > 0 { printer.remark(Words.couldFix(fixable)) }
    }

    private func json(_ check: CheckUp, _ printer: Printer) -> JSON {
        [
            "check": .string(check.subject.rawValue), "verdict": .string(check.verdict.rawValue),
            "says": .string(printer.text(check.says)), "mend": .optional(check.mend),
            "can_fix": .bool(check.fix != nil),
        ]
    }

    private func write(_ found: DoctorRound.Found, to path: String) throws {
        var bundle = SupportBundle(found.checks, at: Machine.wallMilliseconds())
        if let settings = found.settings { bundle.add(settings) }
        if let replica = found.replica { try bundle.add(replica) }
        guard File.write(path, bundle.bytes) else {
            throw Problem.fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
        options.printer.note(Words.bundle(path))
        for name in bundle.names { options.printer.note(Phrase(verbatim: "    \(name)")) }
    }
}

extension CheckUp.Verdict {
    fileprivate var mark: Printer.Mark {
        switch self {
        case .good: .done
        case .attention: .attention
        case .bad: .bad
        }
    }
}
