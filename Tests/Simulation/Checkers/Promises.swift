/// The promises that are checked, each in a file of its own.
package enum Promises {
    /// Fresh checkers for one run.
    package static func all() -> [any Checker] {
        [
            Convergence(), NothingLost(), NothingInvented(), AtomicAndCausal(), Conflicts(),
            PolicyWord(), ResolutionSticks(), Scopes(), Idempotence(), CrashSafety(), Numbers(),
            Forks(), Refusals(), PassingThrough(),
            Quotas(), Claims(), Erasure(), Bounds(), Clocks(), Progress(), UndoAndPast(),
            ChainsAndAlarms(),
        ]
    }
}
