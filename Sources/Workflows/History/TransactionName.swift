public import Causality
internal import Domain
public import Storage
internal import Wire

/// The short name of a transaction, `R-19F2X0`: what `undo` takes and a person can say.
///
/// Crockford base 32 of SHA-256 over the text of its dot, so every site prints the same. Six
/// characters tell some ten thousand transactions apart nearly always; whoever is unlucky writes more
/// of them.
public enum TransactionName {
    public static let lengthShown = 6

    /// All 52 characters without the `R-`.
    static func full(_ dot: Dot) -> String {
        CrockfordBase32.encode(Digest256(of: Array("moso-transaction-1 \(dot)".utf8)).bytes)
    }

    public static func short(_ dot: Dot) -> String { "R-" + full(dot).prefix(lengthShown) }

    /// The applied transaction that `text` names: a dot, or `R-` and at least four characters.
    ///
    /// - Throws: `InboxProblem.notFound` or `.ambiguous`.
    public static func find(_ text: String, in replica: Replica) throws -> Dot {
        if let dot = Dot(text) {
            guard try replica.vector({ _ in true }).contains(dot) else {
                throw UndoProblem.noTransaction(text)
            }
            return dot
        }
        var typed = text.uppercased()
        if typed.hasPrefix("R-") { typed.removeFirst(2) }
        guard let wanted = CrockfordBase32.normalised(typed), wanted.utf8.count >= 4 else {
            throw UndoProblem.noTransaction(text)
        }
        var found: [Dot] = []
        for entry in try replica.vector({ _ in true }).entries {
            for seq in 1...entry.seq {
                let dot = Dot(stream: entry.stream, seq: seq)
                if full(dot).hasPrefix(wanted) { found.append(dot) }
            }
        }
        guard let dot = found.first else { throw UndoProblem.noTransaction(text) }
        guard found.count == 1 else {
            throw UndoProblem.ambiguous(text, candidates: found.map(\.description))
        }
        return dot
    }
}
