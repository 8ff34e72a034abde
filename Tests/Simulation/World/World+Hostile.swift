internal import Causality
internal import Sync
internal import Wire

// A member that keeps the keys of the house and not its rules. It is entitled to the common records and
// to its own, and sends whatever it likes: broken chains, writes in place of what nobody has seen, other
// sites' scopes, numbers at the edge of what a number can be, clocks from the far future. Honest sites
// must refuse what breaks a rule, live with what does not, and go on.
//
// What it cannot do here is write in another site's name: transactions are not signed yet.

/// One trick of the hostile member.
enum HostileTrick: Int, CaseIterable {
    case brokenChain, unseenReplaces, foreignReplaces, cellTwice, wrongType, foreignScope
    case greatestNumber, boundlessContext, garbage
    // What no rule forbids.
    case farFuture, greatestSum
    /// Another transaction under the number of its last one: two sites are told two things.
    case equivocation

    /// Whether an honest site applies it.
    var isLawful: Bool { self == .farFuture || self == .greatestSum || self == .equivocation }
}

extension World {
    static let hostile = SiteID("mallory")

    /// The hostile member offers a site its next transaction.
    func offerHostile(to site: WorldSite, _ trick: HostileTrick) throws {
        guard !site.isDown, let mallory = World.hostile else { return }
        setClock(site)
        let includes = policy.shared(site.id, mallory, hub: sites[0].id)
        let scope: ScopeID = trick == .foreignScope ? .site(sites[1].id) : .common
        guard !includes(scope) || trick != .foreignScope else { return }
        if trick == .equivocation, hostileLast == nil { return }
        counters.sometimes("hostile \(trick)")
        hostileOffers += 1
        let stream = Stream(origin: Origin(site: mallory, epoch: 1), scope: scope)
        let made = hostileTransaction(trick, stream)
        let before = trick == .equivocation ? hostileBefore : hostileLast
        var bytes = TransactionEncoder.encode(
            made, previousContext: before?.transaction.context ?? VersionVector())
        if trick == .garbage { bytes = Array(bytes.dropLast(bytes.count / 3)) }
        if trick == .equivocation {
            truth.note(twin: made, hash: Digest256(of: bytes).short)
            forks.insert(made.dot)
        } else if trick.isLawful {
            truth.note(made, acknowledgedAt: nil)
            hostileBefore = hostileLast
            hostileLast = (made, Digest256(of: bytes))
        }
        let results: [ItemResult]
        do {
            results = try site.store.apply([LogRecord(bytes: bytes)], from: mallory, includes)
        } catch { return try fail(site, error) }
        for result in results {
            if result.outcome == .applied, !trick.isLawful {
                throw Violation("I13", "\(site.id) applied a transaction with \(trick)")
            }
            if case .quarantined(let why) = result.outcome, trick.isLawful {
                throw Violation("I13", "\(site.id) refused a lawful transaction: \(why)")
            }
        }
        try tell(.tookIn(site, from: mallory, results.filter { $0.outcome == .applied }))
    }

    private func hostileTransaction(_ trick: HostileTrick, _ stream: Stream) -> Transaction {
        let last =
            stream.scope != .common ? nil : trick == .equivocation ? hostileBefore : hostileLast
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
        let unseen = Dot(stream: Stream(origin: stream.origin, scope: stream.scope), seq: 1 << 40)
        let foreign = Dot(
            stream: Stream(origin: stream.origin, scope: .site(sites[0].id)), seq: 1)
        var operations = [hostileRow("m\(made.dot.seq)", grade: Int64(hostileOffers))]
        switch trick {
        case .brokenChain: made.previousHash = [UInt8](repeating: 7, count: 32)
        case .unseenReplaces: operations = [hostileWrite("company", .integer(1), [unseen])]
        case .foreignReplaces: operations = [hostileWrite("company", .integer(1), [foreign])]
        case .cellTwice: operations += operations
        case .wrongType: operations = [hostileWrite("company", .text("no number"), [])]
        case .greatestNumber: made.dot = Dot(stream: stream, seq: UInt64(Int64.max))
        case .boundlessContext:
            let other = Stream(origin: Origin(site: sites[0].id, epoch: 1), scope: .common)
            made.context.advance(other, to: UInt64(Int64.max))
        case .farFuture:
            made.stamp = max(
                made.stamp, HybridTimestamp(milliseconds: wall + 400 * 86_400_000, counter: 0))
        case .greatestSum: operations = [hostileRow("m\(made.dot.seq)", grade: .max)]
        case .foreignScope: operations = [hostileLease(of: sites[1].id)]
        case .garbage, .equivocation: break
        }
        made.operations = operations
        return made
    }

    private func hostileRow(_ key: String, grade: Int64 = 1) -> Operation {
        Operation(
            table: "company", key: key.recordKey,
            change: .insert([
                CellValue(cell: "name", value: .text(key)),
                CellValue(cell: "grade", value: .integer(grade)),
            ]))
    }

    private func hostileLease(of site: SiteID) -> Operation {
        Operation(
            table: "lease", key: "forged".recordKey,
            change: .insert([CellValue(cell: "site", value: .text(site.name))]))
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
