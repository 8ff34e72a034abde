internal import Causality
internal import Domain

/// H05: who leaves, which seats that frees, and who moves in after; each day with how sure it is. A chain
/// is broken where the one who waits was promised an earlier day than the other leaves, or nobody knows
/// when that will be.
struct ChainReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("state", Text.chain, .text),
        Report.Column("leaving", Text.leavingCompany, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("leaves_on", Text.leavesOn, .date),
        Report.Column("confidence", Text.confidence, .text),
        Report.Column("seats", Text.seats, .count),
        Report.Column("waiting", Text.movesInNext, .text, flexible: true),
        Report.Column("seats_wanted", .field("waitlist_entry", "seats_wanted"), .count),
        Report.Column("promised", Text.promised, .date),
        Report.Column("gap", Text.gap, .count),
    ]

    private enum State: String, CaseIterable {
        case broken
        case unknown
        case vacated
        case holds
        case unclaimed

        var label: Phrase {
            switch self {
            case .broken: Text.broken
            case .unknown: Text.unknownDay
            case .vacated: Text.vacated
            case .holds: Text.chainHolds
            case .unclaimed: Text.unclaimed
            }
        }
    }

    private struct Link {
        let state: State
        let row: Report.Row
    }

    func report() throws -> Report {
        var report = Report(.chains, ground, ChainReport.columns)
        let seats = try self.seats()
        var links: [Link] = []
        var claimed: Set<String> = []
        for entry in try Waiting.all(ground) {
            // Every tenancy that it may depend on, while that is undecided.
            for tenancy in Set(entry.row.may("depends_on").compactMap(\.text)).sorted() {
                claimed.insert(tenancy)
                links.append(try link(entry, entry.tenancies[tenancy], tenancy, seats))
            }
        }
        for stay in try Stay.all(ground) where stay.isHere.isPossible {
            guard !claimed.contains(stay.row.key.text),
                stay.row.isOne("stage", of: ["notice", "moving-out"]).isPossible
            else { continue }
            links.append(try unclaimed(stay, seats))
        }
        let order = State.allCases
        links.sort { a, b in
            (order.firstIndex(of: a.state) ?? 0, a.row.name) < (
                order.firstIndex(of: b.state) ?? 0, b.row.name
            )
        }
        report.rows = links.map(\.row)
        for state in order {
            report.count(state.rawValue, state.label, links.filter { $0.state == state }.map(\.row))
        }
        return report
    }

    private func link(
        _ entry: Waiting, _ tenancy: FactRow?, _ key: String, _ seats: [String: [RowReference]]
    ) throws -> Link {
        let leaves = tenancy.map(leaving) ?? []
        let promised = entry.row.days("promised_on")
        let hasLeft =
            tenancy.map { $0.falls("moved_out_on", through: ground.day).isCertain } ?? false
        let state: State
        if hasLeft {
            state = .vacated
        } else if let last = leaves.last, let first = promised.first {
            // It leaves on its last day, so the next can come the day after.
            state = first <= last ? .broken : .holds
        } else if leaves.isEmpty {
            state = promised.isEmpty ? .unknown : .broken
        } else {
            state = .holds
        }
        let freed = seats[key] ?? []
        return Link(
            state: state,
            row: Report.Row(
                "\(key)>\(entry.row.key.text)", site: entry.row.text("site"),
                [
                    Report.Cell(.text(state.label), [], state == .broken ? .bad : .plain),
                    try tenancy.map { try ground.company($0) } ?? Report.Cell(.text(verbatim: key)),
                    ground.site(entry.row.text("site")), Report.Cell(.days(of: leaves)),
                    tenancy.map(confidence) ?? .none, Report.Cell(.count(freed.count), freed),
                    try ground.company(entry.row),
                    Report.Cell(.range(entry.row.number("seats_wanted"))),
                    Report.Cell(.days(of: promised)), gap(leaves, promised),
                ], (tenancy.map { [$0.reference] } ?? []) + [entry.row.reference],
                isCertain: entry.waits.isCertain && entry.row.may("depends_on").count == 1))
    }

    private func unclaimed(_ stay: Stay, _ seats: [String: [RowReference]]) throws -> Link {
        let freed = seats[stay.row.key.text] ?? []
        return Link(
            state: .unclaimed,
            row: Report.Row(
                stay.row.key.text, site: stay.site,
                [
                    Report.Cell(.text(State.unclaimed.label)), try ground.company(stay.row),
                    ground.site(stay.site), Report.Cell(.days(of: leaving(stay.row))),
                    confidence(stay.row), Report.Cell(.count(freed.count), freed), .none, .none,
                    .none, .none,
                ], [stay.row.reference], isCertain: stay.isHere.isCertain))
    }

    /// The days on which a tenancy may end: the day it is to leave by, else the planned one.
    private func leaving(_ row: FactRow) -> [LocalDay] {
        for column in ["moved_out_on", "leave_by", "planned_to"] {
            let days = row.days(column)
            if !days.isEmpty { return days }
        }
        return []
    }

    private func confidence(_ row: FactRow) -> Report.Cell {
        if !row.days("moved_out_on").isEmpty { return Report.Cell(.text(Text.done)) }
        let isFirm = row.isOne("stage", of: ["notice", "moving-out"])
        if !row.days("leave_by").isEmpty {
            return Report.Cell(.text(isFirm.isCertain ? Text.noticeGiven : Text.agreed))
        }
        return Report.Cell(.text(row.days("planned_to").isEmpty ? Text.noDay : Text.plannedOnly))
    }

    /// How many days the promise lies after the leaving; negative where the promise cannot be kept.
    private func gap(_ leaves: [LocalDay], _ promised: [LocalDay]) -> Report.Cell {
        let gaps = leaves.flatMap { leave in promised.map { Int64(leave.days(until: $0)) } }
        guard let least = gaps.min(), let most = gaps.max() else { return .none }
        return Report.Cell(.number(Range64(least, most)), [], least <= 0 ? .bad : .plain)
    }

    /// The seats that each tenancy holds on the day.
    private func seats() throws -> [String: [RowReference]] {
        var held: [String: [RowReference]] = [:]
        for seat in try SeatBook(ground, isListing: false).seats {
            for holding in seat.holders(on: ground.day) {
                held[holding.row.text("tenancy") ?? "", default: []].append(seat.row.reference)
            }
        }
        return held
    }
}
