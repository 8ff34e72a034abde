import ArgumentParser
import Simulation

/// `moso-sim shrink`: the smallest scenario that still breaks the promise that a seed breaks, line by
/// line, and as a file that `replay` runs.
struct ShrinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shrink",
        abstract: "The smallest scenario that breaks the promise that a seed breaks.")

    @OptionGroup var site: StoreOption
    @Option(help: "The seed.") var seed: UInt64
    @Option(help: "How many sites its world has; drawn when left out.") var sites: Int?
    @Option(help: "Where the trace goes.") var out: String?

    func run() throws {
        let kind = site.store
        let drawn = RandomScenario.make(seed: seed, hasDisks: kind == .disk, crowd: sites)
        guard var shrinker = Shrinker(drawn, on: kind) else {
            print("seed \(seed) breaks no promise")
            return
        }
        shrinker.shrink()
        let small = shrinker.scenario
        print("\(small.events.count) events of \(drawn.events.count), \(small.core.count) sites")
        for line in small.lines { print("    \(line)") }
        if let violation = Replay.run(small, on: kind).violation { print("\(violation)") }
        if let out { try TraceFile.write(try Replay.write(small), to: out) }
        throw ExitCode(1)
    }
}
