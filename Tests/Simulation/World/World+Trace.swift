internal import Causality
internal import Sync

// What a run folds into its trace hash besides the bytes on the lines: each event with all that it says, what
// became of everything that was offered, and, once all is at rest, everything that a site holds and tells.
// Collections without an order are put into one here, and lists are folded as the store gives them: an
// order that comes from hashing is a fault of the store.
extension World {
    func fold(_ event: Scenario.Event) {
        var words = ["\(event.kind) \(event.at) \(event.site)"]
        words.append("\(event.peer ?? -1) \(event.amount ?? -1) \(event.author ?? "")")
        for operation in event.operations ?? [] { words.append(text(operation)) }
        for fault in event.faults ?? [] {
            words.append("\(fault.kind) \(fault.round) \(fault.amount)")
        }
        trace.fold(words.joined(separator: "\n"))
    }

    private func text(_ operation: EditOperation) -> String {
        let columns = (operation.columns ?? [:]).sorted { $0.key.precedesByBytes($1.key) }
            .map { "\($0.key)=\($0.value.text)" }.joined(separator: ",")
        let seen = operation.seen.map { $0 ? "seen" : "unseen" } ?? ""
        return "\(operation.kind) \(operation.table) \(operation.key) \(columns) \(seen)"
            + " \(operation.column ?? "") \(operation.amount ?? 0)"
    }

    /// What became of what a site was offered.
    func fold(_ results: [ItemResult], at site: WorldSite) {
        for result in results {
            let dot = result.dot?.description ?? "unreadable"
            switch result.outcome {
            case .applied: trace.fold("\(site.index) \(dot) applied")
            case .duplicate: trace.fold("\(site.index) \(dot) duplicate")
            case .held(let lacks): trace.fold("\(site.index) \(dot) held \(lacks)")
            case .quarantined, .refused, .unsigned, .postponed:
                trace.fold("\(site.index) \(dot) \(result.outcome)")
            }
        }
    }

    /// Everything that a site holds and tells.
    func foldAtRest(_ site: WorldSite) throws {
        trace.fold("\(site.id) at rest")
        let shown = try site.store.shownRows()
        for scope in truth.places.keys.sorted() {
            var digest = TraceHash()
            for place in (truth.places[scope] ?? []).sorted() {
                let state = try site.store.exactState(of: place)
                guard state != RowState() || shown[place] != nil else { continue }
                digest.fold(place.description)
                digest.fold(state.traceText)
                digest.fold((shown[place] ?? []).map { "\($0)" }.joined(separator: "|"))
            }
            trace.fold("\(scope) \(digest.finish())")
        }
        for item in try site.store.inbox() {
            trace.fold("\(item.id) \(item.place) \(item.cell) \(item.dots) \(item.values)")
        }
        for pair in try site.store.ledger() {
            trace.fold("\(pair.table) \(pair.key) \(pair.cell) \(pair.dots)")
        }
        for item in try site.store.waiting() {
            trace.fold(
                "\(item.dot.map { "\($0)" } ?? "") \(item.standing) \(item.peer.map { "\($0)" } ?? "")"
            )
        }
        for fork in try site.store.forks().sorted() { trace.fold("fork \(fork)") }
    }
}

extension RowState {
    /// All of it, in an order.
    fileprivate var traceText: String {
        var parts: [String] = []
        let text = { (sibling: Sibling) in
            "\(sibling.dot)@\(sibling.stamp.bits)\(sibling.isDelta ? "+" : "=")\(sibling.value)"
        }
        for (at, cell) in cells.sorted(by: { $0.key < $1.key }) {
            parts.append("\(at)")
            parts += cell.live.map(text)
            parts += cell.ghosts.map { "\(text($0.sibling)) ghost \($0.takers.sorted())" }
        }
        if !marks.isEmpty { parts.append("marks \(marks.sorted())") }
        if !keeps.isEmpty { parts.append("keeps \(keeps.sorted())") }
        if !takenKeeps.isEmpty { parts.append("taken keeps \(takenKeeps.sorted())") }
        for (dot, record) in deletes.sorted(by: { $0.key < $1.key }) {
            parts.append("delete \(dot) \(record.context) \(record.isCrossed)")
        }
        for (cell, dots) in erasures.sorted(by: { $0.key < $1.key }) {
            parts.append("erased \(cell) \(dots.sorted())")
        }
        return parts.joined(separator: " ")
    }
}
