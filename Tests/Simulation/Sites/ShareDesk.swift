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

    package init(_ site: any SimulatedSite) throws {
        self.site = site
        let identity = try site.identity()
        me = identity.origin
        hub = identity.hub
        let moves = try site.shownRows().compactMap { place, columns in
            place.table == ShareMove.table.name ? ShareMove.read(place.key, columns) : nil
        }
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
        case "lend": return try loan(to: operation.key, amount)
        case "release": return try release(amount)
        case "witness": return try testimony(of: operation.key)
        default: throw EditRefusal("\(operation.column ?? "nothing") is no move")
        }
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
