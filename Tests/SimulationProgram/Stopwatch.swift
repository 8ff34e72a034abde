import Glibc

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
