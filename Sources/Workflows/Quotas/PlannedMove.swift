internal import Causality
internal import Domain
internal import Storage

/// A row of `quota_move` before it is written.
struct PlannedMove {
    let pool: String
    /// The site in whose book it is written.
    let book: SiteID
    let kind: QuotaMoveKind
    let amount: Int64
    let to: Origin?
    let of: Origin?
    let seen: UInt64?
    let ref: EntryName?
    let record: RecordKey?
    let note: String?

    init(
        _ pool: String, _ book: SiteID, _ kind: QuotaMoveKind, amount: Int64 = 0, to: Origin? = nil,
        of: Origin? = nil, seen: UInt64? = nil, ref: EntryName? = nil, record: RecordKey? = nil,
        note: String? = nil
    ) {
        self.pool = pool
        self.book = book
        self.kind = kind
        self.amount = amount
        self.to = to
        self.of = of
        self.seen = seen
        self.ref = ref
        self.record = record
        self.note = note
    }

    fileprivate var values: [String: Value] {
        let text = { (text: String?) in text.map { Value.text($0) } ?? .null }
        return [
            "site": .text(book.name), "pool": .text(pool), "kind": .text(kind.rawValue),
            "amount": .integer(amount), "to_origin": text(to?.description),
            "of_origin": text(of?.description),
            "seen": seen.map { .integer(Int64($0)) } ?? .null,
            "ref": text(ref?.key(QuotaEntry.prefix)?.text), "record": text(record?.text),
            "note": text(note),
        ]
    }
}

extension Draft {
    @discardableResult
    func append(_ move: PlannedMove) throws -> EntryName {
        try append("quota_move", move.values)
    }

    /// Says in a site's book what a quota is.
    func declare(_ pool: String, name: String, unit: QuotaUnit, book: SiteID) throws {
        try append(
            "quota",
            [
                "site": .text(book.name), "pool": .text(pool), "name": .text(name),
                "unit": .text(unit.code),
            ])
    }
}
