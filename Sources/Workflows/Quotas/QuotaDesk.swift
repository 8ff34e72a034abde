public import Causality
internal import Domain
public import Storage

/// What people do with quotas. Each reads the balance and writes the move in one SQLite commit.
public struct QuotaDesk {
    public let replica: Replica
    public let author: String
    /// Whether everything is checked and nothing kept.
    public let isRehearsal: Bool
    private let books: QuotaBooks

    public init(_ replica: Replica, author: String, isRehearsal: Bool = false) {
        self.replica = replica
        self.author = author
        self.isRehearsal = isRehearsal
        books = QuotaBooks(replica)
    }

    /// How a quota that does not exist yet is to be called, and what it counts.
    public struct Description: Sendable {
        public let name: String
        public let unit: QuotaUnit

        public init(name: String, unit: QuotaUnit) {
            self.name = name
            self.unit = unit
        }
    }

    // MARK: The hub's

    /// Raises what may be used in all, declaring the quota if it is new. What records of a fund or
    /// budget have committed already is drawn at once.
    ///
    /// - Parameters:
    ///   - pool: a quota, the key or name of a fund or budget, or the name of something new.
    ///   - typed: the amount as typed; its unit is the quota's.
    ///   - description: for something new that is neither fund nor budget.
    @discardableResult
    public func grant(_ pool: String, _ typed: String, _ description: Description?) throws
        -> QuotaPool
    {
        try asHub()
        return try commit {
            let source = try QuotaGround(named: pool, replica)
            let known = try books.find(source?.key.text ?? pool)
            guard
                let what = known.map({ Description(name: $0.name, unit: $0.unit) })
                    ?? source.map({
                        Description(name: $0.title, unit: .money(currency: $0.currency))
                    }) ?? description
            else { throw Problem.noQuota(pool, canDeclare: true) }
            let code = known?.code ?? source?.key.text ?? pool
            let amount = try what.unit.parse(typed)
            try checkSize(source, granted: known?.escrow.capacity ?? 0, more: amount, what.unit)
            let book = replica.meta.site
            try replica.edit(author: author) { draft in
                if known == nil {
                    try draft.declare(code, name: what.name, unit: what.unit, book: book)
                }
                try draft.append(PlannedMove(code, book, .grant, amount: amount))
            }
            if let source { try source.check(books.existing(code)) }
            try drawWhatIsCommitted(code)
            return try books.existing(code)
        }
    }

    /// Lowers what may be used in all, out of the hub's own share.
    @discardableResult
    public func withdraw(_ pool: String, _ typed: String, reason: String?) throws -> QuotaPool {
        try asHub()
        return try move(pool, typed, .withdraw, note: reason)
    }

    /// Closes an origin of which nothing more is to be expected: the hub says how far it has seen its
    /// moves, and what is left goes to the site's present epoch, or to the hub.
    ///
    /// An epoch of the hub's own is closed when every site has synced that has a book of a quota: what it
    /// had lent and this replica lacks is with them.
    ///
    /// - Parameters:
    ///   - toHub: whether the site has no later epoch and never will.
    ///   - unheard: whether the sites that have not synced since count for nothing.
    @discardableResult
    public func witness(
        _ text: String, toHub: Bool, unheard: Bool = false, reason: String?
    ) throws -> [QuotaPool] {
        try asHub()
        guard let dead = Origin(text[...]) else { throw Problem.noOrigin(text) }
        return try commit {
            let heir = try heir(of: dead, toHub: toHub)
            if dead.site == replica.meta.hub, !unheard { try checkHeard(dead) }
            var concerned: [String] = []
            try replica.edit(author: author) { draft in
                for (code, declared) in try books.declarations().sorted(by: { $0.key < $1.key }) {
                    guard let pool = try books.find(code), pool.concerns(dead) else { continue }
                    concerned.append(code)
                    for book in pool.books(of: dead).union(
                        dead.site == replica.meta.hub ? declared.books : [])
                    {
                        guard let site = book.owner else { continue }
                        try draft.append(
                            PlannedMove(
                                code, site, .witness, to: heir, of: dead,
                                seen: try seen(of: dead, in: book), note: reason))
                    }
                }
            }
            guard !concerned.isEmpty else { throw Problem.noOrigin(text) }
            return try concerned.map { try books.existing($0) }
        }
    }

    /// Puts a disputed move aside.
    @discardableResult
    public func dismiss(_ key: String, reason: String?) throws -> QuotaPool {
        try asHub()
        return try commit {
            let (pool, entry) = try self.entry(key)
            guard pool.disputes.contains(where: { $0.move.name == entry.name }),
                let book = entry.book.owner
            else { throw Problem.quotaNotDisputed(key) }
            try replica.edit(author: author) { draft in
                try draft.append(
                    PlannedMove(pool.code, book, .dismiss, ref: entry.name, note: reason))
            }
            return try books.existing(pool.code)
        }
    }

    // MARK: Everybody's

    /// Passes on a part of this site's share: the hub to a site, a branch to the hub.
    @discardableResult
    public func lend(_ pool: String, _ typed: String, to site: SiteID, reason: String?) throws
        -> QuotaPool
    {
        let hub = replica.meta.hub
        guard replica.meta.site == hub || site == hub else {
            throw Problem.quotaByWayOfHub(pool, amount: typed)
        }
        guard site != replica.meta.site else { throw Problem.quotaToItself(site.name) }
        return try commit {
            let pool = try books.existing(pool)
            let amount = try covered(pool, typed)
            let to = try present(site)
            let book = pool.isHub ? site : replica.meta.site
            let isNew = try !(books.declarations()[pool.code]?.books.contains(.site(book)) ?? false)
            try replica.edit(author: author) { draft in
                // The borrower learns here what the quota is.
                if isNew {
                    try draft.declare(pool.code, name: pool.name, unit: pool.unit, book: book)
                }
                try draft.append(
                    PlannedMove(pool.code, book, .lend, amount: amount, to: to, note: reason))
            }
            return try books.existing(pool.code)
        }
    }

    /// Uses up a part of this site's share, for something that no record of moso draws for. What a branch
    /// lacks for it is asked for.
    @discardableResult
    public func spend(_ pool: String, _ typed: String, reason: String?) throws -> QuotaPool {
        // What is lacking for handing a share back is not asked for.
        let spend = { try move(pool, typed, .spend, note: reason) }
        return try isRehearsal ? spend() : replica.askingWhenShort(author: author, spend)
    }

    /// Gives back what a spend used up, or a part of it.
    @discardableResult
    public func release(_ key: String, _ typed: String?, reason: String?) throws -> QuotaPool {
        try commit {
            let (pool, entry) = try self.entry(key)
            if let record = entry.record { throw Problem.quotaDrawn(key, record: record.text) }
            let open = pool.escrow.spent[entry.name, default: 0]
            let amount = try typed.map { typed throws in try pool.unit.parse(typed) } ?? open
            guard pool.escrow.allowsRelease(amount, of: entry.name, by: pool.me),
                let book = entry.book.owner
            else { throw Problem.quotaNotSpent(key, open: pool.unit.phrase(open)) }
            try replica.edit(author: author) { draft in
                try draft.append(
                    PlannedMove(
                        pool.code, book, .release, amount: amount, ref: entry.name, note: reason))
            }
            return try books.existing(pool.code)
        }
    }

    /// Asks for a part of another's share: a branch the hub, the hub a branch. It is answered when the
    /// two next meet. What was asked for before in the same book, and is not answered, is not asked for any more.
    @discardableResult
    public func ask(_ pool: String, _ typed: String, of site: SiteID?, reason: String?) throws
        -> QuotaPool
    {
        try commit {
            let pool = try books.existing(pool)
            let amount = try pool.unit.parse(typed)
            if let whole = try pool.whole(replica), amount > whole {
                throw Problem.quotaAskBeyond(pool, asked: amount, whole: whole)
            }
            let book = try bookToAskIn(pool, site)
            _ = try present(site ?? pool.hub)
            try replica.edit(author: author) { draft in
                for ask in pool.ownAsks(in: book) {
                    try draft.append(PlannedMove(pool.code, book, .decline, ref: ask.name))
                }
                try draft.append(
                    PlannedMove(pool.code, book, .ask, amount: amount, note: reason))
            }
            return try books.existing(pool.code)
        }
    }

    /// Takes back what this site has asked for and nobody has answered. An answer that is under way stands: it is a
    /// loan, and can be handed back.
    @discardableResult
    public func withdrawAsk(_ pool: String, of site: SiteID?, reason: String?) throws -> QuotaPool {
        try commit {
            let pool = try books.existing(pool)
            let book = try bookToAskIn(pool, site)
            let open = pool.ownAsks(in: book)
            guard !open.isEmpty else { throw Problem.quotaNothingAsked(pool.code) }
            try replica.edit(author: author) { draft in
                for ask in open {
                    try draft.append(
                        PlannedMove(pool.code, book, .decline, ref: ask.name, note: reason))
                }
            }
            return try books.existing(pool.code)
        }
    }

    /// The site in whose book this one asks.
    private func bookToAskIn(_ pool: QuotaPool, _ site: SiteID?) throws -> SiteID {
        guard pool.isHub ? site != nil && site != pool.me.site : site ?? pool.hub == pool.hub
        else { throw Problem.quotaAskWhom(pool.code) }
        let book = site.flatMap { pool.isHub ? $0 : nil } ?? pool.me.site
        let isKnownThere = try books.declarations()[pool.code]?.books.contains(.site(book))
        guard isKnownThere ?? false else { throw Problem.quotaAskWhom(pool.code) }
        return book
    }

    // MARK: Parts

    private func commit<Result>(_ body: () throws -> Result) throws -> Result {
        try isRehearsal ? Rehearsal.of(replica, body) : replica.write(body)
    }

    private func asHub() throws {
        guard replica.meta.site == replica.meta.hub else {
            throw Problem.quotaHubOnly(hub: replica.meta.hub.name)
        }
    }

    private func move(
        _ pool: String, _ typed: String, _ kind: QuotaMoveKind, note: String?
    ) throws -> QuotaPool {
        try commit {
            let pool = try books.existing(pool)
            let amount = try covered(pool, typed)
            try replica.edit(author: author) { draft in
                try draft.append(
                    PlannedMove(pool.code, pool.me.site, kind, amount: amount, note: note))
            }
            return try books.existing(pool.code)
        }
    }

    /// The amount typed, if this site's share covers it.
    private func covered(_ pool: QuotaPool, _ typed: String) throws -> Int64 {
        let amount = try pool.unit.parse(typed)
        guard pool.escrow.allows(amount, from: pool.me) else {
            throw Problem.quotaShort(pool, wanted: amount, here: pool.available)
        }
        return amount
    }

    private func entry(_ key: String) throws -> (QuotaPool, QuotaEntry) {
        guard let name = QuotaEntry.name(key) else { throw Problem.noRecord(key) }
        for pool in try books.pools() {
            if let entry = pool.entries.first(where: { $0.name == name }) { return (pool, entry) }
        }
        throw Problem.noRecord(key)
    }

    /// The latest epoch of a site that has written something. One that has only ever listened has no
    /// name that a share could be lent to.
    private func present(_ site: SiteID) throws -> Origin {
        guard let origin = try replica.origins(of: site).last else {
            throw Problem.quotaUnheard(site.name, hasMet: try replica.sitesMet()[site] != nil)
        }
        return origin
    }

    /// The epoch that takes over. It must have been heard of in the site's own scope: what it wrote
    /// there came after everything it held of the old one, so nothing of that can still be under way.
    private func heir(of dead: Origin, toHub: Bool) throws -> Origin {
        let scope = ScopeID.site(dead.site)
        let later = try replica.origins(of: dead.site) { $0 == scope }.last { dead < $0 }
        if dead.site == replica.meta.hub {
            guard dead < replica.origin else { throw Problem.quotaIsPresent(dead.description) }
            return replica.origin
        }
        guard let later else {
            guard toHub else { throw Problem.quotaStillLives(dead.description) }
            return replica.origin
        }
        return later
    }

    private func checkHeard(_ dead: Origin) throws {
        let books = try books.declarations().values.flatMap(\.books).compactMap(\.owner)
        let met = try replica.sitesMetInEpoch()
        let lacking = Set(books).subtracting(met).subtracting([replica.meta.hub])
        guard lacking.isEmpty else {
            throw Problem.quotaUnheardSince(dead.description, sites: lacking.map(\.name).sorted())
        }
    }

    private func seen(of origin: Origin, in book: ScopeID) throws -> UInt64 {
        try replica.vector { $0 == book }.entries
            .filter { $0.stream.origin.plain == origin }.map(\.seq).max() ?? 0
    }

    /// X12: a fund's quota never exceeds the fund.
    private func checkSize(
        _ source: QuotaGround?, granted: Int64, more: Int64, _ unit: QuotaUnit
    ) throws {
        let most = source?.size ?? Escrow.amountMax
        guard granted <= most - more else {
            throw Problem.quotaBeyondSize(
                source?.title ?? "", size: unit.phrase(most),
                granted: unit.phrase(granted))
        }
    }

    /// What was committed before there was a quota.
    private func drawWhatIsCommitted(_ code: String) throws {
        let drawing = QuotaDrawing(replica)
        let wishes = try QuotaDraw.all.flatMap { draw in
            try replica.select(
                "SELECT id FROM \"\(draw.kind)\" WHERE \"\(draw.poolField)\" = ?1 ORDER BY id",
                [.text(code)]
            ).compactMap { row in
                try row[0].text.flatMap { RecordKey($0) }
                    .flatMap { try drawing.wish(RuleRow(table: draw.kind, key: $0)) }
            }
        }
        try drawing.settle(wishes, author: author)
    }
}

extension QuotaPool {
    public var hub: SiteID { escrow.hub }

    /// Whether an origin has or had anything to do with it.
    func concerns(_ origin: Origin) -> Bool {
        escrow.shares[origin] != nil || entries.contains { $0.by == origin || $0.to == origin }
    }

    /// The books that an origin wrote in, and its own.
    func books(of origin: Origin) -> Set<ScopeID> {
        Set(entries.filter { $0.by == origin }.map(\.book)).union([.site(origin.site)])
    }
}

extension Replica {
    /// The epochs of a site that this replica has heard of, in their order.
    func origins(
        of site: SiteID, _ includes: (ScopeID) -> Bool = { _ in true }
    ) throws -> [Origin] {
        let heard = try vector(includes).entries.map(\.stream.origin.plain).filter {
            $0.site == site
        }
        return Set(heard + (site == meta.site ? [origin] : [])).sorted()
    }
}
