internal import Causality

// What anybody may have trimmed, and how old it is.
//
// `HorizonStep` says how far the hub lets a scope be trimmed. So what can be gone anywhere is known at the
// hub, and whether a stranger's work has seen all of it.
//
// A transaction is as old as its effective timestamp says. The hub's own are witnessed by nobody, and a
// stamp a year ahead would stop trimming for a year. So trimming that meets a stamp ahead of the clock
// notes what was in the log at that time: all of it was written by then.

extension Replica {
    /// What can have been trimmed anywhere, as far as the hub knows. Its own horizon is in it because a
    /// log may have been trimmed before such steps were written.
    func mayBeGone(in scope: ScopeID) throws -> VersionVector {
        var gone = try steps.horizon { streams.dot($0) }
        gone.merge(try horizon())
        return gone.restricted { $0 == scope }
    }

    private static let ageMarksName = "age_marks"

    func ageMarks() throws -> [LogAges.Mark] {
        let word = try connection.word(
            "SELECT value FROM moso_meta WHERE name = '\(Replica.ageMarksName)'")
        let numbers = (word ?? "").split(separator: " ").compactMap { UInt64($0) }
        return stride(from: 0, to: numbers.count - numbers.count % 2, by: 2).map {
            LogAges.Mark(
                arrival: Int64(clamping: numbers[$0]), wallMilliseconds: numbers[$0 + 1])
        }
    }

    func keep(_ marks: [LogAges.Mark]) throws {
        let words = marks.map { "\($0.arrival) \($0.wallMilliseconds)" }
        try write { try setMeta(Replica.ageMarksName, words.joined(separator: " ")) }
    }
}

/// What is old enough to be trimmed.
struct LogAges {
    /// That all up to an arrival was in the log at a time.
    struct Mark: Equatable {
        let arrival: Int64
        let wallMilliseconds: UInt64
    }

    private let wall: UInt64
    private let age: UInt64
    /// By rising time; none from the future, which this clock has left again.
    private let marks: [Mark]

    /// - Parameter age: in milliseconds.
    init(now: UInt64, age: UInt64, marks: [Mark]) {
        wall = now
        self.age = min(age, now)
        self.marks = marks.filter { $0.wallMilliseconds <= now }
    }

    private var limit: UInt64 { wall - age }

    func isOld(arrival: Int64, stamp: HybridTimestamp) -> Bool {
        stamp.milliseconds < limit
            || marks.contains { $0.arrival >= arrival && $0.wallMilliseconds < limit }
    }

    /// From when the age of an entry that is stamped ahead of the clock is counted; `nil` for another.
    func noticed(arrival: Int64, stamp: HybridTimestamp) -> UInt64? {
        guard stamp.milliseconds > wall + HybridClock.driftMaxMilliseconds else { return nil }
        return marks.first { $0.arrival >= arrival }?.wallMilliseconds ?? wall
    }

    /// The marks to keep once the log has been seen up to `arrival`: few, however often that is done.
    func marked(upTo arrival: Int64) -> [Mark] {
        let due = marks.lastIndex { $0.wallMilliseconds < limit } ?? 0
        var kept = Array(marks.dropFirst(due))
        guard let last = kept.last else {
            return [Mark(arrival: arrival, wallMilliseconds: wall)]
        }
        if last.arrival < arrival, wall - last.wallMilliseconds > age / 16 {
            kept.append(Mark(arrival: arrival, wallMilliseconds: wall))
        }
        return kept
    }
}
