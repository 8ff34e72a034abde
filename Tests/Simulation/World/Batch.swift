/// Runs many seeds and says what they came to.
package struct Batch {
    package let kind: StoreKind
    package let crowd: Int?
    package private(set) var seeds = 0
    package private(set) var failures: [(seed: UInt64, violation: Violation)] = []
    package private(set) var counters = Counters()
    package private(set) var hashes: [String] = []

    private let templates = ReplicaTemplates()

    /// - Parameter crowd: how many sites each world has; `nil` where that is drawn.
    package init(_ kind: StoreKind, crowd: Int? = nil) {
        self.kind = kind
        self.crowd = crowd
    }

    package mutating func run(seed: UInt64) {
        let outcome = Replay.run(seed: seed, crowd: crowd, on: kind, templates: templates)
        seeds += 1
        counters.add(outcome.counters)
        hashes.append(outcome.traceHash)
        if let violation = outcome.violation { failures.append((seed, violation)) }
    }

    /// Paths that no seed of the batch exercised.
    package var neverExercised: [String] {
        counters.missing(
            Counters.expected + (kind == .disk ? Counters.expectedOfDisks : []))
    }
}
