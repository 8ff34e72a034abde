internal import Causality
internal import Sync

/// I8: of claims on one thing that overlap, one at most is confirmed at any site, and by its owner's
/// word; one is, where the owner has given its word for any, and it is the earlier; who gives way is told
/// to whom, and keeps what was written. Everybody who holds the same sees it the same way.
package final class Claims: Checker {
    /// A claim as anybody reads it, without asking who decides.
    private struct Reading {
        let key: RecordKey
        let thing: String
        let from: Int64
        let to: Int64
        let state: String
        /// When and by which write the owner said that it stands; the earliest that lives.
        let word: Word?

        struct Word {
            let stamp: HybridTimestamp
            let dot: Dot

            func precedes(_ other: Word) -> Bool { (stamp, dot) < (other.stamp, other.dot) }
        }

        func overlaps(_ other: Reading) -> Bool {
            thing == other.thing && from < other.to && other.from < to
        }
    }

    private var isClaiming = false

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited(let site, let made):
            guard made.contains(where: \.isAboutClaims) else { return }
            isClaiming = true
            try look(site, world)
        case .tookIn(let site, _, let results):
            guard isClaiming, results.contains(where: { isAboutClaims($0, world) }) else { return }
            try look(site, world)
        case .restarted(let site): if isClaiming { try look(site, world) }
        case .repeated, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        guard isClaiming else { return }
        for site in core {
            try look(site, world)
            try expectIntact(site, world)
        }
        try AtRest(core, world).forEachScope { scope, sites in
            let places = world.truth.places[scope] ?? []
            let all = try sites.map { site in
                try ClaimDesk(site.store).standings.filter {
                    places.contains(RowPlace(ClaimDesk.table.name, $0.key))
                }
            }
            for (site, standings) in zip(sites, all) where standings != all[0] {
                throw Violation("I8", "\(site.id) and \(sites[0].id) see claims otherwise")
            }
        }
    }

    private func isAboutClaims(_ result: ItemResult, _ world: World) -> Bool {
        result.dot.flatMap { world.truth.transactions[$0] }?.isAboutClaims ?? false
    }

    // MARK: At one site

    private func look(_ site: World.WorldSite, _ world: World) throws {
        let readings = try self.readings(site.store)
        let standings = try ClaimDesk(site.store).standings
        let told = { (what: String) in Violation("I8", "at \(site.id) \(what)") }
        guard Set(readings.map(\.key)) == Set(standings.keys) else {
            throw told("claims are overlooked or made up")
        }
        let standing = readings.filter { standings[$0.key] == .confirmed }
        for (at, claim) in standing.enumerated() {
            world.counters.sometimes("claim confirmed")
            guard claim.word != nil else {
                throw told("\(claim.key) stands without the owner's word")
            }
            if let other = standing[..<at].first(where: { $0.overlaps(claim) }) {
                throw told("\(other.key) and \(claim.key) both have \(claim.thing)")
            }
        }
        for claim in readings {
            let winners = standing.filter { $0.overlaps(claim) && $0.key != claim.key }
            switch standings[claim.key] {
            case .confirmed: break
            case .proposed:
                guard winners.isEmpty, claim.word == nil, claim.state != "ended" else {
                    throw told("\(claim.key) is called a proposal")
                }
            case .displaced(let by?):
                world.counters.sometimes("claim displaced")
                guard let winner = winners.first(where: { $0.key == by }) else {
                    throw told("\(claim.key) gives way to \(by), which is not in its way")
                }
                if let mine = claim.word, let theirs = winner.word {
                    world.counters.sometimes("claim confirmed twice")
                    guard !mine.precedes(theirs) else {
                        throw told("\(claim.key) gives way to \(by), which came later")
                    }
                }
            case .displaced(nil):
                guard claim.state == "displaced" else {
                    throw told("nobody put \(claim.key) aside")
                }
            case .ended:
                guard claim.state == "ended" else { throw told("nobody ended \(claim.key)") }
            case .disputed: throw told("\(claim.key) is disputed, and no clock was suspected")
            case .unavailable: throw told("\(claim.thing) is said to be nobody's to have")
            case nil: break
            }
        }
    }

    private func readings(_ store: any SimulatedSite) throws -> [Reading] {
        try store.shownRows().compactMap { place, columns in
            guard place.table == ClaimDesk.table.name, let thing = columns[1].text,
                let from = columns[4].integer
            else { return nil }
            let to = columns[5].integer ?? Int64.max
            guard from < to else { return nil }
            let state = columns[3].text ?? ""
            return Reading(
                key: place.key, thing: thing, from: from, to: to, state: state,
                word: state == "confirmed" ? try word(on: place, store) : nil)
        }
    }

    /// The owner is the site whose scope the record lives in.
    private func word(on place: RowPlace, _ store: any SimulatedSite) throws -> Reading.Word? {
        let state = try store.exactState(of: place)
        guard let at = ClaimDesk.table.cell("state") else { return nil }
        let live = (state.cells[at]?.live ?? []) + (state.cells[at]?.ghosts ?? []).map(\.sibling)
        let shown = Set(
            state.siblings(of: at, policy: ClaimDesk.table.cells[at].policy).map(\.dot))
        return try live.filter { sibling in
            shown.contains(sibling.dot) && sibling.value.text == "confirmed"
                && sibling.dot.stream.scope.name == "site/\(sibling.dot.stream.origin.site)"
        }.map { sibling in
            Reading.Word(
                stamp: try store.effectiveStamp(of: sibling.dot) ?? sibling.stamp,
                dot: sibling.dot)
        }.min { $0.precedes($1) }
    }

    // MARK: What was written

    /// Nobody who gave way has lost anything: what was claimed, and for whom, is there as it was
    /// written, unless people deleted it.
    private func expectIntact(_ site: World.WorldSite, _ world: World) throws {
        var made: [RecordKey: [[CellValue]]] = [:]
        var deleted: Set<RecordKey> = []
        for transaction in try site.store.transactions() {
            for operation in transaction.operations where operation.table == ClaimDesk.table.name {
                switch operation.change {
                case .insert(let values): made[operation.key, default: []].append(values)
                case .delete: deleted.insert(operation.key)
                case .set, .add, .keep, .erase: break
                }
            }
        }
        for (key, inserts) in made where inserts.count == 1 && !deleted.contains(key) {
            let shown = try site.store.shownRow(RowPlace(ClaimDesk.table.name, key))
            for value in inserts[0] where ["thing", "who"].contains(value.cell) {
                let at = ClaimDesk.table.column(value.cell) ?? 0
                guard shown?[at] == value.value else {
                    throw Violation("I8", "\(key) lost what was claimed at \(site.id)")
                }
            }
        }
    }
}

extension Transaction {
    fileprivate var isAboutClaims: Bool {
        operations.contains { $0.table == ClaimDesk.table.name }
    }
}
