/// Counts how often something happened that has to happen sometimes: a batch of seeds that never
/// exercised a path has proved nothing about it, and fails.
package struct Counters: Sendable {
    package private(set) var counts: [String: Int] = [:]

    package init() {}

    package mutating func sometimes(_ name: String) { counts[name, default: 0] += 1 }

    package mutating func add(_ other: Counters) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// What a batch must have met at least once, on either kind of store.
    package static let expected = [
        "edit", "edit refused", "conflict open", "row contested", "ledger not empty",
        "conflict closed", "conflict reopened",
        "transaction held", "held released", "duplicate", "sync complete", "sync failed", "retry",
        "crash", "clock jump", "stamp not followed", "repeated offer", "more than one batch",
        "upgrade", "erasure", "claim confirmed", "claim displaced", "claim confirmed twice",
        "quota granted", "quota lent", "quota used", "quota given back",
        "share asked for", "share lent on asking",
        "loseRequest", "loseReply", "duplicate request", "delay", "late",
        "cutRequest", "cutReply",
        "flipRequest", "flipReply", "crashResponder", "crashCaller",
        "pause", "call over a cut line", "reply over a cut line", "wrong peer", "clock set",
        "clock stands", "clock drifts", "stamped by the hub's time", "two exchanges at once",
        "mass edit",
        "decided at two sites", "past state", "stray", "witness",
        "unknown value there after an upgrade",
    ]

    package static let expectedOfDisks =
        [
            "powerCut", "power cut in a write", "crash in a write", "diskFault", "diskFull",
            "edit failed by disk", "restore", "quota witnessed", "fork told", "rolled back",
            "log of writes lost", "readFault", "readOnly", "crash in an upgrade", "undo",
            "undo forced", "undo refused", "nothing to undo", "epoch begun",
            "epoch ended by a peer",
            "signed world", "signatures looked at", "forged origin refused", "countersigned",
            "alarm about a transaction", "alarm about rot", "overdraft disputed",
        ] + HostileTrick.allCases.map { "hostile \($0)" }

    /// Names of `expected` that never happened.
    package func missing(_ expected: [String]) -> [String] { expected.filter { counts[$0] == nil } }
}
