internal import Causality

/// A world small enough to try everything that can happen in it: one row, a few sites, each with a few
/// edits to make. A value, so that a search can go on from it in every direction.
struct SmallWorld {
    /// What can happen next.
    enum Step {
        case edit(site: Int, SmallEdit)
        /// The next transaction that `to` lacks of `from`, or with `skip` the one after it.
        case deliver(from: Int, to: Int, skip: Int)
        /// One that `to` has already.
        case repeated(from: Int, to: Int)
        /// The process ends: what was held and the clock's own memory are gone.
        case crash(site: Int)
    }

    struct Site {
        var row = RowState()
        var vector = VersionVector()
        /// Positions in `made`, in the order of arrival.
        var log: [Int] = []
        var held: [Int] = []
        var clock = HybridClock()
        var edits = 0
    }

    static let table = TableSchema(
        name: "t",
        columns: [
            .init(name: "a", storage: .integer, policy: .ask),
            .init(name: "n", storage: .integer, policy: .sum),
        ], scope: .fixed(.common))
    static let schema = ReplicaSchema(version: 1, tables: [table])
    static let names = ["anji", "beijing", "huzhou"].compactMap { SiteID($0) }
    static let hub = SiteID("hub") ?? names[0]
    static let key: RecordKey = {
        guard let key = RecordKey("k") else { preconditionFailure("k is a key") }
        return key
    }()
    /// What the wall clocks show: the second is an hour ahead, further than it is followed.
    static let walls: [UInt64] = [1_000_000, 4_600_000, 999_000]

    var sites: [Site]
    /// Every transaction, in the order of making.
    var made: [Transaction] = []

    /// A row that every site has.
    init(sites count: Int) {
        sites = [Site](repeating: Site(), count: count)
        append([.insert([CellValue(cell: "a", value: .integer(0))])], by: 0)
        for site in 1..<count { take(0, at: site) }
        for site in sites.indices { sites[site].edits = 0 }
    }

    /// One site that knows the row every site begins with, and is to receive what others have made.
    init(receiving made: [Transaction]) {
        sites = [Site()]
        self.made = made
        take(0, at: 0)
    }

    // MARK: Steps

    /// Does a step. Returns whether anything is different now.
    mutating func perform(_ step: Step) -> Bool {
        switch step {
        case .edit(let site, let edit):
            // Every write has a value of its own, so that none agrees with another by chance.
            let value = Int64(made.count)
            guard let changes = edit.changes(of: sites[site].row, value: value)
            else { return false }
            append(changes, by: site)
            return true
        case .deliver(let from, let to, let skip):
            let lacking = sites[from].log.filter { !sites[to].vector.contains(made[$0].dot) }
            guard skip < lacking.count, !sites[to].held.contains(lacking[skip]) else {
                return false
            }
            arrive(lacking[skip], at: to)
            return true
        case .repeated(let from, let to):
            let known = sites[from].log.filter { sites[to].vector.contains(made[$0].dot) }
            for number in known { arrive(number, at: to) }
            return false
        case .crash(let site):
            let hadHeld = !sites[site].held.isEmpty
            crash(site)
            return hadHeld
        }
    }

    mutating func crash(_ site: Int) {
        sites[site].held = []
        let own = sites[site].log.filter { made[$0].dot.stream.origin.site == Self.names[site] }
        sites[site].clock = HybridClock(last: own.map { made[$0].stamp }.max() ?? .zero)
        for number in sites[site].log {
            sites[site].clock.observe(made[number].stamp, wallMilliseconds: Self.walls[site])
        }
    }

    private mutating func append(_ changes: [Change], by site: Int) {
        let stream = Stream(origin: Origin(site: Self.names[site], epoch: 1), scope: .common)
        made.append(
            Transaction(
                dot: Dot(stream: stream, seq: sites[site].vector[stream] + 1), previousHash: [],
                stamp: sites[site].clock.tick(wallMilliseconds: Self.walls[site]),
                context: sites[site].vector, schemaVersion: 1, author: "",
                operations: changes.map { Operation(table: "t", key: Self.key, change: $0) }))
        sites[site].edits += 1
        take(made.count - 1, at: site)
    }

    /// What the engine does with what arrives: apply it, hold it, or know it.
    mutating func arrive(_ number: Int, at site: Int) {
        if sites[site].vector.contains(made[number].dot) || sites[site].held.contains(number) {
            return
        }
        guard isReady(number, at: site) else {
            sites[site].held.append(number)
            return
        }
        take(number, at: site)
        while let ready = sites[site].held.first(where: { isReady($0, at: site) }) {
            sites[site].held.removeAll { $0 == ready }
            if !sites[site].vector.contains(made[ready].dot) { take(ready, at: site) }
        }
    }

    private func isReady(_ number: Int, at site: Int) -> Bool {
        let (dot, vector) = (made[number].dot, sites[site].vector)
        return dot.seq <= vector[dot.stream] + 1 && made[number].context.isCovered(by: vector)
    }

    private mutating func take(_ number: Int, at site: Int) {
        let transaction = made[number]
        sites[site].row.take(transaction)
        sites[site].vector.advance(transaction.dot.stream, to: transaction.dot.seq)
        sites[site].clock.observe(transaction.stamp, wallMilliseconds: Self.walls[site])
        sites[site].log.append(number)
    }
}
