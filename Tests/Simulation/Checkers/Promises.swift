/// The promises that are checked, each in a file of its own. What several would notice is told by the first: the one
/// that is about the least comes before those about everything.
package enum Promises {
    /// Fresh checkers for one run.
    package static func all() -> [any Checker] {
        [
            PassingThrough(), Convergence(), NothingLost(), NothingInvented(), AtomicAndCausal(),
            Conflicts(),
            PolicyWord(), ResolutionSticks(), Scopes(), Idempotence(), CrashSafety(), Numbers(),
            Forks(), Refusals(), Quotas(), Claims(), Erasure(), Bounds(), Clocks(), Progress(),
            UndoAndPast(),
            ChainsAndAlarms(),
        ]
    }
}
