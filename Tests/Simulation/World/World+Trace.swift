internal import Causality
internal import Sync

// What a run folds into its trace hash besides the bytes on the lines: each event with all that it says, what
// became of everything that was offered, and, once all is at rest, everything that a site holds and tells.
extension World {
    func fold(_ event: Scenario.Event) {
        trace.fold(event.kind.rawValue)
        for number in [event.at, event.site, event.peer ?? -1, event.amount ?? -1] {
            trace.fold(number)
        }
        trace.fold(event.author ?? "")
        trace.fold(event.operations?.count ?? 0)
        for operation in event.operations ?? [] { fold(operation) }
        trace.fold(event.faults?.count ?? 0)
        for fault in event.faults ?? [] {
            trace.fold(fault.kind.rawValue)
            trace.fold(fault.round)
            trace.fold(fault.amount)
        }
    }

    private func fold(_ operation: EditOperation) {
        trace.fold(operation.kind.rawValue)
        trace.fold(operation.table)
        trace.fold(operation.key)
        trace.fold(operation.columns ?? [:])
        trace.fold(operation.seen.map { $0 ? 2 : 1 } ?? 0)
        trace.fold(operation.column ?? "")
        trace.fold(UInt64(bitPattern: operation.amount ?? 0))
    }

    /// What became of what a site was offered.
    func fold(_ results: [ItemResult], at site: WorldSite) {
        trace.fold(site.index)
        trace.fold(results.count)
        for result in results {
            if let dot = result.dot { trace.fold(dot) } else { trace.fold("unreadable") }
            switch result.outcome {
            case .applied: trace.fold(1)
            case .duplicate: trace.fold(2)
            case .held(let lacks):
                trace.fold(3)
                trace.fold(lacks)
            case .quarantined, .refused, .unsigned, .postponed, .undecided:
                trace.fold("\(result.outcome)")
            }
        }
    }

    /// Everything that a site holds and tells.
    func foldAtRest(_ site: WorldSite) throws {
        trace.fold(site.index)
        let shown = try site.store.shownRows()
        for scope in truth.places.keys.sorted() {
            trace.fold(scope.name)
            for place in (truth.places[scope] ?? []).sorted() {
                let state = try site.store.exactState(of: place)
                guard state != RowState() || shown[place] != nil else { continue }
                trace.fold(place)
                trace.fold(state)
                trace.fold(shown[place] ?? [])
            }
        }
        for item in try site.store.inbox() {
            trace.fold(item.id)
            trace.fold(item.place)
            trace.fold(item.cell)
            trace.fold(item.dots)
            trace.fold(item.values)
        }
        for pair in try site.store.ledger() {
            trace.fold(pair.table)
            trace.fold(pair.key)
            trace.fold(pair.cell)
            trace.fold(pair.dots)
        }
        for item in try site.store.waiting() {
            if let dot = item.dot { trace.fold(dot) }
            trace.fold("\(item.standing)")
            trace.fold(item.peer?.name ?? "")
        }
        let forks = try site.store.forks()
        trace.fold(forks.sorted())
    }
}
