extension Scenario {
    /// One line for each event, for people.
    package var lines: [String] {
        events.map { event in
            let seconds = event.at / 1000
            let time =
                "day \(seconds / 86_400) \(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60))"
            return "\(time)  \(sites[event.site])  \(text(event))"
        }
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func text(_ event: Event) -> String {
        let peer = event.peer.map { sites[$0] } ?? ""
        let amount = event.amount.map { " \($0)" } ?? ""
        switch event.kind {
        case .edit: return "edits " + (event.operations ?? []).map(text).joined(separator: "; ")
        case .sync:
            let faults = (event.faults ?? []).map { "\($0.kind.rawValue) in round \($0.round)" }
            return "syncs with \(peer)"
                + (faults.isEmpty ? "" : ", " + faults.joined(separator: ", "))
        case .repeated: return "is offered everything again by \(peer)"
        case .stray: return "gets\(amount) % of what it lacks from \(peer), out of order"
        case .cutLine, .healLine: return "\(event.kind.rawValue) to \(peer)"
        case .undo: return "takes back the\(amount) last" + (peer.isEmpty ? "" : ", forced")
        default: return event.kind.rawValue + amount
        }
    }

    private func text(_ operation: EditOperation) -> String {
        if operation.kind == .move {
            let amount = operation.amount ?? 0
            return "moves a share: \(operation.column ?? "") \(amount) (\(operation.key))"
        }
        var words = ["\(operation.kind.rawValue) \(operation.table) \(operation.key)"]
        for (name, value) in (operation.columns ?? [:]).sorted(by: { $0.key < $1.key }) {
            words.append("\(name)=\(value.text.prefix(40))")
        }
        if let column = operation.column {
            words.append("\(column)+\(operation.amount ?? 0)")
        }
        if operation.seen == true { words.append("(seen)") }
        return words.joined(separator: " ")
    }
}
