import Glibc
import Simulation

/// `moso-sim run`: seeds one after the other. Exit code 1 when a promise was broken.
struct RunCommand {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() -> Int32 {
        let kind = arguments.options["store"].flatMap { StoreKind(rawValue: $0) } ?? .model
        let first = arguments.number("seed") ?? 1
        let seconds = arguments.number("seconds")
        let most = arguments.number("most") ?? 10
        let count = arguments.number("seeds") ?? (seconds == nil ? 1 : UInt64.max / 2)
        var batch = Batch(kind)
        let began = Stopwatch()
        for seed in first..<(first + count) {
            if let seconds, began.seconds > Double(seconds) { break }
            batch.run(seed: seed)
            if let failure = batch.failures.last, failure.seed == seed {
                print("seed \(seed) \(failure.violation)")
                print("    \(Replay.command(seed: seed, on: kind))")
                if batch.failures.count >= most { break }
            }
        }
        if arguments.options["hashes"] != nil { for hash in batch.hashes { print(hash) } }
        return report(batch, began.seconds)
    }

    private func report(_ batch: Batch, _ seconds: Double) -> Int32 {
        print("\(batch.seeds) seeds on \(batch.kind), \(batch.failures.count) failed")
        if arguments.options["hashes"] == nil {
            let rate = { Int(Double(batch.seeds) / max($0, 0.001)) }
            print(
                "\(rate(seconds)) a second, \(rate(Stopwatch.processorSeconds)) by processor time, "
                    + "with \(Stopwatch.waiting) processes running")
        }
        guard batch.seeds >= 200 else { return batch.failures.isEmpty ? 0 : 1 }
        if arguments.options["counters"] != nil {
            for (name, count) in batch.counters.counts.sorted(by: { $0.key < $1.key }) {
                print("    \(name): \(count)")
            }
        }
        let missing = batch.neverExercised
        if !missing.isEmpty { print("never exercised: \(missing.joined(separator: ", "))") }
        return batch.failures.isEmpty && missing.isEmpty ? 0 : 1
    }
}

/// `moso-sim replay FILE`: a scenario that was kept.
struct ReplayCommand {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() -> Int32 {
        let kind = arguments.options["store"].flatMap { StoreKind(rawValue: $0) } ?? .model
        guard let path = arguments.rest.first, let text = try? TraceFile.read(path) else {
            print("which trace?")
            return 64
        }
        do {
            let outcome = Replay.run(try Replay.read(text), on: kind)
            print(outcome.violation?.description ?? "no promise was broken")
            return outcome.violation == nil ? 0 : 1
        } catch {
            print("\(error)")
            return 65
        }
    }
}

/// Seconds by the monotonic clock.
struct Stopwatch {
    /// What this process has used of a processor since it began.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How many processes of this machine ran or waited for a processor in the last minute, this one too, in
    /// the mean, to a tenth.
    static var waiting: Double {
        var loads = [0.0]
        getloadavg(&loads, 1)
        return (loads[0] * 10).rounded() / 10
    }

    private let began = ContinuousClock.now

    /// As it is told: `2.5 s`.
    var tenths: String { "\((seconds * 10).rounded() / 10) s" }

    var seconds: Double {
        let passed = ContinuousClock.now - began
        return Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
    }
}
