import ArgumentParser
import Simulation

/// `moso-sim replay FILE`: a scenario that was kept. Exit code 1 when a promise was broken.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Runs a scenario that was kept as JSON.")

    @OptionGroup var site: StoreOption
    @Argument(help: "The trace, as shrink writes it.") var file: String

    func run() throws {
        let outcome: Outcome
        do {
            outcome = Replay.run(try Replay.read(try TraceFile.read(file)), on: site.store)
        } catch {
            throw ValidationError("\(file) is no trace: \(error)")
        }
        print(outcome.violation?.description ?? "no promise was broken")
        guard outcome.violation == nil else { throw ExitCode(1) }
    }
}
