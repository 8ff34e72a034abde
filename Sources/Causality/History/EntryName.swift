/// The name of a row of a table whose rows are only ever added: the transaction that added it, and
/// its place among the rows that this one added to such tables.
///
/// A key that contains its transaction's dot can be given by nobody else, and only once. So such a
/// row has one author, who can be read from its key, and one content for ever.
///
///     J-anji.1/site/anji:42.1        prefix J, dot anji.1/site/anji:42, place 1
public struct EntryName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let dot: Dot
    /// Counted from 1 within the transaction.
    public let place: UInt32

    public init(dot: Dot, place: UInt32) {
        precondition(place > 0, "places are counted from 1")
        self.dot = dot
        self.place = place
    }

    /// Who wrote it, as its own transaction says. The branches of a fork are one writer here: they had
    /// one name, and whatever that name stood for.
    public var writer: Origin { dot.stream.origin.plain }

    /// The name by which it was written; another one where its stream turned out to have forked.
    public var plain: EntryName {
        EntryName(dot: Dot(stream: dot.stream.plain, seq: dot.seq), place: place)
    }

    /// `anji.1/site/anji:42.1`
    public var description: String { "\(dot).\(place)" }

    /// The key of the row in a table whose keys begin with `prefix`; `nil` when that is too long to
    /// be a key.
    public func key(_ prefix: String) -> RecordKey? { RecordKey("\(prefix)-\(self)") }

    /// Reads `key` back; `nil` when it is not exactly of that form.
    public init?(_ key: RecordKey, prefix: String) {
        let text = key.text
        guard
            let dash = text.utf8.index(
                text.startIndex, offsetBy: prefix.utf8.count, limitedBy: text.endIndex),
            text[..<dash].utf8.elementsEqual(prefix.utf8),
            text.utf8[dash...].first == UInt8(ascii: "-"),
            let end = text.utf8.lastIndex(of: UInt8(ascii: "."))
        else { return nil }
        let start = text.utf8.index(after: dash)
        let number = text[text.utf8.index(after: end)...]
        // `007` reads as 7, but names nothing.
        guard start < end, let dot = Dot(String(text[start..<end])), number.isPlainNumber,
            let place = UInt32(number)
        else { return nil }
        self.init(dot: dot, place: place)
    }

    /// By dot, then place: the order in which one origin wrote them in one scope.
    public static func < (a: EntryName, b: EntryName) -> Bool {
        a.dot == b.dot ? a.place < b.place : a.dot < b.dot
    }
}
