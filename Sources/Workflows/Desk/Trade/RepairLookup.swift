internal import Causality
internal import Domain
internal import Storage

// Which order is meant: whoever mends something knows the place and not the number.

extension TradeDesk {
    /// The order that is named, or the only one of a seat or room that can take this step.
    func order(_ typed: String, for step: Repair) throws -> Record {
        if let order = try desk.find(typed, in: "work_order") { return order }
        let before: Set<String> =
            switch step {
            case .done: ["open", "assigned", "in-progress", "reopened"]
            case .confirmed: ["done"]
            case .reopened: ["done", "confirmed"]
            }
        let place = try seatOrNil(typed) ?? room(typed, onlyBookable: false)
        let found = try orders(at: place).filter {
            before.contains(desk.value($0, "state")?.text ?? "open")
        }
        guard let first = found.first else { throw Problem.noOrder(typed) }
        guard found.count == 1 else {
            throw Problem.ambiguous(
                typed, count: found.count, candidates: found.map(\.key.text),
                lines: try found.map { try desk.line($0) })
        }
        return first
    }

    /// Whether something else that is not mended keeps a seat out of use.
    func isBlocked(_ seat: Record, besides order: Record) throws -> Bool {
        try orders(at: seat).contains { other in
            other.key != order.key && desk.value(other, "blocks_seat")?.integer == 1
                && desk.value(other, "state")?.text != "confirmed"
        }
    }

    /// The orders of a seat or a room.
    private func orders(at place: Record) throws -> [Record] {
        try replica.select(
            "SELECT id FROM work_order WHERE \(place.table) = ?1 AND retired IS NULL ORDER BY id",
            [.text(place.key.text)]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("work_order", $0) }
        }
    }
}
