import Simulation

/// `moso-sim shrink`: the smallest scenario that still breaks the promise that a seed breaks, line by
/// line, and as a file that `replay` runs.
struct ShrinkCommand {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() -> Int32 {
        let kind = arguments.options["store"].flatMap { StoreKind(rawValue: $0) } ?? .model
        let seed = arguments.number("seed") ?? 1
        let drawn = RandomScenario.make(seed: seed, hasDisks: kind == .disk)
        guard var shrinker = Shrinker(drawn, on: kind) else {
            print("seed \(seed) breaks no promise")
            return 0
        }
        shrinker.shrink()
        let small = shrinker.scenario
        print("\(small.events.count) events of \(drawn.events.count), \(small.core.count) sites")
        for line in small.lines { print("    \(line)") }
        if let violation = Replay.run(small, on: kind).violation { print("\(violation)") }
        guard let path = arguments.options["out"] else { return 1 }
        do {
            try TraceFile.write(try Replay.write(small), to: path)
        } catch {
            print("\(path) cannot be written: \(error)")
            return 73
        }
        return 1
    }
}
