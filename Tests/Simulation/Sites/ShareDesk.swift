package import Causality
internal import Sync

/// A row of the table of shares: one move of a quota that the whole federation shares.
package struct ShareMove {
    package static let prefix = "Q"

    package static let table = TableSchema(
        name: "share",
        columns: [
            .init(name: "site", storage: .text, policy: .immutable),
            .init(name: "kind", storage: .text, policy: .immutable),
            .init(name: "amount", storage: .integer, policy: .immutable),
            .init(name: "to_origin", storage: .text, policy: .immutable),
            .init(name: "of_origin", storage: .text, policy: .immutable),
            .init(name: "seen", storage: .integer, policy: .immutable),
            .init(name: "ref", storage: .text, policy: .immutable),
        ], scope: .siteOf(column: "site"), entryPrefix: prefix)

    /// What it does to the shares; `nil` when it says nothing that can be understood.
    package static func read(_ key: RecordKey, _ columns: [Value]) -> EscrowMove? {
        guard let name = EntryName(key, prefix: prefix), columns.count == table.columns.count,
            let amount = columns[2].integer, let kind = kind(columns)
        else { return nil }
        return EscrowMove(name: name, kind: kind, amount: amount)
    }

    private static func kind(_ columns: [Value]) -> EscrowMove.Kind? {
        let to = columns[3].text.flatMap { Origin($0[...]) }
        let of = columns[4].text.flatMap { Origin($0[...]) }
        switch columns[1].text {
        case "grant": return .grant
        case "spend": return .spend
        case "lend": return to.map { .lend(to: $0) }
        case "release":
            let ref = columns[6].text.flatMap { RecordKey($0) }
            return ref.flatMap { EntryName($0, prefix: prefix) }.map { .release(of: $0) }
        case "witness":
            let seen = UInt64(max(0, columns[5].integer ?? 0))
            return of.flatMap { dead in to.map { .witness(of: dead, seen: seen, heir: $0) } }
        default: return nil
        }
    }
}

/// What people at a site do with its share. What may be done is decided by `Escrow`, from the rows that
/// the site shows, as the product does it.
package struct ShareDesk {
    private let site: any SimulatedSite
    private let me: Origin
    private let hub: SiteID
    package let escrow: Escrow
    /// What has been asked for and not answered, by name.
    private let openAsks: [Ask]

    /// A wish for a share, in the book of the branch that asks or is asked.
    private struct Ask {
        let name: EntryName
        let amount: Int64

        var by: Origin { name.writer }
        var book: ScopeID { name.dot.stream.scope }
    }

    package init(_ site: any SimulatedSite) throws {
        self.site = site
        let identity = try site.identity()
        me = identity.origin
        hub = identity.hub
        var moves: [EscrowMove] = []
        var asks: [Ask] = []
        var answered: Set<String> = []
        for (place, columns) in try site.shownRows() where place.table == ShareMove.table.name {
            if let move = ShareMove.read(place.key, columns) { moves.append(move) }
            switch columns[1].text {
            case "ask":
                if let name = EntryName(place.key, prefix: ShareMove.prefix) {
                    asks.append(Ask(name: name, amount: columns[2].integer ?? 0))
                }
            case "lend", "decline": answered.formUnion(columns[6].text.map { [$0] } ?? [])
            default: break
            }
        }
        openAsks =
            asks.filter { !answered.contains($0.name.key(ShareMove.prefix)?.text ?? "") }
            .sorted { $0.name < $1.name }
        escrow = Escrow(moves, hub: hub, isWhole: me.site == hub)
    }

    /// The columns of the row that a move writes: `column` says its kind, `key` whom it concerns.
    func plan(_ operation: EditOperation) throws -> [String: Value] {
        let amount = operation.amount ?? 0
        switch operation.column {
        case "grant":
            guard me.site == hub else { throw EditRefusal("the hub alone grants") }
            return row("grant", amount)
        case "spend":
            try expect(escrow.allows(amount, from: me))
            return row("spend", amount)
        case "lend":
            if let ref = operation.reference { return try answer(ref, "lend", amount) }
            return try loan(to: operation.key, amount)
        case "ask":
            guard me.site == hub || operation.key == hub.name else {
                throw EditRefusal("the hub alone lends to a branch")
            }
            return row("ask", amount, book: me.site == hub ? SiteID(operation.key) : nil)
        case "decline": return try answer(operation.reference ?? "", "decline", amount)
        case "release": return try release(amount)
        case "witness": return try testimony(of: operation.key)
        default: throw EditRefusal("\(operation.column ?? "nothing") is no move")
        }
    }

    // MARK: Asking

    /// Whether a site knows of something asked for and not answered, without the shares being worked out.
    package static func hasOpenAsks(at site: any SimulatedSite) throws -> Bool {
        var asked: Set<String> = []
        var answered: Set<String> = []
        for (place, columns) in try site.shownRows() where place.table == ShareMove.table.name {
            switch columns[1].text {
            case "ask": asked.insert(place.key.text)
            case "lend", "decline": if let ref = columns[6].text { answered.insert(ref) }
            default: break
            }
        }
        return !asked.isSubset(of: answered)
    }

    /// What is asked for after a spend was refused: what is lacking for it, beyond what has been asked for
    /// already. A branch asks the hub by itself, as the product does; at the hub somebody asks the branch that
    /// the spend names. `nil` where there is nothing to ask for, or an earlier epoch's share waits for its witness.
    func ask(for spend: EditOperation) -> EditOperation? {
        let wanted = spend.amount ?? 0
        let missing = wanted - escrow.shares[me, default: 0]
        let isWaiting = escrow.shares.contains {
            $0.key.site == me.site && $0.key != me && $0.value > 0
        }
        let open = openAsks.filter { $0.by.site == me.site }.reduce(0) { $0 + $1.amount }
        guard spend.column == "spend", !escrow.isClosed(me), !isWaiting, missing > open,
            escrow.shares[me] != nil
        else { return nil }
        return EditOperation(
            .move, spend.table, spend.key, column: "ask", amount: missing - open)
    }

    /// What this site answers to what it has been asked for, each ask once: a loan of at most half of what it has
    /// then, or that it has none to spare.
    package func answers() -> [EditOperation] {
        guard !escrow.isClosed(me) else { return [] }
        var share = escrow.shares[me, default: 0]
        return openAsks.filter(isAskedHere).compactMap { ask in
            let given = max(0, min(ask.amount, share / 2))
            share -= given
            guard let ref = ask.name.key(ShareMove.prefix)?.text else { return nil }
            return EditOperation(
                .move, ShareMove.table.name, ask.by.site.name, columns: ["ref": .string(ref)],
                column: given > 0 ? "lend" : "decline", amount: given)
        }
    }

    private func isAskedHere(_ ask: Ask) -> Bool {
        me.site == hub
            ? ask.by.site != hub && ask.book == .site(ask.by.site)
            : ask.by.site == hub && ask.book == .site(me.site)
    }

    private func answer(
        _ ref: String, _ kind: String, _ amount: Int64
    ) throws -> [String: Value] {
        guard let ask = openAsks.first(where: { $0.name.key(ShareMove.prefix)?.text == ref }),
            isAskedHere(ask)
        else { throw EditRefusal("\(ref) is nothing to answer here") }
        if kind == "lend" { try expect(escrow.allows(amount, from: me)) }
        return row(
            kind, amount, book: ask.book.owner, to: kind == "lend" ? ask.by : nil,
            ref: ask.name.key(ShareMove.prefix))
    }

    private func loan(to name: String, _ amount: Int64) throws -> [String: Value] {
        guard let site = SiteID(name), site != me.site, site == hub || me.site == hub else {
            throw EditRefusal("\(name) cannot be lent to")
        }
        try expect(escrow.allows(amount, from: me))
        let origin = try origins(of: site).last ?? Origin(site: site, epoch: 1)
        return row("lend", amount, book: me.site == hub ? site : me.site, to: origin)
    }

    private func release(_ amount: Int64) throws -> [String: Value] {
        let spends = escrow.spent.filter { $0.value > 0 }.keys.sorted()
        let mine = spends.first { escrow.allowsRelease(1, of: $0, by: me) }
        guard let mine, let open = escrow.spent[mine] else {
            throw EditRefusal("nothing to give back")
        }
        return row("release", min(amount, open), ref: mine.key(ShareMove.prefix))
    }

    /// The hub closes the earliest epoch of a branch of which it has heard a later one.
    private func testimony(of name: String) throws -> [String: Value] {
        guard me.site == hub, let branch = SiteID(name), branch != hub else {
            throw EditRefusal("the hub alone witnesses, and the branches alone")
        }
        let book = ScopeID.site(branch)
        let known = try origins(of: branch, in: book)
        guard let dead = known.first(where: { !escrow.isClosed($0) }), let heir = known.last,
            dead < heir
        else { throw EditRefusal("\(name) has one epoch") }
        let seen = try site.vector { $0 == book }.entries
            .filter { $0.stream.origin.plain == dead }.map(\.seq).max()
        var row = row("witness", 0, book: branch, to: heir)
        row["of_origin"] = .text(dead.description)
        row["seen"] = .integer(Int64(seen ?? 0))
        return row
    }

    private func row(
        _ kind: String, _ amount: Int64, book: SiteID? = nil, to: Origin? = nil,
        ref: RecordKey? = nil
    ) -> [String: Value] {
        [
            "site": .text((book ?? me.site).name), "kind": .text(kind),
            "amount": .integer(amount), "to_origin": to.map { .text($0.description) } ?? .null,
            "ref": ref.map { .text($0.text) } ?? .null,
        ]
    }

    private func expect(_ isAllowed: Bool) throws {
        guard isAllowed else { throw EditRefusal("the share is short") }
    }

    /// The epochs of a site that have been heard of, in their order.
    private func origins(of site: SiteID, in scope: ScopeID? = nil) throws -> [Origin] {
        let streams = try self.site.vector { scope == nil || $0 == scope }.entries.map(\.stream)
        return Set(streams.map(\.origin.plain).filter { $0.site == site }).sorted()
    }
}

extension EditOperation {
    /// The entry that a move is about.
    fileprivate var reference: String? {
        guard case .string(let ref)? = columns?["ref"] else { return nil }
        return ref
    }
}
