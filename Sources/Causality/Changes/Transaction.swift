/// One atomic, numbered, chained unit of change of one writer in one scope.
///
/// It arrives whole and after everything its author had seen. It holds at most one operation per
/// cell: the net effect.
public struct Transaction: Hashable, Sendable {
    public var dot: Dot
    /// SHA-256 of the canonical bytes of the stream's transaction before; 32 zeros for the first.
    public var previousHash: [UInt8]
    public var stamp: HybridTimestamp
    /// What the author had seen of its own scope, `common` and `roster`; its own stream at seq − 1.
    public var context: VersionVector
    /// For each stream of which the context is further than that of the stream's transaction before:
    /// the first four bytes of the hash of the transaction it names. Numbers alone would not tell
    /// which branch of a fork the author had seen.
    public var heads: [Stream: UInt32]
    /// The version of the schema it was written under.
    public var schemaVersion: UInt32
    /// The person, as the site knows them; may be empty.
    public var author: String
    public var reason: String?
    /// Set on every part of a change that crosses scopes.
    public var action: Action?
    public var operations: [Operation]
    /// Whether its operations are no longer kept: everybody who counts has acknowledged it, and it is
    /// older than was asked for. `operations` is then empty; all else stays.
    public var isTrimmed = false
    /// Whether it lies beyond the cut of a revoked site, and so makes no rows. `operations` is then empty.
    public var isVoid = false
    /// What a void one says, which nothing is made of.
    public var evidence: [Operation] = []

    public init(
        dot: Dot, previousHash: [UInt8], stamp: HybridTimestamp, context: VersionVector,
        heads: [Stream: UInt32] = [:], schemaVersion: UInt32, author: String, reason: String? = nil,
        action: Action? = nil,
        operations: [Operation]
    ) {
        self.dot = dot
        self.previousHash = previousHash
        self.stamp = stamp
        self.context = context
        self.heads = heads
        self.schemaVersion = schemaVersion
        self.author = author
        self.reason = reason
        self.action = action
        self.operations = operations
    }
}

/// Ties together the parts of a change that crosses scopes. A part knows how many there are, never
/// in which scopes the others live.
public struct Action: Hashable, Sendable {
    /// 16 random bytes.
    public let id: [UInt8]
    public let parts: UInt32

    public init(id: [UInt8], parts: UInt32) {
        precondition(id.count == 16, "an action id has 16 bytes")
        self.id = id
        self.parts = parts
    }
}

/// What a transaction does to one row.
public struct Operation: Hashable, Sendable {
    public var table: String
    public var key: RecordKey
    public var change: Change

    public init(table: String, key: RecordKey, change: Change) {
        self.table = table
        self.key = key
        self.change = change
    }
}

/// What an operation does to its row.
public enum Change: Hashable, Sendable {
    /// A new row: it writes every cell of its table and replaces nothing. A cell it does not name
    /// (its author's schema did not have it) counts as written NULL.
    case insert([CellValue])
    /// Writes cells, each in place of the dots it names.
    case set([CellWrite])
    /// Adds to a cell under the policy `sum`; replaces nothing.
    case add([CellValue])
    /// Deletes the row as far as its author had seen it: every dot named, of whichever cell.
    case delete(replaces: [Dot])
    /// Revives a row by naming the marks that deletes left on it.
    case keep(replaces: [Dot])
    /// Erases what cells with personal values hold and ever held: every write of theirs whose author
    /// had not seen the erasure, whenever it arrives. Replaces nothing.
    case erase([String])
}

/// A cell by name and the value written to it; a group's value is a tuple.
public struct CellValue: Hashable, Sendable {
    public var cell: String
    public var value: Value

    public init(cell: String, value: Value) {
        self.cell = cell
        self.value = value
    }
}

/// A write of one cell in place of the dots its author saw there.
public struct CellWrite: Hashable, Sendable {
    public var cell: String
    public var value: Value
    public var replaces: [Dot]

    public init(cell: String, value: Value, replaces: [Dot]) {
        self.cell = cell
        self.value = value
        self.replaces = replaces
    }
}
