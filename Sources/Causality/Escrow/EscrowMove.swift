/// One entry of a quota's books. Never changed once written: it is named by its transaction.
public struct EscrowMove: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Creates a share of the writer's own. The hub's origins alone do.
        case grant
        /// Takes back what was created, out of the writer's own share. The hub's origins alone do.
        case withdraw
        /// Passes on to another origin.
        case lend(to: Origin)
        /// Uses up.
        case spend
        /// Gives back what a spend used up, in part or whole.
        case release(of: EntryName)
        /// Says that an origin wrote nothing in this book behind its transaction `seen`. In the
        /// origin's own book it also closes the origin and passes on to `heir` what is left of it.
        /// The hub's origins alone do.
        case witness(of: Origin, seen: UInt64, heir: Origin)
    }

    public let name: EntryName
    public let kind: Kind
    /// 1 to `Escrow.amountMax`; 0 for a witness.
    public let amount: Int64

    public init(name: EntryName, kind: Kind, amount: Int64) {
        self.name = name
        self.kind = kind
        self.amount = amount
    }

    /// Whose move it is.
    public var by: Origin { name.writer }

    /// The book it stands in.
    public var book: ScopeID { name.dot.stream.scope }
}

/// A move that counts for nothing, and why.
public struct EscrowDispute: Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// Of a kind, about an origin or in a book that its writer has no say over.
        case notEntitled = "not-entitled"
        /// Of an amount that is none.
        case amount
        /// Written by an origin behind what the hub had witnessed of it.
        case afterWitness = "after-witness"
        /// More than the writer's share at the time.
        case exceedsShare = "exceeds-share"
        /// Gives back what was not used up.
        case notSpent = "not-spent"
    }

    public let move: EscrowMove
    public let reason: Reason
}
