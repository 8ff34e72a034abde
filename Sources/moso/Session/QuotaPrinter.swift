internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// Quotas as tables and as JSON.
struct QuotaPrinter {
    private typealias Text = Catalogue.Quota
    let session: Session
    let replica: Replica

    init(_ session: Session, _ replica: Replica) {
        self.session = session
        self.replica = replica
    }

    // MARK: Tables

    func list(_ pools: [QuotaPool]) {
        guard !pools.isEmpty else { return session.printer.remark(Text.none) }
        var table = TextTable([
            session.column(Text.pool), session.column(Catalogue.Heading.name, flexible: true),
            session.column(Text.here, .right), session.column(Text.used, .right),
            session.column(Text.capacity, .right), session.column(Catalogue.Heading.unit),
            session.column(Text.waiting, flexible: true),
        ])
        for pool in pools {
            table.add([
                .init(pool.code), .init(pool.name), .init(pool.unit.number(pool.available)),
                .init(pool.unit.number(pool.escrow.totalUsed)),
                .init(
                    pool.isHub
                        ? pool.unit.number(pool.escrow.capacity) : session.text(Text.notKnown)),
                .init(pool.unit.code), .init(session.text(waiting(pool))),
            ])
        }
        session.printer.table(table)
    }

    private func waiting(_ pool: QuotaPool) -> Phrase {
        var parts: [Phrase] = []
        if !pool.openAsks.isEmpty { parts.append(Text.asks(pool.openAsks.count)) }
        let waits = pool.isHub ? pool.leftBehind.count : pool.unwitnessed.count
        if waits > 0 { parts.append(Text.waits(waits)) }
        if !pool.disputes.isEmpty { parts.append(Text.disputes(pool.disputes.count)) }
        return parts.isEmpty ? Phrase(verbatim: "-") : Phrase.list(parts)
    }

    func show(_ pool: QuotaPool) throws {
        list([pool])
        session.printer.gap()
        holders(pool)
        session.printer.gap()
        try moves(pool)
        for dispute in pool.disputes {
            session.printer.say(
                Text.disputed(
                    QuotaEntry.key(dispute.move.name), by: dispute.move.by.description,
                    dispute.reason), mark: .attention)
        }
        if pool.escrow.overdrawn > 0 {
            session.printer.say(
                Text.overdrawn(pool.unit.phrase(pool.escrow.overdrawn)), mark: .bad)
        }
    }

    private func holders(_ pool: QuotaPool) {
        var table = TextTable([
            session.column(Text.holder), session.column(Text.share, .right),
            session.column(Text.used, .right),
            session.column(Catalogue.Heading.state, flexible: true),
        ])
        for origin in pool.holders {
            table.add([
                .init(origin.description), .init(pool.unit.number(pool.escrow.shares[origin] ?? 0)),
                .init(pool.unit.number(pool.escrow.used[origin] ?? 0)),
                .init(session.text(state(origin, pool))),
            ])
        }
        session.printer.table(table)
    }

    private func state(_ origin: Origin, _ pool: QuotaPool) -> Phrase {
        if let heir = pool.escrow.heirs[origin] { return Text.closed(heir: heir.description) }
        if pool.leftBehind.contains(origin) { return Text.unwitnessed }
        if origin.site == pool.me.site, origin.epoch > pool.me.epoch { return Text.laterEpoch }
        return origin == pool.me ? Text.thisSite : Phrase(verbatim: "")
    }

    private func moves(_ pool: QuotaPool) throws {
        var table = TextTable([
            session.column(Text.move), session.column(Catalogue.Heading.when),
            session.column(Catalogue.Heading.kind), session.column(Text.amount, .right),
            session.column(Text.about, flexible: true),
        ])
        for entry in pool.entries {
            let made = try replica.transaction(entry.name.dot)
            let kind = entry.kind?.label ?? Label(verbatim: "?")
            table.add([
                .init(entry.key),
                .init(made.map { session.stamp($0.stamp.milliseconds) } ?? "-"),
                .init(session.label(kind)),
                .init(entry.amount == 0 ? "-" : pool.unit.number(entry.amount)),
                .init(entry.about),
            ])
        }
        session.printer.table(table)
    }

    // MARK: JSON

    func json(_ pool: QuotaPool) -> JSON {
        [
            "pool": .string(pool.code), "name": .string(pool.name), "unit": .string(pool.unit.code),
            "available": .integer(pool.available), "used": .integer(pool.escrow.totalUsed),
            "granted": pool.isHub ? .integer(pool.escrow.capacity) : .null,
            "overdrawn": .integer(pool.escrow.overdrawn),
            "holders": .array(
                pool.holders.map { origin in
                    [
                        "origin": .string(origin.description),
                        "share": .integer(pool.escrow.shares[origin] ?? 0),
                        "used": .integer(pool.escrow.used[origin] ?? 0),
                        "heir": .optional(pool.escrow.heirs[origin]?.description),
                    ]
                }),
            "disputes": .array(
                pool.disputes.map { dispute in
                    [
                        "move": .string(QuotaEntry.key(dispute.move.name)),
                        "by": .string(dispute.move.by.description),
                        "reason": .string(dispute.reason.rawValue),
                    ]
                }),
            "asks": .array(pool.openAsks.map { json($0) }),
            "moves": .array(pool.entries.map { json($0) }),
        ]
    }

    private func json(_ entry: QuotaEntry) -> JSON {
        [
            "id": .string(entry.key), "kind": .optional(entry.kind?.rawValue),
            "by": .string(entry.by.description), "book": .string(entry.book.name),
            "amount": .integer(entry.amount), "to": .optional(entry.to?.description),
            "of": .optional(entry.of?.description), "ref": .optional(entry.ref.map(QuotaEntry.key)),
            "record": .optional(entry.record?.text), "note": .optional(entry.note),
        ]
    }
}

extension QuotaPool {
    /// Everybody who holds or uses some of it.
    fileprivate var holders: [Origin] {
        Set(escrow.shares.keys).union(escrow.used.keys).union([me]).sorted()
    }

    /// Epochs that hold something although their site has a later one.
    fileprivate var leftBehind: [Origin] {
        holders.filter { old in
            escrow.shares[old, default: 0] > 0 && old != me
                && (old.site == me.site && old.epoch < me.epoch
                    || entries.contains { $0.by.site == old.site && old < $0.by })
        }
    }
}

extension QuotaEntry {
    /// What it has to do with, in one line.
    fileprivate var about: String {
        [to?.description, of?.description, record?.text, ref.map(QuotaEntry.key), note]
            .compactMap { $0 }.joined(separator: " ")
    }
}
