internal import Synchronization

/// A wall clock that stands until it is set: milliseconds since 1970 UTC.
package final class HandClock: Sendable {
    private let now: Atomic<UInt64>

    /// 2023-11-14T22:13:20Z, where nothing else is said.
    package static let start: UInt64 = 1_700_000_000_000

    package init(_ start: UInt64 = HandClock.start) { now = Atomic(start) }

    package var milliseconds: UInt64 {
        get { now.load(ordering: .relaxed) }
        set { now.store(newValue, ordering: .relaxed) }
    }
}
