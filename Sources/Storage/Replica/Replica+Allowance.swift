public import Causality
internal import Sync
internal import Wire

// What the hub takes in of a member within a day.
//
// A member that floods the hub with valid work, by mistake or not, would fill everybody's disk, since what the hub has taken in
// everybody gets. So the hub counts what it takes in of each site's own work, and leaves the rest with its author
// until the next day begins (by UTC and the hub's clock). Nothing is lost by that, and nothing is kept that would have to be
// decided about: the author's site still has it, says so to its staff, and brings it again with a later exchange.
// Conflicts count as rows and bytes do: each asks people to decide something, and ten thousand of them would hide the one that matters.
// One counts for whoever's work opened it here. Who writes against others' edits on purpose opens as many as there are such edits, and no
// more than so many a day; and while as many as that stand open, nothing more of him is taken in, on whichever day, until people have decided
// some.
//
// Which of them stand open is not kept with every write. They are counted as they open, and looked through only when the count has reached the
// bound, and then once for what others have written meanwhile, as a conflict closes by that alone: who is over the bound decides nothing by
// what is not taken in. So an honest site's work costs one look at an index for a commit, and who is over it cannot make the hub look again by
// calling again.
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
    /// Conflicts that its work has opened and that stand open, whenever that was.
    public let open: Int

    public init(
        rows: Int, bytes: Int, conflicts: Int = MemberAllowance.conflictsMax,
        open: Int = MemberAllowance.conflictsMax
    ) {
        self.rows = rows
        self.bytes = bytes
        self.conflicts = conflicts
        self.open = open
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
    /// Of those that its work has opened on whichever day, how many may stand open.
    public fileprivate(set) var open = 0
    fileprivate var isChanged = false
    /// What `Replica.lookedThrough` becomes with the commit.
    fileprivate var lookedThrough: UInt64?

    func exceeds(_ allowance: MemberAllowance) -> Bool {
        rows >= allowance.rows || bytes >= allowance.bytes || conflicts >= allowance.conflicts
    }
}

/// Why a transaction is left with its author.
struct Overrun: Error { let outcome: ItemResult.Outcome }

extension Replica {
    /// Throws an `Overrun` when nothing more of a site is taken in for now. In a commit that is running. What the
    /// hub takes over from a copy of its own is no member's doing.
    func checkAllowance(of site: SiteID, from peer: SiteID) throws {
        guard counted(site) != nil, peer != meta.hub else { return }
        let allowance = environment.allowance
        var work = try brought(by: site)
        if work.exceeds(allowance) {
            let why =
                "\(site) has brought what a member may in a day (\(allowance.rows) rows, "
                + "\(allowance.bytes) bytes, \(allowance.conflicts) conflicts); the rest is taken "
                + "in tomorrow"
            throw Overrun(outcome: .postponed(why: why))
        }
        if work.open >= allowance.open, try releaseDecided(of: site) {
            work.open = try conflictTable.count(openedBy: site)
            broughtToday[site]?.open = work.open
        }
        guard work.open < allowance.open else {
            let why =
                "\(work.open) conflicts that the work of \(site) has opened are undecided, and a "
                + "member may have \(allowance.open); the rest is taken in once some are decided"
            throw Overrun(outcome: .undecided(why: why))
        }
    }

    /// The site, where what it brings is counted: at the hub, and not the hub's own.
    func counted(_ site: SiteID) -> SiteID? {
        meta.site == meta.hub && site != meta.hub ? site : nil
    }

    /// Counts no more what has been decided of what a site's work has opened.
    ///
    /// - Returns: whether it was looked through: not when nobody else has written anything since.
    private func releaseDecided(of site: SiteID) throws -> Bool {
        let others = streams.all.reduce(0 as UInt64) {
            $1.stream.origin.site == site ? $0 : $0 &+ $1.applied
        }
        guard (broughtToday[site]?.lookedThrough ?? lookedThrough[site]) != others else {
            return false
        }
        broughtToday[site]?.lookedThrough = others
        var row: RowName?
        var open: Set<ConflictID> = []
        for seen in try conflictTable.rows(openedBy: site) {
            let name = RowName(table: seen.table, key: seen.key)
            if row != name {
                row = name
                open = Set(try openConflicts(of: seen.table, seen.key).map(\.id))
            }
            if !open.contains(seen.id) { try conflictTable.release(seen.id) }
        }
        return true
    }

    private func brought(by site: SiteID) throws -> BroughtWork {
        if let known = broughtToday[site] { return known }
        let word = try connection.word(
            "SELECT value FROM moso_meta WHERE name = '\(Replica.brought)\(site)'")
        var loaded = today(word)
        loaded.open = try conflictTable.count(openedBy: site)
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
        guard counted(site) != nil else { return }
        broughtToday[site]?.rows += rows
        broughtToday[site]?.bytes += bytes
        broughtToday[site]?.conflicts += conflicts
        broughtToday[site]?.open += conflicts
        broughtToday[site]?.isChanged = true
    }

    /// Writes down what the running commit has counted.
    func keepBrought() throws {
        for (site, work) in broughtToday.sorted(by: { $0.key < $1.key }) where work.isChanged {
            try setMeta(
                Replica.brought + site.name,
                "\(work.day) \(work.rows) \(work.bytes) \(work.conflicts)")
        }
        for (site, work) in broughtToday {
            if let others = work.lookedThrough { lookedThrough[site] = others }
        }
        broughtToday = [:]
    }

    private static let brought = "brought "

    /// The members of which nothing more is taken in until conflicts are decided that their work has opened, with how many
    /// of these stand open; at the hub.
    public func membersWithTooManyOpen() throws -> [SiteID: Int] {
        guard meta.site == meta.hub else { return [:] }
        return try read {
            let select = try connection.prepare(
                """
                SELECT opened_by, count(*) FROM moso_conflict WHERE opened_by IS NOT NULL
                GROUP BY opened_by HAVING count(*) >= ?1
                """)
            select.bind(1, integer: Int64(clamping: environment.allowance.open))
            var names: [SiteID] = []
            while try select.step() {
                if let site = SiteID(select.text(0)) { names.append(site) }
            }
            return try names.reduce(into: [:]) { found, site in
                let open = try countOpen(of: site)
                if open >= environment.allowance.open { found[site] = open }
            }
        }
    }

    private func countOpen(of site: SiteID) throws -> Int {
        try conflictTable.rows(openedBy: site).count { seen in
            try openConflicts(of: seen.table, seen.key).contains { $0.id == seen.id }
        }
    }

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
