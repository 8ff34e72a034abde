public import Causality
public import Storage
internal import Wire

/// One side of a conflict: a value, and who wrote it where, when and why.
public struct ConflictSide: Sendable {
    /// Who made a value live again that somebody had written before.
    public struct Revival: Sendable {
        public let dot: Dot
        public let author: String
        public let milliseconds: UInt64
    }

    /// A, B, C … by the order of dots, so that A is A on every screen.
    public let letter: String
    public let value: Value
    /// The write that is live.
    public let dot: Dot
    /// Where the value was written, and by whom: of one that an undo brought back, where it was
    /// written first.
    public let site: SiteID
    public let author: String
    public let reason: String?
    public let milliseconds: UInt64
    /// When it counts as written, which a clock that runs ahead does not change: in milliseconds since 1970.
    public var recordedMilliseconds: UInt64
    /// The undo, where the value is there by one; else `nil`.
    public let broughtBack: Revival?
    /// Whether the value is no longer kept: of the value both started from, who and when is.
    public var isTrimmed = false

    /// How far the clock of whoever wrote it was ahead, in seconds; 0 for one that was not found to be off.
    public var clockAheadSeconds: Int64 {
        milliseconds > recordedMilliseconds
            ? Int64((milliseconds - recordedMilliseconds) / 1_000) : 0
    }

    /// A, B … Z, then numbers: the name of the side at a place.
    static func letter(_ at: Int) -> String {
        at < 26 ? String(UnicodeScalar(UInt8(65 + at))) : "\(at + 1)"
    }

    /// Whether `text`, as a person typed it, means this side: its letter or its site.
    public func answers(to text: String) -> Bool {
        letter == text.uppercased() || site.name == text
    }
}

extension ConflictInbox {
    /// The sides of a cell's conflict by rising dot.
    public func sides(_ conflict: CellConflict) throws -> [ConflictSide] {
        let history = History(replica)
        return try conflict.siblings.sorted { $0.dot < $1.dot }.enumerated().map { at, sibling in
            let letter = ConflictSide.letter(at)
            let live = try history.write(
                sibling.dot, conflict.table, conflict.key, conflict.cell)
            guard let live else { return try side(letter, sibling) }
            let origin = try history.origin(of: live, conflict.table, conflict.key)
            return ConflictSide(
                letter: letter, value: sibling.value, dot: sibling.dot,
                site: origin.dot.stream.origin.site, author: origin.author,
                reason: origin.reason, milliseconds: origin.milliseconds,
                recordedMilliseconds: origin.dot == live.dot
                    ? sibling.stamp.milliseconds
                    : try recorded(origin.dot) ?? origin.milliseconds,
                broughtBack: origin.dot == live.dot
                    ? nil
                    : .init(
                        dot: live.dot, author: live.author, milliseconds: live.milliseconds))
        }
    }

    /// A side that is no write of the cell itself, as all those of existence.
    func side(_ letter: String, _ sibling: Sibling) throws -> ConflictSide {
        let made = try replica.heading(sibling.dot)
        return ConflictSide(
            letter: letter, value: sibling.value, dot: sibling.dot,
            site: sibling.dot.stream.origin.site, author: made?.author ?? "",
            reason: made?.reason,
            milliseconds: made?.stamp.milliseconds ?? sibling.stamp.milliseconds,
            recordedMilliseconds: sibling.stamp.milliseconds, broughtBack: nil)
    }

    func recorded(_ dot: Dot) throws -> UInt64? {
        try replica.effectiveStamp(of: dot)?.milliseconds
    }

    /// The value both sides started from: what the first of them replaced; of sides that decided a conflict
    /// what its sides had started from. `nil` when it replaced nothing.
    public func base(_ conflict: CellConflict) throws -> ConflictSide? {
        let (table, key, cell) = (conflict.table, conflict.key, conflict.cell)
        let history = History(replica)
        guard let first = conflict.siblings.min(by: { $0.dot < $1.dot }),
            var write = try history.write(first.dot, table, key, cell)
        else { return nil }
        let log = DecisionLog(replica)
        var steps = 0
        write = try history.origin(of: write, table, key)
        while steps < 20, try log.differ(write.replaces, table, key, cell),
            let before = try write.replaces.min().flatMap({
                try history.write($0, table, key, cell)
            })
        {
            write = try history.origin(of: before, table, key)
            steps += 1
        }
        guard let old = write.replaces.first else { return nil }
        guard let before = try history.write(old, table, key, cell) else {
            guard let made = try replica.heading(old), made.isTrimmed else { return nil }
            return ConflictSide(
                letter: "base", value: .null, dot: old, site: old.stream.origin.site,
                author: made.author, reason: made.reason, milliseconds: made.stamp.milliseconds,
                recordedMilliseconds: try recorded(old) ?? made.stamp.milliseconds,
                broughtBack: nil, isTrimmed: true)
        }
        return ConflictSide(
            letter: "base", value: before.value, dot: old, site: old.stream.origin.site,
            author: before.author, reason: before.reason, milliseconds: before.milliseconds,
            recordedMilliseconds: try recorded(old) ?? before.milliseconds, broughtBack: nil)
    }

    /// What was decided about a field before, as far as what is live leads back to it: the newest first.
    public func resolutions(of conflict: CellConflict) throws -> [CellWriteRecord] {
        guard conflict.cell != ConflictID.existence,
            let record = try replica.record(conflict.table, conflict.key)
        else { return [] }
        let log = DecisionLog(replica)
        return try History(replica).writes(record, cell: conflict.cell).filter { write in
            try log.differ(write.replaces, conflict.table, conflict.key, conflict.cell)
        }
    }
}
