import ArgumentParser
import Glibc
import Simulation

/// moso-sim: the simulated federation from the command line. docs/simulation.md has its commands.
@main
struct MosoSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moso-sim", abstract: "The simulated federation, from seeds.",
        subcommands: [
            RunCommand.self, ShrinkCommand.self, ReplayCommand.self, ExhaustCommand.self,
            TrustCommand.self, HistoryCommand.self,
        ])
}

extension StoreKind: ExpressibleByArgument {}

extension Alphabet: ExpressibleByArgument {}

/// What a site is made of; the same for all commands that run worlds.
struct StoreOption: ParsableArguments {
    @Option(help: "What a site is made of: model, sqlite or disk.")
    var store = StoreKind.model
}

/// Answers histories, one JSON document a line, as the oracle asks them.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Answers histories, one JSON document a line.")

    func run() {
        while let line = readLine() {
            print(HistoryRun.answer(line: line))
            fflush(nil)
        }
    }
}
