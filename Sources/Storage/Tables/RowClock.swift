internal import Wire

// The clock of a row.
//
// Which write does each cell of this row show? One clock row per cell answers that at 3.6 times the
// cost of a plain insert, side tables per row at 2.0; kept as the last column of the row itself it
// costs one look-up and one write (DESIGN.md 5). A row written by one transaction needs one dot
// whatever its width, so the clock is a base dot and, for each cell changed since, an override:
//
//     varint  base stream × 2 + (1 if the side table knows more about this row)
//     varint  base sequence number
//     then, by rising cell:  varint cell · varint stream · varint sequence number
//
// Streams are numbered locally (moso_stream.id, from 1); stream 0 in an override says that no dot of
// the cell is live. docs/formats/row-clock.md has the bytes.

/// A dot by the local number of its stream.
struct LocalDot: Hashable {
    var stream: Int64
    var seq: UInt64

    static let none = LocalDot(stream: 0, seq: 0)
}

/// The decoded clock of one row.
struct RowClock: Equatable {
    /// Whether moso_sibling holds more about this row: siblings, ghosts or marks.
    var isFlagged: Bool
    var base: LocalDot
    /// Cells whose dot differs from the base, by rising cell.
    private(set) var overrides: [(cell: Int, dot: LocalDot)]

    init(base: LocalDot, isFlagged: Bool = false) {
        self.base = base
        self.isFlagged = isFlagged
        overrides = []
    }

    /// The dot the cell shows; `.none` when no dot of it is live.
    subscript(cell: Int) -> LocalDot {
        get { overrides.first { $0.cell == cell }?.dot ?? base }
        set {
            let at = overrides.firstIndex { $0.cell >= cell } ?? overrides.endIndex
            let exists = at < overrides.endIndex && overrides[at].cell == cell
            switch (exists, newValue == base) {
            case (true, true): overrides.remove(at: at)
            case (true, false): overrides[at].dot = newValue
            case (false, true): break
            case (false, false): overrides.insert((cell, newValue), at: at)
            }
        }
    }

    static func == (a: RowClock, b: RowClock) -> Bool {
        a.isFlagged == b.isFlagged && a.base == b.base
            && a.overrides.elementsEqual(b.overrides) { $0.cell == $1.cell && $0.dot == $1.dot }
    }

    /// The dots that the clock names.
    var dots: [LocalDot] { [base] + overrides.map(\.dot).filter { $0 != .none } }

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 8 + overrides.count * 4)
        writer.varint(UInt64(base.stream) << 1 | (isFlagged ? 1 : 0))
        writer.varint(base.seq)
        for entry in overrides {
            writer.varint(entry.cell)
            writer.varint(UInt64(entry.dot.stream))
            writer.varint(entry.dot.seq)
        }
        return writer.bytes
    }

    /// `nil` when the bytes are not of the form above, which means that another tool wrote them.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var reader = ByteReader(bytes)
        do throws(WireError) {
            let head = try reader.varint("clock.base")
            guard head >> 1 > 0, head >> 1 < 1 << 40 else { return nil }
            let seq = try reader.varint("clock.seq")
            guard seq > 0 else { return nil }
            self.init(
                base: LocalDot(stream: Int64(head >> 1), seq: seq), isFlagged: head & 1 == 1)
            var last = -1
            while !reader.isAtEnd {
                let cell = try reader.count("clock.cell", most: WireLimits.columnsMax)
                let stream = try reader.varint("clock.stream")
                let seq = try reader.varint("clock.seq")
                guard cell > last, stream < 1 << 40 else { return nil }
                overrides.append((cell, LocalDot(stream: Int64(stream), seq: seq)))
                last = cell
            }
        } catch {
            return nil
        }
    }
}
