internal import Causality
internal import Sync
internal import Wire

// A member that keeps the keys of the house and not its rules. It is entitled to the common records and
// to its own, and sends whatever it likes: broken chains, writes in place of what nobody has seen, other
// sites' scopes, numbers at the edge of what a number can be, clocks from the far future, what makes
// SQLite fail, floods. Honest sites must refuse what breaks a rule, live with what does not, name who
// sent it, and go on.
//
// Where transactions are not signed it can also write in another's name (`World+Signed` is about where they
// are). What can be promised then is less: that it is a fork of that stream as soon as the site itself writes under the number, kept
// on both sides and called alike everywhere; or, where the site hears of it first, something that it has
// forgotten, after which it goes on under a new epoch.

/// How the lawful part of a stream of the hostile member ends.
struct HostileEnd {
    var last: Link
    /// The one before it.
    var before: Link?

    struct Link {
        let transaction: Transaction
        let hash: Digest256
    }
}

extension World {
    static let hostile = SiteID("mallory")

    /// The hostile member offers a site what the trick says.
    func offerHostile(to site: WorldSite, _ trick: HostileTrick, by number: Int) throws {
        guard !site.isDown, let mallory = World.hostile else { return }
        setClock(site)
        switch trick {
        case .replay: return try replay(to: site, from: mallory, number)
        case .forgedOrigin: return try forge(to: site, from: mallory, number)
        case .flood:
            counters.sometimes("hostile flood")
            for _ in 0..<12 {
                try offer(.greatestSum, to: site, from: mallory)
                try offer(.brokenChain, to: site, from: mallory)
            }
        default: try offer(trick, to: site, from: mallory)
        }
    }

    private func offer(_ trick: HostileTrick, to site: WorldSite, from mallory: SiteID) throws {
        let includes = policy.shared(site.id, mallory, hub: sites[0].id)
        let scope: ScopeID =
            trick == .foreignScope ? .site(sites[1].id) : trick.isAtHome ? .site(mallory) : .common
        guard includes(scope) != (trick == .foreignScope) else { return }
        let stream = Stream(origin: Origin(site: mallory, epoch: 1), scope: scope)
        let end = hostileEnds[stream]
        if trick == .equivocation, end == nil { return }
        let before = trick == .equivocation ? end?.before : end?.last
        if before?.transaction.stamp.bits == .max { return }
        counters.sometimes("hostile \(trick)")
        hostileOffers += 1
        let made = hostileTransaction(trick, stream, after: before)
        var bytes = TransactionEncoder.encode(
            made, previousContext: before?.transaction.context ?? VersionVector())
        if trick == .garbage { bytes = Array(bytes.dropLast(bytes.count / 3)) }
        if trick == .newerFormat { bytes[0] += 1 }
        let hash = Digest256(of: bytes)
        if trick.isLawful {
            note(made, hash, acknowledgedAt: nil)
            if trick != .equivocation {
                hostileEnds[stream] = HostileEnd(
                    last: .init(transaction: made, hash: hash), before: end?.last)
            }
        } else {
            offences.insert(made.dot)
        }
        try offer(LogRecord(bytes: bytes), trick, made.dot, to: site, from: mallory, includes)
    }

    private func offer(
        _ record: LogRecord, _ trick: HostileTrick, _ dot: Dot, to site: WorldSite,
        from mallory: SiteID, _ includes: (ScopeID) -> Bool
    ) throws {
        let results: [ItemResult]
        do {
            let heads = hostileSignatures(over: dot, record.bytes, by: mallory)
            let signed = try verified([record], heads, from: mallory, to: site)
            results = try site.store.apply([record], from: mallory, signed, includes)
        } catch {
            return try fail(site, error)
        }
        if !trick.isLawful, results.contains(where: { $0.dot != nil }) { site.offended.insert(dot) }
        try tell(.tricked(site, trick, results))
        try tell(.tookIn(site, from: mallory, results.filter { $0.outcome == .applied }))
    }

    /// What others have written is sent again: a site that holds it does not notice.
    private func replay(to site: WorldSite, from mallory: SiteID, _ number: Int) throws {
        counters.sometimes("hostile replay")
        let includes = policy.shared(site.id, mallory, hub: sites[0].id)
        var records: [LogRecord] = []
        _ = try look {
            try site.store.extract(beyond: VersionVector(), includes) { record in
                records.append(record)
                return true
            }
        }
        records += records
        var stream = SeededGenerator(seed: scenario.seed, "replay", site.index, number)
        stream.shuffle(&records)
        let before = try picture(site)
        let results: [ItemResult]
        do { results = try site.store.apply(records, from: mallory, includes) } catch {
            return try fail(site, error)
        }
        if let other = results.first(where: { $0.outcome != .duplicate }) {
            throw Violation("I10", "\(site.id) does not know again what it holds: \(other)")
        }
        try tell(.repeated(site, before: before, after: try picture(site)))
    }

    /// A transaction that goes on with another site's common stream, as far as the receiver has it.
    private func forge(to site: WorldSite, from mallory: SiteID, _ number: Int) throws {
        var stream = SeededGenerator(seed: scenario.seed, "forged", site.index, number)
        let victim = stream.pick(sites.filter { $0 !== site })
        let vector = try look { try site.store.vector { $0 == .common } }
        let theirs = vector.entries.map(\.stream).filter { $0.origin.site == victim.id }
        guard let name = theirs.max(by: { $0.origin.epoch < $1.origin.epoch }),
            name.origin.branch == nil, theirs.allSatisfy({ $0.origin.branch == nil }),
            let last = try look({ try site.store.transactions() })
                .last(where: { $0.dot.stream == name }),
            let head = try look({ try site.store.hash(of: last.dot) })
        else { return }
        counters.sometimes("hostile forgedOrigin")
        hostileOffers += 1
        var context = last.context
        context.advance(name, to: last.dot.seq)
        let made = Transaction(
            dot: Dot(stream: name, seq: last.dot.seq + 1), previousHash: head.bytes,
            stamp: HybridTimestamp(bits: last.stamp.bits + 1), context: context, schemaVersion: 1,
            author: "p0", operations: [hostileRow("f\(hostileOffers)")])
        let bytes = TransactionEncoder.encode(made, previousContext: last.context)
        let hash = Digest256(of: bytes)
        if isSigned {
            forgeries[made.dot, default: []].insert(hash)
        } else {
            note(made, hash, acknowledgedAt: nil)
            forged.insert(victim.id)
        }
        let includes = policy.shared(site.id, mallory, hub: sites[0].id)
        try offer(
            LogRecord(bytes: bytes), .forgedOrigin, made.dot, to: site, from: mallory, includes)
    }

    // MARK: What it writes

    private func hostileTransaction(
        _ trick: HostileTrick, _ stream: Stream, after last: HostileEnd.Link?
    ) -> Transaction {
        let wall = UInt64(Int(HandClock.start) + now)
        var made = Transaction(
            dot: Dot(stream: stream, seq: (last?.transaction.dot.seq ?? 0) + 1),
            previousHash: (last?.hash ?? .none).bytes,
            stamp: HybridTimestamp(milliseconds: wall, counter: 0), context: VersionVector(),
            schemaVersion: 1, author: "mallory", operations: [])
        if let last {
            made.stamp = max(made.stamp, HybridTimestamp(bits: last.transaction.stamp.bits + 1))
            made.context = last.transaction.context
            made.context.advance(stream, to: last.transaction.dot.seq)
        }
        switch trick {
        case .brokenChain: made.previousHash = [UInt8](repeating: 7, count: 32)
        case .greatestNumber: made.dot = Dot(stream: stream, seq: UInt64(Int64.max))
        case .boundlessContext:
            let other = Stream(origin: Origin(site: sites[0].id, epoch: 1), scope: .common)
            made.context.advance(other, to: UInt64(Int64.max))
        case .farFuture:
            made.stamp = max(
                made.stamp, HybridTimestamp(milliseconds: wall + 400 * 86_400_000, counter: 0))
        case .lastMoment: made.stamp = HybridTimestamp(bits: .max)
        default: break
        }
        made.operations = hostileOperations(trick, made.dot)
        return made
    }

    private func hostileOperations(_ trick: HostileTrick, _ dot: Dot) -> [Operation] {
        let row = hostileRow("m\(dot.seq)", grade: Int64(hostileOffers))
        switch trick {
        case .unseenReplaces:
            return [hostileWrite("company", .integer(1), [Dot(stream: dot.stream, seq: 1 << 40)])]
        case .foreignReplaces:
            let foreign = Stream(origin: dot.stream.origin, scope: .site(sites[0].id))
            return [hostileWrite("company", .integer(1), [Dot(stream: foreign, seq: 1)])]
        case .cellTwice: return [row, row]
        case .wrongType: return [hostileWrite("company", .text("no number"), [])]
        case .greatestSum: return [hostileRow("m\(dot.seq)", grade: .max)]
        case .foreignScope: return [hostileLease(of: sites[1].id, key: "forged", visits: 1)]
        case .overflow:
            let key = "mallory-\(dot.seq)"
            return [hostileLease(of: dot.stream.origin.site, key: key, visits: .max)]
                + [hostileAddition("mallory-\(max(1, dot.seq - 1))", dot.seq)].compactMap(\.self)
        case .overdraft: return hostileMoves(dot)
        case .poison: return [hostileRow("m\(dot.seq)", grade: PoisonedIndex.value)]
        case .poisonPair:
            return ["a", "b"].map { hostileRow("m\(dot.seq)\($0)", grade: PoisonedIndex.once) }
        default: return [row]
        }
    }

    private func hostileRow(_ key: String, grade: Int64 = 1) -> Operation {
        Operation(
            table: "company", key: key.recordKey,
            change: .insert([
                CellValue(cell: "name", value: .text(key)),
                CellValue(cell: "grade", value: .integer(grade)),
            ]))
    }

    private func hostileLease(of site: SiteID, key: String, visits: Int64) -> Operation {
        Operation(
            table: "lease", key: key.recordKey,
            change: .insert([
                CellValue(cell: "site", value: .text(site.name)),
                CellValue(cell: "visits", value: .integer(visits)),
            ]))
    }

    /// As much once more to the counter of the lease before.
    private func hostileAddition(_ key: String, _ seq: UInt64) -> Operation? {
        seq < 2
            ? nil
            : Operation(
                table: "lease", key: key.recordKey,
                change: .add([CellValue(cell: "visits", value: .integer(.max))]))
    }

    /// It spends all there can be, lends it too, and less than nothing.
    private func hostileMoves(_ dot: Dot) -> [Operation] {
        let hub = Origin(site: sites[0].id, epoch: 1)
        let moves: [(String, Int64)] = [
            ("spend", Escrow.amountMax), ("lend", Escrow.amountMax), ("spend", .max), ("lend", -7),
        ]
        return moves.enumerated().compactMap { at, move in
            EntryName(dot: dot, place: UInt32(at + 1)).key(ShareMove.prefix).map { key in
                Operation(
                    table: ShareMove.table.name, key: key,
                    change: .insert([
                        CellValue(cell: "site", value: .text(dot.stream.origin.site.name)),
                        CellValue(cell: "kind", value: .text(move.0)),
                        CellValue(cell: "amount", value: .integer(move.1)),
                        CellValue(cell: "to_origin", value: .text(hub.description)),
                    ]))
            }
        }
    }

    private func hostileWrite(_ table: String, _ value: Value, _ replaces: [Dot]) -> Operation {
        Operation(
            table: table, key: "c0".recordKey,
            change: .set([CellWrite(cell: "grade", value: value, replaces: replaces)]))
    }
}

extension String {
    fileprivate var recordKey: RecordKey {
        guard let key = RecordKey(self) else { preconditionFailure("\(self) is a key") }
        return key
    }
}
