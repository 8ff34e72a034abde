public import Causality
public import Domain
internal import Storage

/// One row of a quota's books.
public struct QuotaEntry: Sendable {
    public let name: EntryName
    public let pool: String
    /// `nil` when its kind is none that this moso knows.
    public let kind: QuotaMoveKind?
    public let amount: Int64
    public let to: Origin?
    public let of: Origin?
    public let seen: UInt64
    /// The entry it gives back, answers or puts aside.
    public private(set) var ref: EntryName?
    /// The record that draws from the quota.
    public let record: RecordKey?
    public let note: String?

    /// The key of the row, as people copy it.
    public var key: String { QuotaEntry.key(name) }

    public static func key(_ name: EntryName) -> String { "\(prefix)-\(name)" }

    public var by: Origin { name.writer }

    public var book: ScopeID { name.dot.stream.scope }

    /// Reads `key` back; `nil` when it is none.
    public static func name(_ text: String) -> EntryName? {
        RecordKey(text).flatMap { EntryName($0, prefix: prefix) }
    }

    static let prefix = NetworkSchema.kind("quota_move")?.prefix ?? ""

    static let columns = [
        "pool", "kind", "amount", "to_origin", "of_origin", "seen", "ref", "record", "note",
    ]

    /// - Parameter row: the key, then the values of `columns`.
    init?(_ row: [Value]) {
        guard let name = row[0].text.flatMap({ QuotaEntry.name($0) }) else { return nil }
        self.init(name, row)
    }

    private init?(_ name: EntryName, _ row: [Value]) {
        guard let pool = row[1].text else { return nil }
        self.name = name
        self.pool = pool
        kind = row[2].text.flatMap { QuotaMoveKind(rawValue: $0) }
        amount = row[3].integer ?? 0
        to = row[4].text.flatMap { Origin($0[...]) }
        of = row[5].text.flatMap { Origin($0[...]) }
        seen = UInt64(max(0, row[6].integer ?? 0))
        ref = row[7].text.flatMap { QuotaEntry.name($0) }
        record = row[8].text.flatMap { RecordKey($0) }
        note = row[9].text
    }

    /// The entries of a row whose name two branches of a fork have used: one for each branch.
    static func entries(of record: Record) -> [QuotaEntry] {
        guard let name = name(record.key.text) else { return [] }
        let dots = Set(record.cells.flatMap { $0.siblings.map(\.dot) }).sorted()
        return dots.compactMap { dot in
            let values = columns.map { column in
                record.cells.first { $0.name == column }?
                    .siblings.first { $0.dot == dot }?.value ?? .null
            }
            return QuotaEntry(EntryName(dot: dot, place: name.place), [.null] + values)
        }
    }

    /// With the entry meant by `ref`, where branches have used its name: that of the own branch.
    func pointing(among entries: [QuotaEntry]) -> QuotaEntry {
        guard let ref, !entries.contains(where: { $0.name == ref }) else { return self }
        let meant = entries.filter { $0.name.plain == ref.plain }
        var entry = self
        entry.ref =
            (meant.first { $0.name.dot.stream == name.dot.stream } ?? meant.first)?.name ?? ref
        return entry
    }

    /// What it does to the shares; `nil` when it does nothing, or lacks what it needs to.
    var move: EscrowMove? { moveKind.map { EscrowMove(name: name, kind: $0, amount: amount) } }

    private var moveKind: EscrowMove.Kind? {
        switch kind {
        case .grant: .grant
        case .withdraw: .withdraw
        case .spend: .spend
        case .lend: to.map { .lend(to: $0) }
        case .release: ref.map { .release(of: $0) }
        case .witness:
            of.flatMap { dead in to.map { .witness(of: dead, seen: seen, heir: $0) } }
        case .ask, .decline, .claim, .dismiss, nil: nil
        }
    }
}
