import ArgumentParser
import Simulation

/// `moso-sim run`: seeds one after the other. Exit code 1 when a promise was broken.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the worlds of seeds, one after the other.",
        discussion: """
            Exit code 1 when a promise was broken, or when 200 seeds or more never met a path that \
            they should.
            """)

    @OptionGroup var site: StoreOption
    @Option(help: "The first seed.") var seed: UInt64 = 1
    @Option(help: "How many seeds; one, or with --seconds as many as there is time for.")
    var seeds: UInt64?
    @Option(help: "Begins no seed after so many seconds.") var seconds: UInt64?
    @Option(help: "Stops after so many seeds that failed.") var most = 10
    @Option(help: "How many sites each world has, 2 to 200; drawn when left out.") var sites: Int?
    @Flag(help: "Prints the hash of all inputs and effects, seed by seed, and no speed.")
    var hashes = false
    @Flag(help: "Prints how often each fault and path was met.") var counters = false

    func validate() throws {
        guard sites.map((2...200).contains) ?? true else {
            throw ValidationError("--sites takes 2 to 200")
        }
    }

    func run() throws {
        let count = seeds ?? (seconds == nil ? 1 : UInt64.max / 2)
        var batch = Batch(site.store, crowd: sites)
        let began = Stopwatch()
        for seed in seed..<(seed + count) {
            if let seconds, began.seconds > Double(seconds) { break }
            batch.run(seed: seed)
            if let failure = batch.failures.last, failure.seed == seed {
                print("seed \(seed) \(failure.violation)")
                print("    \(Replay.command(seed: seed, crowd: sites, on: site.store))")
                if batch.failures.count >= most { break }
            }
        }
        if hashes { for hash in batch.hashes { print(hash) } }
        try report(batch, began.seconds)
    }

    private func report(_ batch: Batch, _ seconds: Double) throws {
        print("\(batch.seeds) seeds on \(batch.kind), \(batch.failures.count) failed")
        print(
            "    again: \(Replay.command(seed: seed, crowd: sites, on: site.store)) --seeds \(batch.seeds)"
        )
        if !hashes {
            let rate = { Int(Double(batch.seeds) / max($0, 0.001)) }
            print(
                "\(rate(seconds)) a second, \(rate(Stopwatch.processorSeconds)) by processor time, "
                    + "with \(Stopwatch.waiting) processes running")
        }
        if counters {
            for (name, count) in batch.counters.counts.sorted(by: { $0.key < $1.key }) {
                print("    \(name): \(count)")
            }
        }
        let missing = batch.seeds >= 200 && sites == nil ? batch.neverExercised : []
        if !missing.isEmpty { print("never exercised: \(missing.joined(separator: ", "))") }
        guard batch.failures.isEmpty && missing.isEmpty else { throw ExitCode(1) }
    }
}
