public import Causality

// Snapshots.
//
// A new site could fetch the whole log and apply it; it cannot once bodies of the log have been
// trimmed, and need not while they are there. So a site that has everything writes down, per scope,
// what its replica holds at one moment: the exact state of every row, and the log as it is. A scope's
// part is a run of items, cut into chunks of at most a mebibyte. Each chunk is compressed, named by the
// SHA-256 of what travels, and never changes: so it can be fetched in pieces, from the middle, twice,
// or not at all if an equal one is here already.
//
// The manifest of a scope lists its chunks and is signed. A transaction's context spans its own scope,
// `common` and `roster`, so parts taken at different moments would not fit together. All scopes of one
// **cut** are read in one transaction of SQLite, and each manifest names the digests of all of its
// cut: parts of different cuts cannot be mixed. docs/formats/snapshot.md has the bytes.

/// What a snapshot of one scope consists of, and whose word that is.
public struct SnapshotManifest: Hashable, Sendable {
    /// Who took it.
    public let maker: Origin
    /// The hub of the maker's federation.
    public let hub: SiteID
    /// When, by the maker's clock; for people only.
    public let takenMilliseconds: UInt64
    /// The parts of the same moment, this one among them, by scope.
    public let cut: [CutPart]
    public let part: SnapshotPart

    public init(
        maker: Origin, hub: SiteID, takenMilliseconds: UInt64, cut: [CutPart], part: SnapshotPart
    ) {
        self.maker = maker
        self.hub = hub
        self.takenMilliseconds = takenMilliseconds
        self.cut = cut
        self.part = part
    }

    /// Names the cut: equal for equal parts, whoever took them and when.
    public var cutID: Digest256 { SnapshotManifest.cutID(of: cut) }

    public static func cutID(of cut: [CutPart]) -> Digest256 {
        var writer = ByteWriter()
        writer.cut(cut)
        return Digest256(of: writer.bytes)
    }
}

/// One scope of a cut.
public struct CutPart: Hashable, Sendable {
    public let scope: ScopeID
    /// SHA-256 of the part's bytes in its manifest.
    public let digest: Digest256

    public init(scope: ScopeID, digest: Digest256) {
        self.scope = scope
        self.digest = digest
    }
}

/// What one scope holds at the moment of the cut: a function of the maker's replica alone.
public struct SnapshotPart: Hashable, Sendable {
    public let scope: ScopeID
    /// Of the maker: what the cells of the tables are.
    public let schemaVersion: UInt32
    /// Whether the log holds writes that the maker's schema does not know.
    public let hasUnknownWrites: Bool
    /// Digest of the scope's state (docs/formats/digest.md).
    public let state: Digest256
    /// The maker's tables, which rows name by position.
    public let tables: [SnapshotTable]
    /// The scope's streams, which dots name by position.
    public let streams: [SnapshotStream]
    public let entryCount: Int
    public let rowCount: Int
    public let chunks: [SnapshotChunk]

    public init(
        scope: ScopeID, schemaVersion: UInt32, hasUnknownWrites: Bool, state: Digest256,
        tables: [SnapshotTable], streams: [SnapshotStream], entryCount: Int, rowCount: Int,
        chunks: [SnapshotChunk]
    ) {
        self.scope = scope
        self.schemaVersion = schemaVersion
        self.hasUnknownWrites = hasUnknownWrites
        self.state = state
        self.tables = tables
        self.streams = streams
        self.entryCount = entryCount
        self.rowCount = rowCount
        self.chunks = chunks
    }

    public var digest: Digest256 {
        var writer = ByteWriter()
        writer.part(self)
        return Digest256(of: writer.bytes)
    }

    /// Bytes of all chunks as they travel.
    public var chunkBytes: Int { chunks.reduce(0) { $0 + $1.byteCount } }
}

/// A table as the maker knows it.
public struct SnapshotTable: Hashable, Sendable {
    public let name: String
    /// Names of its cells by position.
    public let cells: [String]

    public init(name: String, cells: [String]) {
        self.name = name
        self.cells = cells
    }
}

/// How far one stream had come.
public struct SnapshotStream: Hashable, Sendable {
    public let origin: Origin
    /// For a branch, the position of the stream that it continues.
    public let parent: Int?
    /// For a branch, the last number before its first; else 0.
    public let base: UInt64
    /// The last number applied.
    public let applied: UInt64
    /// Hash of the last applied transaction; zeros before the first.
    public let head: Digest256
    /// Stamp of the last applied transaction.
    public let stamp: HybridTimestamp
    /// Up to which number bodies may have been trimmed; 0 when none have.
    public let horizon: UInt64

    public init(
        origin: Origin, parent: Int?, base: UInt64, applied: UInt64, head: Digest256,
        stamp: HybridTimestamp, horizon: UInt64
    ) {
        self.origin = origin
        self.parent = parent
        self.base = base
        self.applied = applied
        self.head = head
        self.stamp = stamp
        self.horizon = horizon
    }
}

/// One piece of a part's content: a zstd frame.
public struct SnapshotChunk: Hashable, Sendable {
    /// SHA-256 of the frame.
    public let name: Digest256
    /// Bytes of the frame.
    public let byteCount: Int
    /// Bytes of content that it stands for.
    public let expandedCount: Int

    public init(name: Digest256, byteCount: Int, expandedCount: Int) {
        self.name = name
        self.byteCount = byteCount
        self.expandedCount = expandedCount
    }
}
