public import Causality

/// A row that lasts from one day to another, of something that only one of them may have at a time:
/// a seat, or the terms of a tenancy.
public struct IntervalFact: Hashable, Sendable {
    public let key: RecordKey
    /// What must not be had twice at once: the seat, or the tenancy.
    public let subject: String
    /// What people call the holder, such as the company.
    public let holder: String
    public let period: DayInterval
    /// Whether it is settled. A proposal is not: it may overlap another one, and gives way to what is.
    public let isFirm: Bool
    /// Whether a clock that is known to be off stamped the write that settled it.
    public let isSuspect: Bool

    /// Without a `to` it lasts without end.
    ///
    /// `nil` when a day given is no day, or the period ends before it begins: such a row has no
    /// place in time yet, and its field shows that by itself.
    public init?(
        key: RecordKey, subject: String, holder: String, from: String, to: String?,
        isFirm: Bool = true
    ) {
        guard let period = DayInterval(storedFrom: from, to: to) else { return nil }
        self.key = key
        self.subject = subject
        self.holder = holder
        self.period = period
        self.isFirm = isFirm
        isSuspect = false
    }

    private init(suspect fact: IntervalFact) {
        key = fact.key
        subject = fact.subject
        holder = fact.holder
        period = fact.period
        isFirm = fact.isFirm
        isSuspect = true
    }

    /// The same, settled by a clock that was off.
    public var suspect: IntervalFact { IntervalFact(suspect: self) }
}

extension DayInterval {
    /// From the stored form of its days. A malformed end is not taken for "without end".
    public init?(storedFrom from: String, to: String?) {
        guard let first = LocalDay(from) else { return nil }
        guard let to else {
            self.init(from: first, to: nil)
            return
        }
        guard let end = LocalDay(to) else { return nil }
        self.init(from: first, to: end)
    }
}

extension [IntervalFact] {
    /// Pairs of the same subject that overlap: each interval with that one before it that lasts
    /// longest. An interval that overlaps any earlier one is in a pair, so there is no pair just
    /// when nothing overlaps; and there are fewer pairs than intervals. O(n log n).
    func overlappingPairs() -> [(earlier: IntervalFact, later: IntervalFact)] {
        var pairs: [(earlier: IntervalFact, later: IntervalFact)] = []
        var longest: IntervalFact?
        for fact in sorted(by: IntervalFact.bySubjectAndTime) {
            guard let open = longest, open.subject.hasSameBytes(as: fact.subject) else {
                longest = fact
                continue
            }
            if open.period.overlaps(fact.period) { pairs.append((open, fact)) }
            if fact.outlasts(open) { longest = fact }
        }
        return pairs
    }
}

extension [IntervalFact] {
    /// Each proposal that overlaps something firm of its subject, with the first of those.
    func overtakenProposals() -> [(firm: IntervalFact, proposal: IntervalFact)] {
        let firm = Dictionary(grouping: filter(\.isFirm), by: \.subject)
            .mapValues { $0.sorted(by: IntervalFact.bySubjectAndTime) }
        return filter { !$0.isFirm }.sorted(by: IntervalFact.bySubjectAndTime).compactMap { fact in
            firm[fact.subject]?.first { $0.period.overlaps(fact.period) }.map { ($0, fact) }
        }
    }
}

extension IntervalFact {
    fileprivate static func bySubjectAndTime(_ a: IntervalFact, _ b: IntervalFact) -> Bool {
        if !a.subject.hasSameBytes(as: b.subject) { return a.subject.precedesByBytes(b.subject) }
        return a.period.from == b.period.from ? a.key < b.key : a.period.from < b.period.from
    }

    fileprivate func outlasts(_ other: IntervalFact) -> Bool {
        guard let otherEnd = other.period.to else { return false }
        return period.isOpen(after: otherEnd)
    }
}
