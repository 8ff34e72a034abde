internal import Wire

// The export of decisions that nobody can quietly change.
//
// An auditor gets a file of JSON lines, oldest first, and comes back a year later for the rest. Each line ends
// with the SHA-256 of all that stands before its hash, and carries the hash of the line before: whoever changes,
// removes or slips in a line has to write all later ones anew, and then the last hash, which the auditor has
// noted, is another. Each decision names the hash of its transaction, so the file can also be held against any
// replica's log, whose transactions are chained and signed themselves. The file is only ever appended to.

/// Lines of an audit file: made, and checked.
public enum AuditChain {
    /// The hash before the first line.
    public static let start = String(repeating: "0", count: 64)

    private static let mark = ",\"hash\":\""

    /// One line, without its end, that carries `data` behind the line with the hash `previous`.
    public static func line(number: Int, previous: String, data: JSON) -> (
        text: String, hash: String
    ) {
        let head: JSON = [
            "n": .integer(Int64(number)), "previous": .string(previous), "decision": data,
        ]
        let body = String(head.text.dropLast())
        let hash = "\(Digest256(of: Array(body.utf8)))"
        return (body + mark + hash + "\"}", hash)
    }

    /// A line that has been checked.
    public struct Entry: Sendable {
        public let decision: JSON
        public let hash: String
    }

    public struct Checked: Sendable {
        /// Those before the first fault.
        public let entries: [Entry]
        /// The number of the first line that is not what was written, and what is wrong with it.
        public let fault: (line: Int, what: Phrase)?

        public var lastHash: String { entries.last?.hash ?? AuditChain.start }
    }

    /// Checks a file from its first line on.
    public static func check(_ text: String) -> Checked {
        var entries: [Entry] = []
        var previous = start
        for (at, line) in text.split(separator: "\n", omittingEmptySubsequences: true).enumerated()
        {
            guard let (body, hash) = parts(line), let json = try? JSON(String(line)),
                let decision = json["decision"]
            else {
                return Checked(entries: entries, fault: (at + 1, Catalogue.Audit.noLine))
            }
            guard "\(Digest256(of: Array(body.utf8)))" == hash else {
                return Checked(entries: entries, fault: (at + 1, Catalogue.Audit.changed))
            }
            guard json["previous"]?.string == previous, json["n"]?.integer == Int64(at + 1) else {
                return Checked(entries: entries, fault: (at + 1, Catalogue.Audit.gap))
            }
            entries.append(Entry(decision: decision, hash: hash))
            previous = hash
        }
        return Checked(entries: entries, fault: nil)
    }

    /// What the hash is over, and the hash.
    private static func parts(_ line: Substring) -> (body: Substring, hash: String)? {
        let suffix = line.suffix(mark.count + 64 + 2)
        guard suffix.hasPrefix(mark), suffix.hasSuffix("\"}") else { return nil }
        return (
            line.dropLast(mark.count + 64 + 2), String(suffix.dropFirst(mark.count).prefix(64))
        )
    }
}
