internal import Causality

/// One delegation, however many sites wrote it down.
public struct CountedVisit: Hashable, Sendable {
    /// The records of it, by row.
    public let visits: [RowFact]
    /// The largest head count that anybody wrote; `nil` where nobody wrote one.
    public let people: Int64?
    /// Everybody who received it, in order.
    public let hosts: [String]

    public var rows: [RowReference] { visits.map(\.row) }
}

/// X19: the same delegation on the same day counts once.
///
/// The host and whoever came along both write it down, each in a scope of its own, and neither is wrong. So
/// nothing is asked and nothing written: wherever visits are counted, those of one organisation on one
/// day are one, and so are those that a record names as the same. Notes stay where they are.
public enum VisitRule {
    /// - Parameter visits: not retired.
    /// - Complexity: O(n²) within a day.
    public static func once(_ visits: [RowFact]) -> [CountedVisit] {
        Dictionary(grouping: visits) { $0.moment("arrived_at")?.day }
            .sorted { a, b in a.key.map { day in b.key.map { day < $0 } ?? false } ?? (b.key != nil)
            }
            .flatMap { day, own in day == nil ? own.byKey.map { [$0] } : joined(own.byKey) }
            .map { group in
                CountedVisit(
                    visits: group, people: group.compactMap { $0.integer("people") }.max(),
                    hosts: SetText.elements(
                        of: SetText.value(
                            of: group.flatMap {
                                SetText.elements(of: $0.values["hosts"] ?? .null)
                            })))
            }
    }

    private static func joined(_ visits: [RowFact]) -> [[RowFact]] {
        var groups: [[RowFact]] = []
        for visit in visits {
            let mine = groups.indices.filter { groups[$0].contains { areSame($0, visit) } }
            let joined = mine.flatMap { groups[$0] } + [visit]
            for at in mine.reversed() { groups.remove(at: at) }
            groups.append(joined)
        }
        return groups.map(\.byKey)
    }

    private static func areSame(_ a: RowFact, _ b: RowFact) -> Bool {
        let named = [(a, b), (b, a)].contains { one, other in
            SetText.elements(of: one.values["same_visit"] ?? .null).contains(other.key.text)
        }
        if named { return true }
        guard let one = a.text("organisation"), let other = b.text("organisation") else {
            return false
        }
        return TypedText.normalised(one).lowercased() == TypedText.normalised(other).lowercased()
    }
}
