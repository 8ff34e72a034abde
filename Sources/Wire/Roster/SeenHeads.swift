public import Causality

// What a site says to have had of another's history.
//
// A site's chain holds it to what it has sent, and only towards who has that: who has the key can write the whole anew, from the
// first entry, and sign it, and nothing in it is wrong. So others write down, once a day, by number and hash, up to where they had
// it; each such word is a transaction of theirs, chained and signed like all. From then on what it names cannot be changed
// unless every one of them changes with it.
//
// The hub says it of every site, in the scope itself, where all who hold the streams can hold them against it. A site says it of
// the hub's alone, in its own scope: if each said it of all in common, an idle federation would talk of nothing else.

/// Ends of one site's streams, as another had them: an operation on a table that no schema declares.
public struct SeenHeads: Hashable, Sendable {
    /// The end of a stream.
    public struct Head: Hashable, Sendable {
        /// Of the stream as its own transactions name it.
        public let dot: Dot
        public let hash: Digest256

        public init(dot: Dot, hash: Digest256) {
            self.dot = Dot(stream: dot.stream.plain, seq: dot.seq)
            self.hash = hash
        }
    }

    /// The table that they are written to.
    public static let table = "moso_seen"
    /// The only cell of one.
    public static let cell = "heads"

    /// Whose streams.
    public let site: SiteID
    public let heads: [Head]

    public init(of site: SiteID, _ heads: [Head]) {
        self.site = site
        self.heads = heads
    }

    /// `nil` when the operation is none, or is not of its form.
    public init?(_ operation: Operation) {
        guard operation.table == SeenHeads.table, case .insert(let values) = operation.change,
            let only = values.first, values.count == 1, only.cell == SeenHeads.cell,
            let text = only.value.text, let site = SiteID(operation.key.text)
        else { return nil }
        self.init(text, of: site)
    }

    /// Reads `text` back; `nil` when it is not of that form.
    public init?(_ text: String, of site: SiteID) {
        var heads: [Head] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            guard word.utf8.count > 65, word.dropLast(64).last == ":",
                let hash = Digest256(hexadecimal: String(word.suffix(64))),
                let dot = Dot(String(word.dropLast(65))), dot.stream.origin.site == site,
                dot.stream.plain == dot.stream
            else { return nil }
            heads.append(Head(dot: dot, hash: hash))
        }
        self.init(of: site, heads)
    }

    /// `anji.1/common:42:4bf5…9a`, hashes in 64 hexadecimal digits, with a blank between each two.
    public var text: String {
        heads.map { "\($0.dot):\($0.hash)" }.joined(separator: " ")
    }

    public var operation: Operation {
        guard let name = RecordKey(site.name) else {
            preconditionFailure("the name of a site is short enough for a key")
        }
        return Operation(
            table: SeenHeads.table, key: name,
            change: .insert([CellValue(cell: SeenHeads.cell, value: .text(text))]))
    }
}
