// Shrinking: from a run that breaks a promise to one that a person can read.
//
// A scenario is a list of events decided beforehand, and what is drawn while it runs is drawn under
// names of its own; so a scenario with one event less is otherwise the same. Delta debugging (Zeller
// and Hildebrandt, 2002) leaves out halves, then quarters and so on, as long as the *same* promise still
// breaks; then faults of the line, operations and columns are left out one by one.

/// Makes scenarios small that break a promise.
package struct Shrinker {
    private let kind: StoreKind
    private let promise: String
    private let disksIgnoreSyncs: Bool
    private let templates = ReplicaTemplates()
    private var triesLeft: Int
    package private(set) var scenario: Scenario

    /// `nil` when the scenario breaks no promise.
    ///
    /// - Parameter triesMax: runs that shrinking may take.
    package init?(
        _ scenario: Scenario, on kind: StoreKind, triesMax: Int = 4_000,
        disksIgnoreSyncs: Bool = false
    ) {
        let outcome = Replay.run(scenario, on: kind, disksIgnoreSyncs: disksIgnoreSyncs)
        guard let violation = outcome.violation else { return nil }
        self.kind = kind
        self.disksIgnoreSyncs = disksIgnoreSyncs
        self.scenario = scenario
        promise = violation.promise
        triesLeft = triesMax
    }

    package mutating func shrink() {
        var before = Int.max
        while before > weight, triesLeft > 0 {
            before = weight
            dropEvents()
            dropSites()
            dropFaults()
            dropOperations()
        }
    }

    /// Everything that can still be left out.
    private var weight: Int {
        scenario.core.count + scenario.links.count
            + scenario.events.reduce(0) { sum, event in
                sum + 1 + (event.faults?.count ?? 0)
                    + (event.operations ?? []).reduce(0) { $0 + 1 + ($1.columns?.count ?? 0) }
            }
    }

    /// Keeps `candidate` if the same promise breaks in it.
    private mutating func keep(_ candidate: Scenario) -> Bool {
        guard triesLeft > 0 else { return false }
        triesLeft -= 1
        let outcome = Replay.run(
            candidate, on: kind, templates: templates, disksIgnoreSyncs: disksIgnoreSyncs)
        guard outcome.violation?.promise == promise else { return false }
        scenario = candidate
        return true
    }

    private mutating func dropEvents() {
        var chunk = max(1, scenario.events.count / 2)
        while true {
            var at = 0
            while at < scenario.events.count {
                var candidate = scenario
                candidate.events.removeSubrange(
                    at..<min(at + chunk, candidate.events.count))
                if !keep(candidate) { at += chunk }
            }
            if chunk == 1 { return }
            chunk /= 2
        }
    }

    private mutating func dropSites() {
        for site in scenario.core.reversed() where scenario.core.count > 2 {
            var candidate = scenario
            candidate.core.removeAll { $0 == site }
            _ = keep(candidate)
        }
        for link in scenario.links where scenario.links.count > 1 {
            var candidate = scenario
            candidate.links.removeAll { $0 == link }
            _ = keep(candidate)
        }
    }

    private mutating func dropFaults() {
        for at in scenario.events.indices {
            for fault in scenario.events[at].faults ?? [] {
                var candidate = scenario
                candidate.events[at].faults?.removeAll { $0 == fault }
                _ = keep(candidate)
            }
        }
    }

    private mutating func dropOperations() {
        for at in scenario.events.indices {
            var number = 0
            while number < scenario.events[at].operations?.count ?? 0 {
                var candidate = scenario
                candidate.events[at].operations?.remove(at: number)
                if !keep(candidate) {
                    dropColumns(at, number)
                    number += 1
                }
            }
        }
    }

    private mutating func dropColumns(_ event: Int, _ operation: Int) {
        let names = scenario.events[event].operations?[operation].columns?.keys.sorted() ?? []
        for name in names {
            var candidate = scenario
            candidate.events[event].operations?[operation].columns?[name] = nil
            _ = keep(candidate)
        }
    }
}
