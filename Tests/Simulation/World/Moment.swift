package import Causality
package import Sync
package import Wire

/// Something that has just happened at a site.
package enum Moment {
    /// People there made these transactions and were told that they are safe.
    case edited(World.WorldSite, [Transaction])
    case tookIn(World.WorldSite, from: SiteID, [ItemResult])
    case restarted(World.WorldSite)
    /// It was offered what it held already.
    case repeated(World.WorldSite, before: SitePicture, after: SitePicture)
    case exchanged(World.WorldSite, with: SiteID, SyncReport)
    /// It put these bytes on the line.
    case sent(World.WorldSite, to: SiteID, [UInt8])
    /// People there took something back, or tried to.
    case undone(World.WorldSite, Undoing)
    /// A hostile member offered it something.
    case tricked(World.WorldSite, HostileTrick, [ItemResult])
    /// Something in its file has rotted; the last thing that happens there.
    case rotted(World.WorldSite, Rot)

    package var site: World.WorldSite {
        switch self {
        case .edited(let site, _), .tookIn(let site, _, _), .restarted(let site),
            .repeated(let site, _, _), .exchanged(let site, _, _), .sent(let site, _, _),
            .undone(let site, _), .rotted(let site, _), .tricked(let site, _, _):
            site
        }
    }
}

/// A promise, checked from outside: it knows what must hold and nothing of how it is kept.
package protocol Checker: AnyObject {
    /// Looks at what has just happened.
    func see(_ moment: Moment, _ world: World) throws
    /// Looks at the core once it is quiet.
    func atRest(_ core: [World.WorldSite], _ world: World) throws
}

extension Checker {
    package func see(_ moment: Moment, _ world: World) throws {}
    package func atRest(_ core: [World.WorldSite], _ world: World) throws {}
}

/// What nobody in the world knows as a whole: everything that was ever written.
package struct Truth {
    package private(set) var transactions: [Dot: Transaction] = [:]
    package private(set) var places: [ScopeID: Set<RowPlace>] = [:]
    /// Of numbers that are used twice, the other transactions, by the names of their branches.
    fileprivate var twins: [Dot: [Dot]] = [:]
    /// What people were told is safe, by the site that told them.
    package fileprivate(set) var acknowledged: [SiteID: [Dot]] = [:]
    /// And by which bytes, where a number may be used twice.
    package fileprivate(set) var hashes: [SiteID: [Dot: Set<Digest256>]] = [:]
    /// Sites that lost something of their own with their disk.
    package fileprivate(set) var robbed: Set<SiteID> = []
    /// Every wait before another try.
    package var waits: [(attempt: Int, milliseconds: Int)] = []

    /// The rows that a transaction writes, or, as the testimony of when another one was received,
    /// orders anew. Of a number that is used twice, those of both.
    package func rows(touchedBy dot: Dot) -> Set<RowPlace> {
        var rows: Set<RowPlace> = []
        let plain = Dot(stream: dot.stream.plain, seq: dot.seq)
        let twins = twins[plain] ?? []
        let all = twins.isEmpty && plain == dot ? [dot] : Set([dot, plain] + twins)
        for operation in all.flatMap({ transactions[$0]?.operations ?? [] }) {
            if let witness = Witness(operation) {
                rows.formUnion(self.rows(touchedBy: witness.dot))
            } else {
                rows.insert(RowPlace(operation.table, operation.key))
            }
        }
        return rows
    }

    /// - Parameter site: the site that told people that it is safe; `nil` when none did.
    package mutating func note(_ transaction: Transaction, acknowledgedAt site: SiteID?) {
        transactions[transaction.dot] = transaction
        if let site { acknowledged[site, default: []].append(transaction.dot) }
        for operation in transaction.operations
        where ![Witness.table, SeenHeads.table].contains(operation.table) {
            places[transaction.dot.stream.scope, default: []].insert(
                RowPlace(operation.table, operation.key))
        }
    }
}

extension Truth {
    /// A second transaction under a number that is used: noted by the name of its branch, of which
    /// `hash` is the beginning of its own.
    mutating func note(twin transaction: Transaction, hash: UInt32, acknowledgedAt site: SiteID?) {
        let dot = transaction.dot
        let branch = Dot(stream: dot.stream.branch(hash), seq: dot.seq)
        transactions[branch] = transaction
        twins[dot, default: []].append(branch)
        if let site { acknowledged[site, default: []].append(dot) }
        for operation in transaction.operations {
            places[dot.stream.scope, default: []].insert(
                RowPlace(operation.table, operation.key))
        }
    }

    /// Under a number that may be used twice, a site has acknowledged this.
    mutating func noteHash(_ hash: Digest256, of dot: Dot, acknowledgedAt site: SiteID) {
        hashes[site, default: [:]][dot, default: []].insert(hash)
    }

    /// Of numbers that have been used twice a site means what it holds.
    mutating func keepHashes(at site: SiteID, _ hash: (Dot) throws -> Digest256?) rethrows {
        var kept: [Dot: Set<Digest256>] = [:]
        for dot in acknowledged[site] ?? [] { kept[dot] = try hash(dot).map { [$0] } }
        hashes[site] = kept
    }

    /// A copy of a site's database was put back that holds no more than `vector`.
    package mutating func forget(at site: SiteID, beyond vector: VersionVector) {
        let isShort = transactions.keys.contains {
            $0.stream.origin.site == site && !vector.contains($0)
        }
        if isShort { robbed.insert(site) }
        acknowledged[site] = acknowledged[site]?.filter { vector.contains($0) }
    }
}

/// The rows of one scope at one site, exactly.
package struct ScopePicture: Hashable, Sendable {
    package var rows: [RowPlace: RowPicture] = [:]

    package struct RowPicture: Hashable, Sendable {
        package let state: RowState
        /// What anybody reads; `nil` when the row is not there.
        package let shown: [Value]?
    }

    /// The first row in which two pictures differ.
    package func difference(from other: ScopePicture) -> String? {
        for place in Set(rows.keys).union(other.rows.keys).sorted()
        where rows[place] != other.rows[place] {
            return "\(place): \(brief(rows[place])) | \(brief(other.rows[place]))"
        }
        return nil
    }

    private func brief(_ row: RowPicture?) -> String {
        row.map { ScopePicture.brief($0.state, $0.shown) } ?? "nothing"
    }

    /// A row in short: what it shows, cells that have not one live value, and marks.
    static func brief(_ state: RowState, _ shown: [Value]?) -> String {
        let cells = state.cells.filter { $0.value.live.count != 1 }
            .map { at, cell in "\(at):\(cell.live.map { "\($0.dot)=\($0.value)" })" }
        let shown = shown.map { "\($0)" } ?? "absent"
        return "\(shown) \(cells) marks \(state.marks.sorted())"
    }
}

package typealias SitePicture = [ScopeID: ScopePicture]

extension World {
    /// Everything that a site holds and shows, by scope.
    package func picture(_ site: WorldSite) throws -> SitePicture {
        try look {
            let shown = try site.store.shownRows()
            var picture: SitePicture = [:]
            for scope in truth.places.keys { picture[scope] = try self.picture(site, scope, shown) }
            return picture
        }
    }

    package func picture(
        _ site: WorldSite, _ scope: ScopeID, _ shown: [RowPlace: [Value]]
    ) throws -> ScopePicture {
        var picture = ScopePicture()
        for place in truth.places[scope] ?? [] {
            let state = try site.store.exactState(of: place)
            guard state != RowState() || shown[place] != nil else { continue }
            picture.rows[place] = .init(state: state, shown: shown[place])
        }
        return picture
    }
}
