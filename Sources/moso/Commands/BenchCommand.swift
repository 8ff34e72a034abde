internal import ArgumentParser
internal import Workflows

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine against plain SQLite.",
        discussion: "Works in a folder of its own, which is removed; no replica is touched.")

    @OptionGroup var options: GlobalOptions
    @Option(help: "Rows of the workload: 1,000 to 1,000,000.") var rows = 100_000
    @Option(help: "How often everything is measured; medians are printed.") var rounds = 5
    @Option(help: "Only this figure, by its name; may be repeated.") var only: [String] = []

    func validate() throws {
        guard (1_000...1_000_000).contains(rows), rows % 100 == 0 else {
            throw ValidationError("--rows is a multiple of 100 from 1000 to 1000000")
        }
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds is 1 to 100") }
        for name in only where BenchFigure(rawValue: name) == nil {
            let names = BenchFigure.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--only \(name): the figures are \(names)")
        }
    }

    func run() async throws {
        let session = try Session(options)
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
        return figures
    }

    private func tell(_ report: BenchReport, _ session: Session) {
        session.document("bench", site: nil, report.json)
        session.printer.remark(Catalogue.Bench.title(rows: rows, runs: rounds))
        session.printer.table(report.table(session.language))
        if report.wanted.contains(where: { $0.stage == .quiet && report.measured($0) == nil }) {
            session.printer.remark(Catalogue.Bench.noDaemon)
        }
        session.printer.remark(
            Catalogue.Bench.summary(met: report.metCount, of: report.wanted.count))
    }

    private static func wrongResult(_ error: BenchError) -> Problem {
        Problem(
            .bug, happened: Catalogue.Bench.wrongResult(error.message),
            safety: Catalogue.Bench.noReplica,
            remedies: [.run("moso bench --rows 1000 --rounds 1")])
    }
}
