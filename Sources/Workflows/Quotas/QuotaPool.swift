public import Causality
internal import Domain
internal import Storage

/// A quota as far as it is known here: what may be used in all at the hub, the own share at a branch.
public struct QuotaPool: Sendable {
    public let code: String
    public let name: String
    public let unit: QuotaUnit
    /// This site in its present epoch.
    public let me: Origin
    /// By name.
    public let entries: [QuotaEntry]
    public let escrow: Escrow

    init(
        code: String, name: String, unit: QuotaUnit, me: Origin, hub: SiteID,
        entries: [QuotaEntry]
    ) {
        self.code = code
        self.name = name
        self.unit = unit
        self.me = me
        self.entries = entries.sorted { $0.name < $1.name }
        escrow = Escrow(entries.compactMap(\.move), hub: hub, isWhole: me.site == hub)
    }

    public var isHub: Bool { me.site == escrow.hub }

    /// What this site may spend or lend now.
    public var available: Int64 {
        escrow.isClosed(me) ? 0 : escrow.shares[me, default: 0]
    }

    /// Moves that count for nothing and that nobody has put aside.
    public var disputes: [EscrowDispute] {
        let aside = Set(
            entries.filter { $0.kind == .dismiss && $0.by.site == escrow.hub }.compactMap(\.ref))
        return escrow.disputed.filter { !aside.contains($0.move.name) }
    }

    /// What counts as drawn by a record.
    public func drawn(by record: RecordKey) -> Int64 {
        spends(of: record).reduce(0) { $0 + escrow.spent[$1, default: 0] }
    }

    /// The spends of a record that count, by name.
    func spends(of record: RecordKey) -> [EntryName] {
        entries.filter { $0.kind == .spend && $0.record == record && escrow.spent[$0.name] != nil }
            .map(\.name)
    }

    /// Every record that draws.
    var drawingRecords: Set<RecordKey> {
        Set(entries.filter { $0.kind == .spend }.compactMap(\.record))
    }

    /// What is asked for and not answered, by name. Whoever asked takes it back by declining it.
    public var openAsks: [QuotaEntry] {
        let answered = Set(
            entries.filter { $0.kind == .lend || $0.kind == .decline }.compactMap(\.ref))
        return entries.filter { $0.kind == .ask && !answered.contains($0.name) }
    }

    /// What this site has asked for and nobody has answered, of what is in the book of a site.
    func ownAsks(in book: SiteID) -> [QuotaEntry] {
        openAsks.filter { $0.by.site == me.site && $0.book == .site(book) }
    }

    /// The most that can ever be granted, as far as it is known here: what is granted at the hub, and at a branch the
    /// size of the fund or budget where it has the record. `nil` where it is not known.
    func whole(_ replica: Replica) throws -> Int64? {
        isHub ? escrow.capacity : try QuotaGround(code: code, replica)?.size
    }

    /// Earlier epochs of this site that still hold something: it waits for the hub's witness.
    public var unwitnessed: [(origin: Origin, share: Int64)] {
        escrow.shares.filter { origin, share in
            origin.site == me.site && origin.epoch < me.epoch && share > 0
        }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// What a quota counts: money of a currency, in its hundredths, or things.
public enum QuotaUnit: Hashable, Sendable {
    case money(currency: String)
    case count

    public init(code: String) { self = code == "count" ? .count : .money(currency: code) }

    public var code: String {
        switch self {
        case .money(let currency): currency
        case .count: "count"
        }
    }

    /// An amount with its unit: `3000.00 元`, `3000.00 USD`, `12`.
    public func phrase(_ amount: Int64) -> Phrase {
        let number = self.number(amount)
        return switch self {
        case .money(Fen.currency): Phrase(zh: "\(number) 元", en: "\(number) yuan")
        case .money(let currency): Phrase(verbatim: "\(number) \(currency)")
        case .count: Phrase(verbatim: number)
        }
    }

    /// An amount without its unit.
    public func number(_ amount: Int64) -> String {
        switch self {
        case .money: FieldType.money.display(.integer(amount)).en
        case .count: "\(amount)"
        }
    }

    /// An amount as people type it, from 1 on.
    public func parse(_ typed: String) throws(Problem) -> Int64 {
        let type: FieldType =
            switch self {
            case .money: .money
            case .count: .wholeNumber(1...Escrow.amountMax)
            }
        guard case .success(let value) = type.parse(typed), let amount = value.integer,
            (1...Escrow.amountMax).contains(amount)
        else { throw .quotaAmount(typed, isMoney: self != .count) }
        return amount
    }
}
