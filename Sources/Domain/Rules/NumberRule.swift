public import Causality

/// A tenancy with a number, and when that was written.
public struct NumberFact: Hashable, Sendable {
    public let key: RecordKey
    public let number: String
    public let site: String
    /// The write that set the number, as it is heeded.
    public let stamp: HybridTimestamp
    public let dot: Dot

    public init(
        key: RecordKey, number: String, site: String, stamp: HybridTimestamp, dot: Dot
    ) {
        self.key = key
        self.number = number
        self.site = site
        self.stamp = stamp
        self.dot = dot
    }
}

/// D05: one contract number, one tenancy. Paper that was numbered by hand at two sites stays valid under
/// what is printed on it; the one recorded later gets a suffix, so that nobody takes one for the other.
public enum NumberRule {
    /// - Parameter facts: of one number, not retired.
    public static func findings(_ facts: [NumberFact]) -> [Finding] {
        let ordered = facts.sorted {
            if $0.stamp != $1.stamp { return $0.stamp < $1.stamp }
            return $0.dot == $1.dot ? $0.key < $1.key : $0.dot < $1.dot
        }
        guard let first = ordered.first else { return [] }
        return ordered.dropFirst().enumerated().map { at, later in
            let rows = [first, later].map { RowReference("tenancy", $0.key) }
            return Finding(
                .oneNumber, rows: rows, columns: ["number", "retired"],
                detail: Label(
                    "合同号 \(first.number) 有两份：\(first.site) 的 \(first.key) 在先，\(later.site) 的 \(later.key) 在后",
                    "number \(first.number) stands on two tenancies: \(first.key) of \(first.site), then "
                        + "\(later.key) of \(later.site)"),
                options: [suffix(later, rows[1], at + 2), suffix(first, rows[0], at + 2)])
        }
    }

    private static func suffix(
        _ fact: NumberFact, _ row: RowReference, _ place: Int
    ) -> ResolutionOption {
        let number = "\(fact.number)/\(place)"
        return ResolutionOption(
            "suffix-\(fact.site)",
            Label("\(fact.site) 的一份记为 \(number)", "that of \(fact.site) becomes \(number)"), row,
            "number", .text(number))
    }
}
