internal import ArgumentParser
internal import Workflows

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("bench", Catalogue.Help.bench)

    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.benchRows.help("N")) var rows = 100_000
    @Option(help: Catalogue.Flag.benchRounds.help("N")) var rounds = 5
    @Option(help: Catalogue.Flag.benchOnly.help("NAME")) var only: [String] = []
    @Option(help: Catalogue.Flag.benchSites.help("N")) var sites: Int?
    @Option(help: Catalogue.Flag.benchPace.help("SECONDS")) var pace = 300

    @Option(help: Catalogue.Flag.benchYears.help("N")) var years: Int?

    private func check() throws(Problem) {
        let help = "moso bench --help"
        guard (1_000...1_000_000).contains(rows), rows % 100 == 0 else {
            throw .usage(
                Catalogue.Usage.notMultiple("--rows", of: 100, from: 1_000, to: 1_000_000),
                help: help)
        }
        guard (1...100).contains(rounds) else {
            throw .usage(Catalogue.Usage.notWithin("--rounds", from: 1, to: 100), help: help)
        }
        guard sites.map({ (1...200).contains($0) }) ?? true else {
            throw .usage(Catalogue.Usage.notWithin("--sites", from: 1, to: 200), help: help)
        }
        guard (1...3_600).contains(pace) else {
            throw .usage(Catalogue.Usage.notWithin("--pace", from: 1, to: 3_600), help: help)
        }
        guard years.map({ (1...30).contains($0) }) ?? true else {
            throw .usage(Catalogue.Usage.notWithin("--years", from: 1, to: 30), help: help)
        }
        for (name, other) in [("--sites", sites), ("--years", years)] where other != nil {
            guard only.isEmpty else {
                throw .usage(Catalogue.Usage.onlyOne(of: [name, "--only"]), help: help)
            }
        }
        let names = BenchFigure.allCases.map(\.rawValue)
        for name in only where !names.contains(name) {
            throw .usage(
                Catalogue.Usage.valueInvalid(
                    name, of: "--only", choices: names.joined(separator: ", ")),
                near: Nearness.nearest(to: name, among: names), help: help)
        }
    }

    func run() async throws {
        try check()
        let session = try Session(options)
        if let years { return try await age(years, session) }
        if let sites { return try await load(sites, session) }
        let wanted = only.isEmpty ? BenchFigure.allCases : only.compactMap(BenchFigure.init)
        let folder = try DemoFolder.makeTemporary()
        defer { DemoFolder.remove(folder) }
        var report = BenchReport(rows: rows, rounds: rounds, wanted: wanted)
        do {
            for round in 1...rounds {
                let place = try DemoFolder.make("\(folder)/\(round)")
                defer { DemoFolder.remove(place) }
                report.add(try await measure(wanted.map(\.stage), place, session))
                session.printer.note(Catalogue.Bench.round(round, of: rounds))
            }
        } catch let error as BenchError {
            throw Self.wrongResult(error)
        }
        tell(report, session)
        if wanted.contains(where: { report.isMet($0) == false }) {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }

    private func measure(
        _ stages: [BenchFigure.Stage], _ folder: String, _ session: Session
    ) async throws -> [BenchFigure: Double] {
        var figures: [BenchFigure: Double] = [:]
        if let last = stages.filter({ $0 <= .sides }).max() {
            var round = BenchRound(Workload(rows: rows, seed: 20_260_101), folder: folder)
            try round.run(through: last)
            figures = round.figures
        }
        let programs = BenchPrograms(
            folder: try DemoFolder.make("\(folder)/programs"), language: session.language)
        if stages.contains(.start) { figures[.start] = try programs.start() }
        if stages.contains(.quiet), let mosod = programs.mosod {
            figures.merge(try await programs.quiet(mosod)) { $1 }
        }
        if stages.contains(.protection), let mosod = programs.mosod {
            figures.merge(try await programs.protection(mosod)) { $1 }
        }
        return figures
    }

    /// Many sites and one hub, instead of the engine.
    private func load(_ sites: Int, _ session: Session) async throws {
        let folder = try DemoFolder.makeTemporary()
        defer { DemoFolder.remove(folder) }
        let programs = BenchPrograms(folder: folder, language: session.language)
        guard let mosod = programs.mosod else { throw DemoProblem.noDaemon }
        let load = BenchLoad(programs: programs, sites: sites, pace: pace, rounds: rounds)
        do {
            let report = LoadReport(load, try await load.run(mosod))
            session.document("load", site: nil, report.json)
            session.printer.remark(Catalogue.Bench.load(sites: sites, pace: pace, runs: rounds))
            session.printer.table(report.table(session.language))
            for line in report.remarks { session.printer.remark(line) }
        } catch let error as BenchError {
            throw Self.wrongResult(error)
        }
    }

    /// A hub that grows old, instead of the engine.
    private func age(_ years: Int, _ session: Session) async throws {
        let folder = try DemoFolder.makeTemporary()
        defer { DemoFolder.remove(folder) }
        let programs = BenchPrograms(folder: folder, language: session.language)
        let plan = BenchYears(programs: programs, rows: rows, sites: sites ?? 200, years: years)
        do {
            let found = try await plan.run(programs.mosod)
            let report = YearsReport(plan: plan, years: found.years, programs: found.programs)
            session.document("years", site: nil, report.json)
            session.printer.remark(
                Catalogue.Bench.years(years, sites: plan.sites, rows: plan.rows))
            session.printer.table(report.table(session.language))
            session.printer.remark(report.remark ?? Catalogue.Bench.noDaemon)
        } catch let error as BenchError {
            throw Self.wrongResult(error)
        }
    }

    private func tell(_ report: BenchReport, _ session: Session) {
        session.document("bench", site: nil, report.json)
        session.printer.remark(Catalogue.Bench.title(rows: rows, runs: rounds))
        session.printer.table(report.table(session.language))
        if report.wanted.contains(where: { $0.needsDaemon && report.measured($0) == nil }) {
            session.printer.remark(Catalogue.Bench.noDaemon)
        }
        session.printer.remark(
            Catalogue.Bench.summary(met: report.metCount, of: report.wanted.count))
    }

    private static func wrongResult(_ error: BenchError) -> Problem {
        Problem(
            .bug, happened: Catalogue.Bench.wrongResult(error.what),
            safety: Catalogue.Bench.noReplica,
            remedies: [.run("moso bench --rows 1000 --rounds 1")])
    }
}
