public import Causality
public import Wire

// Where do two replicas differ?
//
// Two digests of a scope say that something differs and not what. Sending every row to find out would
// cost as much as the table. So one end cuts a range of keys into a few runs and tells the digest of
// each; the other takes its own rows in the same runs, and asks again about those that differ, until a
// run holds one row. A table of 100,000 rows takes three or four questions for each row that differs.
//
// The digest of a run is the exclusive or of its rows' digests. So it does not matter how rows are
// gathered into runs, and they can be gathered while a table is read, without knowing its length. That
// is no proof against somebody who looks for rows that cancel out; it finds damage, and whoever sends a
// wrong digest of his own rows gains nothing by it.

/// Rows of a table in a row of rising keys, and the digest of them all.
public struct KeyRun: Sendable, Hashable {
    /// The key of the first row; where it was made for a given range, the lower end of that.
    public let from: String
    public private(set) var rows = 0
    public private(set) var digest = Digest256.none

    public init(from: String) { self.from = from }

    /// As it was received.
    public init(from: String, rows: Int, digest: Digest256) {
        self.from = from
        self.rows = rows
        self.digest = digest
    }

    public mutating func add(_ row: Digest256) { add(row, rows: 1) }

    public mutating func add(_ next: KeyRun) { add(next.digest, rows: next.rows) }

    private mutating func add(_ other: Digest256, rows more: Int) {
        let mixed = zip(digest.bytes, other.bytes).map { $0 ^ $1 }
        guard let sum = Digest256(bytes: mixed) else { preconditionFailure("both have 32 bytes") }
        digest = sum
        rows += more
    }
}

/// Gathers rows into runs of equal length, at most so many, while they come.
public struct KeyRuns: Sendable {
    public private(set) var runs: [KeyRun] = []
    private let most: Int
    private var length = 1

    /// - Parameter most: from 2 up.
    public init(most: Int) {
        precondition(most >= 2, "one run cuts nothing")
        self.most = most
    }

    /// Keys come rising.
    public mutating func add(_ key: String, _ digest: Digest256) {
        if let last = runs.last, last.rows < length {
            runs[runs.count - 1].add(digest)
            return
        }
        if runs.count == most { halve() }
        if let last = runs.last, last.rows < length {
            runs[runs.count - 1].add(digest)
            return
        }
        var run = KeyRun(from: key)
        run.add(digest)
        runs.append(run)
    }

    private mutating func halve() {
        runs = stride(from: 0, to: runs.count, by: 2).map { at in
            var run = runs[at]
            if at + 1 < runs.count { run.add(runs[at + 1]) }
            return run
        }
        length *= 2
    }
}

/// The keys of a table from one on and below another, in one scope.
public struct KeyRange: Sendable, Hashable {
    public let scope: ScopeID
    public let table: String
    /// Empty for the first key there is.
    public let from: String
    /// `nil` for no upper end.
    public let below: String?

    public init(scope: ScopeID, table: String, from: String = "", below: String? = nil) {
        self.scope = scope
        self.table = table
        self.from = from
        self.below = below
    }

    /// The same range cut where the given runs begin.
    public func cut(at runs: [KeyRun]) -> [KeyRange] {
        let starts = [from] + runs.dropFirst().map(\.from)
        let ends = starts.dropFirst().map { Optional($0) } + [below]
        return zip(starts, ends).map { start, end in
            KeyRange(scope: scope, table: table, from: start, below: end)
        }
    }
}
