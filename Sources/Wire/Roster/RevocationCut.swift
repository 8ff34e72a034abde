public import Causality

// Up to where a revoked site's work counts, in one scope.
//
// A key that was stolen signs on, and somebody may take what it signs before he hears of the revocation. So the hub writes
// down, together with the revocation and in each scope that the site holds, which ends of the site's streams it
// had by then. What lies beyond goes on to be carried and kept, because others may have built on it, but makes no rows
// anywhere. Each end is named with its hash, so that of a fork only the branch that the hub had is meant.
//
// The numbers of a scope are nobody else's business: hence a cut for each scope, in that scope, and not one in the roster.

/// An operation of the hub's on a table that no schema declares; its author, time and reason are those of its
/// transaction.
public struct RevocationCut: Hashable, Sendable {
    /// The last transaction of a stream that counts.
    public struct End: Hashable, Sendable {
        /// As its own transactions name it.
        public let stream: Stream
        public let seq: UInt64
        public let hash: Digest256

        public init(stream: Stream, seq: UInt64, hash: Digest256) {
            self.stream = stream.plain
            self.seq = seq
            self.hash = hash
        }
    }

    /// The table that cuts are written to.
    public static let table = "moso_cut"
    /// The only cell of one.
    public static let cell = "ends"

    public let site: SiteID
    /// Empty when nothing of the site counts.
    public let ends: [End]

    public init(of site: SiteID, ends: [End]) {
        self.site = site
        self.ends = ends
    }

    /// `nil` when the operation is no cut, or is not of its form.
    ///
    /// - Parameter scope: of its transaction.
    public init?(_ operation: Operation, in scope: ScopeID) {
        guard operation.table == RevocationCut.table, case .insert(let values) = operation.change,
            let only = values.first, values.count == 1, only.cell == RevocationCut.cell,
            let text = only.value.text, let site = SiteID(operation.key.text)
        else { return nil }
        self.init(text, of: site, in: scope)
    }

    /// Reads `text` back; `nil` when it is not of that form.
    public init?(_ text: String, of site: SiteID, in scope: ScopeID) {
        var ends: [End] = []
        for part in text.split(separator: " ") {
            let words = part.split(separator: ":", omittingEmptySubsequences: false)
            guard words.count == 3, let origin = Origin(words[0]), origin.site == site,
                origin.branch == nil, words[1].isPlainNumber,
                let seq = UInt64(words[1]),
                let hash = Digest256(hexadecimal: String(words[2]))
            else { return nil }
            ends.append(End(stream: Stream(origin: origin, scope: scope), seq: seq, hash: hash))
        }
        self.init(of: site, ends: ends)
    }

    /// `anji.1:42:4bf5…9a anji.2:7:…`, hashes in 64 hexadecimal digits.
    public var text: String {
        ends.map { "\($0.stream.origin):\($0.seq):\($0.hash)" }.joined(separator: " ")
    }

    public var operation: Operation {
        guard let name = RecordKey(site.name) else {
            preconditionFailure("the name of a site is short enough for a key")
        }
        return Operation(
            table: RevocationCut.table, key: name,
            change: .insert([CellValue(cell: RevocationCut.cell, value: .text(text))]))
    }
}
