import Causality

/// Transactions of every form the format has, small enough to be tried bit by bit.
struct RandomTransactions {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private let scopes = [ScopeID.common, .roster, ScopeID("site/anji")].compactMap(\.self)
    private let sites = ["beijing", "anji", "hangzhou-2", "x"].compactMap { SiteID($0) }
    private let texts = [
        "", "a", "月租 2,800 元", "e\u{301}", "é", "\u{0}", "👩‍💻", "line\nbreak", "'; DROP TABLE",
    ]

    /// A transaction and the context of the one before it in its stream.
    mutating func next() -> (transaction: Transaction, previousContext: VersionVector) {
        let scope = scopes[random.below(scopes.count)]
        let own = Stream(origin: origin(), scope: scope)
        let seq =
            random.below(4) == 0
            ? UInt64(1) << UInt64(random.below(60)) : UInt64(random.below(300)) + 1
        var previous = VersionVector()
        var context = VersionVector()
        for _ in 0..<random.below(5) {
            var stream = Stream(origin: origin(), scope: scopes[random.below(scopes.count)])
            if random.below(4) == 0 {
                stream = stream.branch(UInt32(truncatingIfNeeded: random.next()))
            }
            guard stream != own, context[stream] == 0 else { continue }
            let before = UInt64(random.below(200))
            previous.advance(stream, to: before)
            context.advance(stream, to: before + UInt64(random.below(3)))
        }
        context.advance(own, to: seq - 1)
        if seq > 2 { previous.advance(own, to: seq - 2) }
        let named = [own] + context.entries.map(\.stream) + [Stream(origin: origin(), scope: scope)]
        var heads: [Stream: UInt32] = [:]
        if random.below(2) == 0 {
            for part in context.beyond(previous) where part.stream != own {
                heads[part.stream] = UInt32(truncatingIfNeeded: random.next())
            }
        }
        let transaction = Transaction(
            dot: Dot(stream: own, seq: seq), previousHash: random.bytes(32),
            stamp: HybridTimestamp(bits: random.next()), context: context, heads: heads,
            schemaVersion: UInt32(random.below(1_000)), author: text(),
            reason: random.below(2) == 0 ? text() : nil,
            action: random.below(3) == 0
                ? Action(id: random.bytes(16), parts: UInt32(random.below(5))) : nil,
            operations: (0..<random.below(6)).map { _ in operation(named) })
        return (transaction, previous)
    }

    /// A transaction that is written with its whole context.
    mutating func first() -> Transaction {
        var transaction = next().transaction
        guard !transaction.heads.isEmpty else { return transaction }
        for entry in transaction.context.entries where entry.stream != transaction.dot.stream {
            transaction.heads[entry.stream] = UInt32(truncatingIfNeeded: random.next())
        }
        return transaction
    }

    private mutating func origin() -> Origin {
        Origin(site: sites[random.below(sites.count)], epoch: UInt32(random.below(3)) + 1)
    }

    private mutating func text() -> String { texts[random.below(texts.count)] }

    private mutating func operation(_ named: [Stream]) -> Causality.Operation {
        let cells = ["rent", "name", "期间"].prefix(random.below(3) + 1)
        let change: Change =
            switch random.below(5) {
            case 0:
                .insert(cells.prefix(random.below(4)).map { CellValue(cell: $0, value: value()) })
            case 1: .add(cells.map { CellValue(cell: $0, value: .integer(number())) })
            case 2: .delete(replaces: dots(named))
            case 3: .keep(replaces: dots(named))
            default:
                .set(
                    cells.map { CellWrite(cell: $0, value: value(), replaces: dots(named)) })
            }
        return Causality.Operation(
            table: random.below(2) == 0 ? "tenancy" : "seat", key: key(), change: change)
    }

    private mutating func key() -> RecordKey {
        let texts = [
            "0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5B-D9CB-469F-A165-70867728950E",
            "seat 12", "91330523MA2B0X1234", "安吉", "0f8fad5b-d9cb-469f-a165-70867728950",
        ]
        guard let key = RecordKey(texts[random.below(texts.count)]) else {
            preconditionFailure("these are keys")
        }
        return key
    }

    private mutating func value() -> Value {
        random.below(5) == 0 ? .tuple((0...random.below(3)).map { _ in scalar() }) : scalar()
    }

    private mutating func scalar() -> Value {
        switch random.below(3) {
        case 0: .null
        case 1: .integer(number())
        default: .text(text())
        }
    }

    private mutating func number() -> Int64 {
        [0, -1, 1, 280_000, .min, .max, 63, -64, 64][random.below(9)]
    }

    private mutating func dots(_ named: [Stream]) -> [Dot] {
        let count = [1, 1, 1, 0, 2, 4][random.below(6)]
        let dots = (0..<count).map { _ in
            Dot(stream: named[random.below(named.count)], seq: UInt64(random.below(500)) + 1)
        }
        return Set(dots).sorted()
    }
}
