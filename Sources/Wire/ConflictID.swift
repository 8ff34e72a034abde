public import Causality

/// The name of a conflict, computed from the conflict itself so that every site prints the same and
/// two people can settle it on the telephone.
///
/// SHA-256 over table, key, the cell's name (or the rule's, after a `!`), and the sorted live dots
/// concerned. A new sibling makes a new id.
public struct ConflictID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let digest: Digest256

    /// An id that was computed before and kept.
    public init(digest: Digest256) { self.digest = digest }

    /// What `description` prints, with all 52 characters; `nil` for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix("C-"), let bytes = CrockfordBase32.decode(text.dropFirst(2)),
            let digest = Digest256(bytes: bytes), "C-" + CrockfordBase32.encode(bytes) == text
        else { return nil }
        self.init(digest: digest)
    }

    /// The conflict of one cell. The existence cell is called `ConflictID.existence`.
    public init(table: String, key: RecordKey, cell: String, dots: some Sequence<Dot>) {
        var writer = ByteWriter()
        writer.text("moso-conflict-1")
        writer.text(table)
        writer.text(key.text)
        writer.text(cell)
        ConflictID.write(dots, to: &writer)
        digest = Digest256(of: writer.bytes)
    }

    /// The conflict of a rule between several rows, in the order of table and key.
    public init(
        rule: String, rows: some Sequence<(table: String, key: RecordKey)>,
        dots: some Sequence<Dot>
    ) {
        var writer = ByteWriter()
        writer.text("moso-conflict-1")
        writer.text("!" + rule)
        let ordered = rows.sorted {
            $0.table.hasSameBytes(as: $1.table)
                ? $0.key < $1.key : $0.table.precedesByBytes($1.table)
        }
        writer.varint(ordered.count)
        for row in ordered {
            writer.text(row.table)
            writer.text(row.key.text)
        }
        ConflictID.write(dots, to: &writer)
        digest = Digest256(of: writer.bytes)
    }

    private static func write(_ dots: some Sequence<Dot>, to writer: inout ByteWriter) {
        var sorted = Array(dots)
        if sorted.count == 2 {
            // Nearly every conflict, and there may be thousands to be named.
            if sorted[0] == sorted[1] { sorted.removeLast() }
            if sorted.count == 2, sorted[1] < sorted[0] { sorted.swapAt(0, 1) }
        } else {
            sorted = Set(sorted).sorted()
        }
        writer.varint(sorted.count)
        for dot in sorted { writer.text(of: dot) }
    }

    public static let existence = "*"

    /// All 52 characters of Crockford's base 32, the last padded with zero bits.
    public var full: String { CrockfordBase32.encode(digest.bytes) }

    /// `C-` and the first `length` characters; four unless that is ambiguous.
    public func short(_ length: Int = 4) -> String {
        // Five bits a character: what stands behind them is not looked at.
        "C-" + CrockfordBase32.encode(digest.bytes.prefix((length * 5 + 7) / 8)).prefix(length)
    }

    public var description: String { "C-" + full }

    public static func < (a: ConflictID, b: ConflictID) -> Bool {
        a.digest < b.digest
    }

    /// The shortest forms, of at least four characters, that tell `ids` apart.
    public static func shortForms(_ ids: [ConflictID]) -> [ConflictID: String] {
        let sorted = Set(ids).sorted()
        return Dictionary(uniqueKeysWithValues: zip(sorted, shortForms(ofSorted: sorted)))
    }

    /// The same of ids in rising order, each once: a form for each, in their order.
    public static func shortForms(ofSorted ids: [ConflictID]) -> [String] {
        // How many characters an id has in common with the one before it.
        var before = 0
        return ids.indices.map { at in
            let isLast = at + 1 == ids.count
            let after = isLast ? 0 : ids[at].digest.bitsShared(with: ids[at + 1].digest) / 5
            defer { before = after }
            return ids[at].short(max(4, max(before, after) + 1))
        }
    }

    /// Whether `full` begins with this text, as `CrockfordBase32.normalised` gives it.
    public func begins(with text: String) -> Bool {
        // The first twelve characters are in one number; of most ids the first is another one.
        var bits = digest.prefix
        for character in text.utf8.prefix(12) {
            guard CrockfordBase32.alphabet[Int(bits >> 59)] == character else { return false }
            bits <<= 5
        }
        return text.utf8.count <= 12 || full.hasPrefix(text)
    }
}

/// Douglas Crockford's base 32: no I, L, O or U; what people type for them is understood.
public enum CrockfordBase32 {
    fileprivate static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(held >> UInt32(bits)) & 31])
            }
        }
        if bits > 0 { text.append(alphabet[Int(held << UInt32(5 - bits)) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The whole bytes in what `encode` gives; `nil` when a character is not of it.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        for character in text.utf8 {
            guard let digit = alphabet.firstIndex(of: character) else { return nil }
            held = held << 5 & 0xFFFF | UInt32(digit)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
            }
        }
        return bytes
    }

    /// What a person typed, in the form `encode` gives; `nil` when a character is not of it.
    public static func normalised(_ typed: String) -> String? {
        var text: [UInt8] = []
        for byte in typed.uppercased().utf8 {
            switch byte {
            case UInt8(ascii: "O"): text.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): text.append(UInt8(ascii: "1"))
            case _ where alphabet.contains(byte): text.append(byte)
            default: return nil
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
