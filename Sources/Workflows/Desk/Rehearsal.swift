public import Storage

/// Doing something to find out whether it may be done, and keeping nothing of it.
public enum Rehearsal {
    private struct Ended: Error {}

    /// What `body` gives, after everything it wrote has been rolled back. Throws what it throws.
    public static func of<Result>(_ replica: Replica, _ body: () throws -> Result) throws -> Result
    {
        // Within a transaction rules remember nothing.
        if !replica.isInTransaction { try RuleCheck(replica).update() }
        var result: Result?
        do {
            try replica.write {
                result = try body()
                throw Ended()
            }
        } catch is Ended {}
        guard let result else { preconditionFailure("a rehearsal that ends has a result") }
        return result
    }
}
