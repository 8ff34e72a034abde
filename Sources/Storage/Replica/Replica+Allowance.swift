public import Causality
internal import Sync

// What the hub takes in of a member within a day.
//
// A member that floods the hub with valid work, by mistake or not, would fill everybody's disk, since what the hub has taken in
// everybody gets. So the hub counts what it takes in of each site's own work, and leaves the rest with its author
// until the next day begins (by UTC and the hub's clock). Nothing is lost by that, and nothing is kept that would have to be
// decided about: the author's site still has it, says so to its staff, and brings it again with a later exchange.
// Conflicts count as rows and bytes do: each asks people to decide something, and ten thousand of them would hide the one that matters.
// One counts for whoever's work opened it here. Who writes against others' edits on purpose opens as many as there are such edits, and no
// more than so many a day.
//
// It is the hub's own matter, and changes nothing in what anybody makes of a set of transactions. Work of other sites that
// a member passes on counts for those who wrote it.

/// How much of a member's own work is taken in within a day.
public struct MemberAllowance: Sendable, Hashable {
    /// Operations, each of which writes a row.
    public let rows: Int
    /// Bytes of transactions as they are hashed.
    public let bytes: Int
    /// Conflicts that were not open before.
    public let conflicts: Int

    public init(rows: Int, bytes: Int, conflicts: Int = MemberAllowance.conflictsMax) {
        self.rows = rows
        self.bytes = bytes
        self.conflicts = conflicts
    }

    /// What people can still look through.
    public static let conflictsMax = 5_000

    /// More than the first import of a large site.
    public static let standard = MemberAllowance(rows: 1_000_000, bytes: 1 << 30)
}

/// What has been taken in of a member's own work within a day.
public struct BroughtWork: Sendable, Hashable {
    /// Days since 1970, UTC.
    let day: UInt64
    public fileprivate(set) var rows = 0
    public fileprivate(set) var bytes = 0
    public fileprivate(set) var conflicts = 0
    fileprivate var isChanged = false

    func exceeds(_ allowance: MemberAllowance) -> Bool {
        rows >= allowance.rows || bytes >= allowance.bytes || conflicts >= allowance.conflicts
    }
}

extension Replica {
    /// Why nothing more of a site is taken in today; `nil` when it is. In a commit that is running. What the
    /// hub takes over from a copy of its own is no member's doing.
    func overAllowance(by site: SiteID, from peer: SiteID) throws -> String? {
        guard meta.site == meta.hub, site != meta.hub, peer != meta.hub else { return nil }
        let allowance = environment.allowance
        guard try brought(by: site).exceeds(allowance) else { return nil }
        return "\(site) has brought what a member may in a day (\(allowance.rows) rows, "
            + "\(allowance.bytes) bytes, \(allowance.conflicts) conflicts); the rest is taken in "
            + "tomorrow"
    }

    private func brought(by site: SiteID) throws -> BroughtWork {
        if let known = broughtToday[site] { return known }
        let word = try connection.word(
            "SELECT value FROM moso_meta WHERE name = '\(Replica.brought)\(site)'")
        let loaded = today(word)
        broughtToday[site] = loaded
        return loaded
    }

    /// Reads `day rows bytes conflicts`, the last of which is not there in older files; of another day nothing counts.
    private func today(_ word: String?) -> BroughtWork {
        var work = BroughtWork(day: environment.wallMilliseconds() / 86_400_000)
        let parts = (word ?? "").split(separator: " ")
        if 3...4 ~= parts.count, UInt64(parts[0]) == work.day {
            work.rows = Int(parts[1]) ?? 0
            work.bytes = Int(parts[2]) ?? 0
            work.conflicts = parts.count == 4 ? Int(parts[3]) ?? 0 : 0
        }
        return work
    }

    /// Counts what has been taken in.
    func note(broughtBy site: SiteID, rows: Int, bytes: Int, conflicts: Int) {
        guard meta.site == meta.hub, site != meta.hub else { return }
        broughtToday[site]?.rows += rows
        broughtToday[site]?.bytes += bytes
        broughtToday[site]?.conflicts += conflicts
        broughtToday[site]?.isChanged = true
    }

    /// Writes down what the running commit has counted.
    func keepBrought() throws {
        for (site, work) in broughtToday.sorted(by: { $0.key < $1.key }) where work.isChanged {
            try setMeta(
                Replica.brought + site.name,
                "\(work.day) \(work.rows) \(work.bytes) \(work.conflicts)")
        }
        broughtToday = [:]
    }

    private static let brought = "brought "

    /// The members of which nothing more is taken in today, with what they have brought; at the hub.
    public func membersOverAllowance() throws -> [SiteID: BroughtWork] {
        guard meta.site == meta.hub else { return [:] }
        return try read {
            let select = try connection.prepare(
                "SELECT name, value FROM moso_meta WHERE name GLOB '\(Replica.brought)*'")
            var found: [SiteID: BroughtWork] = [:]
            while try select.step() {
                guard let site = SiteID(String(select.text(0).dropFirst(Replica.brought.count)))
                else { continue }
                let work = today(select.text(1))
                if work.exceeds(environment.allowance) { found[site] = work }
            }
            return found
        }
    }
}

// MARK: At the author's end

extension Replica {
    private static let postponedBy = "postponed_by "

    /// Takes note of what a peer takes in tomorrow: without that each exchange of the day would bring it again, in front of
    /// what the line is needed for. The first of each stream will do, as the rest waits behind it.
    public func note(postponed dots: Set<Dot>, by peer: SiteID) throws {
        guard try postponedToday(by: peer) != dots else { return }
        let firsts = Dictionary(dots.map { ($0.stream, $0) }) { $0.seq < $1.seq ? $0 : $1 }
        let names = firsts.values.sorted().map(\.description)
        try write {
            try setMeta(
                Replica.postponedBy + peer.name, ([String(today)] + names).joined(separator: " "))
        }
    }

    /// Of another day nothing is said: then it is tried again.
    public func postponedToday(by peer: SiteID) throws -> Set<Dot> {
        try read {
            let word = try connection.word(
                "SELECT value FROM moso_meta WHERE name = '\(Replica.postponedBy)\(peer)'")
            let parts = word?.split(separator: " ") ?? []
            guard let day = parts.first, UInt64(day) == today else { return [] }
            return Set(parts.dropFirst().compactMap { Dot(String($0)) })
        }
    }

    /// How many of this site's own transactions the hub takes in tomorrow.
    public func postponedTransactions() throws -> UInt64 {
        try read {
            try postponedToday(by: meta.hub).reduce(0) { count, dot in
                guard dot.stream.origin.site == meta.site, let state = streams[dot.stream],
                    state.applied >= dot.seq
                else { return count }
                return count + (state.applied - dot.seq + 1)
            }
        }
    }

    /// Days since 1970, UTC.
    private var today: UInt64 { environment.wallMilliseconds() / 86_400_000 }
}
