public import Causality

/// What verification found wrong.
public struct VerificationFinding: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case brokenChain = "broken-chain"
        case wrongRow = "wrong-row"
        case missingRow = "missing-row"
        case surplusRow = "surplus-row"
        case wrongHead = "wrong-head"
        /// A site's history is another one here than somebody else has countersigned.
        case otherHistory = "other-history"
        case damagedFile = "damaged-file"
        /// What another tool wrote and cannot be replicated.
        case unsealed
    }

    public let kind: Kind
    /// The stream, or the table and key.
    public let place: String
    public let detail: Detail

    /// What is wrong there.
    public enum Detail: Sendable, Hashable {
        /// An entry that cannot be read, in the reader's words.
        case unreadable(String)
        /// An entry that does not follow the one before it.
        case doesNotFollow(last: UInt64, arrival: Int64)
        /// An entry that stands elsewhere than its name says.
        case isNotFoundByName(arrival: Int64)
        /// A stream that is said to end elsewhere than its log does.
        case endsElsewhere(said: UInt64, logged: UInt64)
        /// The log has the row, the table does not.
        case isLogged
        /// The log deleted the row, the table has it.
        case isDeleted
        /// The table has a row that no transaction wrote.
        case isUnlogged
        case otherValues([OtherValue])
        /// Equal values, but another state of the merge, for whoever looks for the reason.
        case otherState(String)
        /// A row whose key no peer would take, so that it was never sealed.
        case hasBadKey
        case cannotBeSealed(UnsealedEdit.Fault)
        /// Another history up to here was countersigned, by whom, and in which transaction.
        case countersigned(by: SiteID, in: Dot)
        /// SQLite's own check, in its words.
        case sqlite(String)
    }

    /// A column that holds something else than the log says.
    public struct OtherValue: Sendable, Hashable {
        public let column: String
        public let found: Value
        public let logged: Value
    }
}

extension VerificationFinding.Detail: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let words), .sqlite(let words): words
        case .doesNotFollow(let last, let arrival):
            "does not follow number \(last), arrival \(arrival)"
        case .isNotFoundByName(let arrival): "is not found by its name, arrival \(arrival)"
        case .endsElsewhere(let said, let logged): "at \(said), the log ends at \(logged)"
        case .isLogged: "the log has it"
        case .isDeleted: "the log deleted it"
        case .isUnlogged: "no transaction of the log wrote it"
        case .otherValues(let columns):
            columns.map { "\($0.column): \($0.found), not \($0.logged)" }
                .joined(separator: "; ")
        case .hasBadKey: "no peer would take its key"
        case .countersigned(let site, let dot):
            "another history up to here was countersigned by \(site), in \(dot)"
        case .cannotBeSealed(let fault): "stands aside and is not replicated: \(fault)"
        case .otherState(let words): "its merge state differs: " + words
        }
    }
}

/// What verification has read, and what it found wrong.
public struct VerificationReport: Sendable {
    public var transactions = 0
    /// How many of them have been trimmed: their place in the chain was checked, and that is all.
    public var trimmed = 0
    public var rows = 0
    /// How many of them show something whose transaction has been trimmed: that value was taken as it is.
    public var rowsInPart = 0
    public var findings: [VerificationFinding] = []
}
