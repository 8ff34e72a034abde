internal import Causality
internal import Sync

/// I7: no more is used than was granted, at any moment, by what people were told; and by what any site
/// can see, whatever was delivered to it, restored or lost.
package final class Quotas: Checker {
    private struct Spend {
        let name: EntryName
        let amount: Int64
    }

    /// What people at each site were told that they had used, as far as it is not lost with a disk.
    private var spends: [SiteID: [Spend]] = [:]
    /// Whether a move has been made at all.
    private var isMoving = false

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited(let site, let made):
            let moves = made.flatMap(\.moves)
            guard !moves.isEmpty else { return }
            isMoving = true
            for move in moves { note(move, at: site.id, world) }
            try compare(site, world)
            try look(site, world)
        case .tookIn(let site, _, let results):
            guard results.contains(where: { hasMoves($0, world) }) else { return }
            isMoving = true
            try look(site, world)
        case .restarted(let site):
            guard isMoving else { return }
            let vector = try site.store.vector { _ in true }
            spends[site.id]?.removeAll { !vector.contains($0.name.dot) }
            try look(site, world)
        case .repeated, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }

    private func hasMoves(_ result: ItemResult, _ world: World) -> Bool {
        result.dot.flatMap { world.truth.transactions[$0] }.map { !$0.moves.isEmpty } ?? false
    }

    private func note(_ move: EscrowMove, at site: SiteID, _ world: World) {
        switch move.kind {
        case .grant: world.counters.sometimes("quota granted")
        case .withdraw: break
        case .lend: world.counters.sometimes("quota lent")
        case .release: world.counters.sometimes("quota given back")
        case .witness: world.counters.sometimes("quota witnessed")
        case .spend:
            world.counters.sometimes("quota used")
            spends[site, default: []].append(Spend(name: move.name, amount: move.amount))
        }
    }

    /// Against everything that was ever granted or given back, be it lost again or not.
    private func compare(_ site: World.WorldSite, _ world: World) throws {
        var room: Int64 = 0
        for transaction in world.truth.transactions.values {
            for move in transaction.moves {
                switch move.kind {
                case .grant, .release: room += move.amount
                case .spend, .lend, .withdraw, .witness: break
                }
            }
        }
        let used = spends.values.joined().reduce(0) { $0 + $1.amount }
        guard used <= room else {
            throw Violation("I7", "with \(site.id) people use \(used), of \(room) there are")
        }
    }

    /// What a site sees of the quota.
    private func look(_ site: World.WorldSite, _ world: World) throws {
        let escrow = try ShareDesk(site.store).escrow
        let told = { (what: String) in Violation("I7", "\(site.id) sees \(what)") }
        if let short = escrow.shares.first(where: { $0.value < 0 }) {
            throw told("a share of \(short.value) of \(short.key)")
        }
        if escrow.disputed.contains(where: \.isHostile) {
            world.counters.sometimes("overdraft disputed")
        }
        // Grants may be gone with the hub's disk.
        guard site.id == escrow.hub, !world.truth.robbed.contains(escrow.hub) else { return }
        guard escrow.totalUsed <= escrow.capacity else {
            throw told("\(escrow.totalUsed) used of \(escrow.capacity)")
        }
        guard escrow.overdrawn == 0 else { throw told("\(escrow.overdrawn) lent too much") }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        guard isMoving else { return }
        for site in core where try ShareDesk.hasOpenAsks(at: site.store) {
            if try ShareDesk(site.store).answers().isEmpty { continue }
            throw Violation("I7", "\(site.id) leaves unanswered what it was asked for")
        }
        guard world.truth.robbed.isEmpty,
            let hub = core.first(where: { $0.index == 0 })
        else { return }
        let whole = try ShareDesk(hub.store).escrow
        let honest = whole.disputed.filter { !$0.isHostile }
        if let dispute = honest.first {
            throw Violation("I7", "\(dispute.move) of an honest site is disputed")
        }
        let sum = whole.shares.values.reduce(0, +) + whole.totalUsed
        guard sum == whole.capacity else {
            throw Violation("I7", "\(sum) are in shares and use, \(whole.capacity) were granted")
        }
        try AtRest(core, world).forEachScope { scope, sites in
            for site in sites where scope == .site(site.id) && sites.contains(where: { $0 === hub })
            {
                for (origin, share) in try ShareDesk(site.store).escrow.shares
                where origin.site == site.id && whole.shares[origin, default: 0] != share {
                    throw Violation("I7", "\(site.id) sees another share of \(origin) than the hub")
                }
            }
        }
    }
}

extension Transaction {
    /// The moves of shares that it makes.
    fileprivate var moves: [EscrowMove] {
        operations.compactMap { operation in
            guard operation.table == ShareMove.table.name,
                case .insert(let values) = operation.change
            else { return nil }
            let columns = ShareMove.table.columns.map { column in
                values.first { $0.cell == column.name }?.value ?? .null
            }
            return ShareMove.read(operation.key, columns)
        }
    }
}

extension EscrowDispute {
    fileprivate var isHostile: Bool { move.name.writer.site == World.hostile }
}
