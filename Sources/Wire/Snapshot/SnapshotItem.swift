public import Causality

/// One item of a part. Streams and tables are named by their positions in the part.
public enum SnapshotItem: Sendable {
    /// The context of a stream's last transaction, as the bytes of the stream wrote it: the next one
    /// carries only the difference to it.
    case context(stream: Int, bytes: [UInt8])
    /// A transaction of the log.
    case entry(SnapshotEntry)
    /// An erasure of a cell, by the names of table, key and cell.
    case erasure(table: String, key: String, cell: String, by: SnapshotDot)
    /// A conflict that has been open at the maker at some time, and since when.
    case conflict(
        id: Digest256, table: String, key: String, cell: String, openedMilliseconds: UInt64)
    /// A row that one live dot per cell describes.
    case plain(SnapshotRow)
    /// Everything about a row that has more, or that is not there any more. Erasures stand apart.
    case exact(table: Int, key: String, state: RowState)

    static let plainType: UInt8 = 5
    static let exactType: UInt8 = 6

    /// Items stand by rising type; plain and exact rows stand mixed, by table and key.
    var type: UInt8 {
        switch self {
        case .context: 1
        case .entry: 2
        case .erasure: 3
        case .conflict: 4
        case .plain: SnapshotItem.plainType
        case .exact: SnapshotItem.exactType
        }
    }
}

/// A dot by the position of its stream.
public struct SnapshotDot: Hashable, Sendable {
    public let stream: Int
    public let seq: UInt64

    public init(stream: Int, seq: UInt64) {
        self.stream = stream
        self.seq = seq
    }
}

/// A transaction as it lies in the maker's log.
public struct SnapshotEntry: Hashable, Sendable {
    public let dot: SnapshotDot
    /// How many transactions of the cut's other scopes arrived at the maker between this one and the
    /// one before it in this part: so the parts can be put together in the maker's order.
    public let others: UInt64
    /// The effective timestamp.
    public let stamp: HybridTimestamp
    public let form: Form
    public let bytes: [UInt8]
    /// The section of its personal values, without those that have been erased.
    public let personal: [UInt8]?

    /// What `bytes` are.
    public enum Form: Hashable, Sendable {
        /// The canonical bytes.
        case plain
        /// A zstd frame of so many canonical bytes.
        case packed(Int)
        /// The canonical bytes of the header alone: the body has been trimmed. The hash is the whole's.
        case trimmed(Digest256)
    }

    public init(
        dot: SnapshotDot, others: UInt64, stamp: HybridTimestamp, form: Form, bytes: [UInt8],
        personal: [UInt8]?
    ) {
        self.dot = dot
        self.others = others
        self.stamp = stamp
        self.form = form
        self.bytes = bytes
        self.personal = personal
    }
}

/// A row whose clock says everything.
public struct SnapshotRow: Hashable, Sendable {
    public let table: Int
    public let key: String
    /// What most cells show.
    public let base: SnapshotDot
    /// Cells with another dot, or with none that is live, by rising cell.
    public let overrides: [Override]
    /// A value for each cell of the table.
    public let values: [Value]

    public struct Override: Hashable, Sendable {
        public let cell: Int
        public let dot: SnapshotDot?

        public init(cell: Int, dot: SnapshotDot?) {
            self.cell = cell
            self.dot = dot
        }
    }

    public init(
        table: Int, key: String, base: SnapshotDot, overrides: [Override], values: [Value]
    ) {
        self.table = table
        self.key = key
        self.base = base
        self.overrides = overrides
        self.values = values
    }
}

/// What the positions in items mean.
struct SnapshotNames {
    let scope: ScopeID
    let streams: [SnapshotStream]
    let tables: [SnapshotTable]

    func dot(_ dot: SnapshotDot) -> Dot {
        Dot(stream: Stream(origin: streams[dot.stream].origin, scope: scope), seq: dot.seq)
    }
}
