import ArgumentParser
import Simulation

/// `moso-sim trust`: worlds in which keys, grants and members change. Exit code 1 when a promise was broken.
struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Worlds in which keys, grants and members change while sites are apart.",
        discussion: """
            Exit code 1 when a promise was broken, or when 200 seeds or more never met a path that \
            they should.
            """)

    @Option(help: "The first seed.") var seed: UInt64 = 1
    @Option(help: "How many seeds.") var seeds: UInt64 = 1
    @Option(help: "Stops after so many seeds that failed.") var most = 10
    @Flag(help: "Prints the hash of all that was sent, seed by seed, and no speed.")
    var hashes = false
    @Flag(help: "Prints how often each fault and path was met.") var counters = false

    func run() throws {
        let began = Stopwatch()
        let templates = TrustWorld.templates()
        var (met, failed, done) = (Counters(), 0, 0)
        for seed in seed..<(seed + seeds) where failed < most {
            let world = try TrustWorld(seed: seed, templates: templates)
            do {
                try world.run()
            } catch let violation as Violation {
                print("seed \(seed) \(violation)\n    moso-sim trust --seed \(seed)")
                failed += 1
            }
            done += 1
            met.add(world.counters)
            if hashes { print(world.traceHash) }
        }
        print("\(done) seeds of trust, \(failed) failed")
        print("    again: moso-sim trust --seed \(seed) --seeds \(done)")
        if !hashes { print("\(Int(Double(done) / max(began.seconds, 0.001))) a second") }
        if counters {
            for (name, count) in met.counts.sorted(by: { $0.key < $1.key }) {
                print("    \(name): \(count)")
            }
        }
        let missing = done >= 200 ? met.missing(TrustWorld.expected) : []
        if !missing.isEmpty { print("never exercised: \(missing.joined(separator: ", "))") }
        guard failed == 0 && missing.isEmpty else { throw ExitCode(1) }
    }
}
