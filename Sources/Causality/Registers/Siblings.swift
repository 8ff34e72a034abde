// Siblings: the live values of one cell.
//
// Two people change the rent of the same tenancy while their sites are apart. A register that keeps
// one value must throw the other away, and no timestamp makes that right: the later clock may belong
// to the person who knew less. So a cell keeps every value that no later write has *seen and
// replaced*. Each write names the dots it takes the place of, its author having seen them; what it
// does not name stays beside it. Because transactions are applied after their causes, nothing else
// has to be compared, and the order of arrival cannot matter:
//
//     anji      rent = 900  (dot a, replaces o)      ──►   live {a: 900, b: 1100}
//     beijing   rent = 1100 (dot b, replaces o)      ──►   live {a: 900, b: 1100}
//
// What is shown, and whether a person is asked, follows from the live set alone (`judge`). This is
// the multi-value register of Shapiro et al., "A comprehensive study of CRDTs" (2011), with dots
// after Preguiça et al., "Dotted version vectors" (2010), where the removed dots are listed by name.

/// A live value of a cell and the write it came from.
public struct Sibling: Hashable, Sendable {
    public let dot: Dot
    /// When it was written, for the order of siblings.
    public let stamp: HybridTimestamp
    public let value: Value
    /// Whether the write was a delta, which adds to its siblings instead of competing.
    public let isDelta: Bool

    public init(dot: Dot, stamp: HybridTimestamp, value: Value, isDelta: Bool = false) {
        self.dot = dot
        self.stamp = stamp
        self.value = value
        self.isDelta = isDelta
    }

    /// The same write without its value, for good.
    public var erased: Sibling { Sibling(dot: dot, stamp: stamp, value: .erased) }

    /// The order of siblings: timestamp, site, epoch, scope, sequence number. It is total on
    /// different dots and breaks every tie alike at every site.
    public func precedes(_ other: Sibling) -> Bool {
        stamp == other.stamp ? dot < other.dot : stamp < other.stamp
    }
}

/// What a policy makes of the siblings of a cell.
public struct Verdict: Hashable, Sendable {
    public enum Standing: Hashable, Sendable {
        /// The siblings agree, or there is only one.
        case agreed
        /// They differ and the policy decided.
        case settled
        /// They differ and a person has to decide.
        case open
    }

    /// The value shown; for an open conflict the working value, the same at every site.
    public let shown: Value
    /// The sibling that is shown; `nil` where the shown value is computed from several, or where
    /// there is none.
    public let dot: Dot?
    public let standing: Standing

    /// Whose place a write takes whose author knew the shown value and nothing else: of all who wrote that value,
    /// or it would differ from somebody whose value it was made from.
    ///
    /// - Parameter siblings: those that were judged.
    public func dotsShown(of siblings: [Sibling]) -> [Dot] {
        guard let dot else { return siblings.map(\.dot).sorted() }
        return siblings.filter { $0.dot == dot || $0.value == shown }.map(\.dot).sorted()
    }
}

extension MergePolicy {
    /// Judges the siblings of one cell. Pure, and independent of the order of `siblings`.
    ///
    /// - Parameter owner: the record's own site: the site in its scope, or the one that the table's
    ///   owner column names; `nil` when there is none.
    public func judge(_ siblings: [Sibling], owner: SiteID?) -> Verdict {
        let policy = base
        guard let first = siblings.first else {
            return Verdict(shown: .null, dot: nil, standing: .agreed)
        }
        switch policy {
        case .sum: return .summed(siblings)
        case .union where siblings.count > 1: return .united(siblings)
        default: break
        }
        let agreed = siblings.dropFirst().allSatisfy { $0.value == first.value }
        let choice = agreed ? Choice(siblings.greatest, settled: true) : choose(siblings, owner)
        return Verdict(
            shown: choice.sibling.value, dot: choice.sibling.dot,
            standing: agreed ? .agreed : choice.settled ? .settled : .open)
    }

    private struct Choice {
        let sibling: Sibling
        let settled: Bool

        init(_ sibling: Sibling, settled: Bool) {
            self.sibling = sibling
            self.settled = settled
        }
    }

    /// - Precondition: `siblings` hold at least two different values.
    private func choose(_ siblings: [Sibling], _ owner: SiteID?) -> Choice {
        switch base {
        case .latest, .sum, .union: return Choice(siblings.greatest, settled: true)
        case .earliest: return Choice(siblings.least, settled: true)
        case .immutable: return Choice(siblings.least, settled: false)
        case .highest: return Choice(siblings.extreme { $0.precedes($1) }, settled: true)
        case .lowest: return Choice(siblings.extreme { $1.precedes($0) }, settled: true)
        case .owner:
            let owned = siblings.filter { $0.dot.stream.origin.site == owner }
            if let only = owned.first, owned.count == 1 { return Choice(only, settled: true) }
            return Choice(siblings.working(owner), settled: false)
        case .furthest(let order):
            let maxima = siblings.filter { candidate in
                !siblings.contains { order.isFurther($0.value, than: candidate.value) }
            }
            let values = Set(maxima.map(\.value))
            return values.count == 1
                ? Choice(maxima.greatest, settled: true)
                : Choice(siblings.working(owner), settled: false)
        case .ask, .listed: return Choice(siblings.working(owner), settled: false)
        }
    }
}

extension Verdict {
    static func summed(_ siblings: [Sibling]) -> Verdict {
        let total = siblings.reduce(into: Int64(0)) { $0 &+= $1.value.integer ?? 0 }
        let only = siblings.count == 1 ? siblings.first?.dot : nil
        // A counter that nobody has written shows NULL like any other cell.
        let isNull = siblings.allSatisfy(\.value.isNull)
        return Verdict(shown: isNull ? .null : .integer(total), dot: only, standing: .agreed)
    }

    static func united(_ siblings: [Sibling]) -> Verdict {
        let elements = siblings.flatMap { SetText.elements(of: $0.value) }
        let isNull = siblings.allSatisfy(\.value.isNull)
        return Verdict(
            shown: isNull ? .null : SetText.value(of: elements), dot: nil, standing: .agreed)
    }
}

extension [Sibling] {
    /// Those whose value has not been erased, where there are any: an erased write competes with
    /// nothing.
    var tellingMost: [Sibling] {
        guard contains(where: \.value.isErased) else { return self }
        let telling = filter { !$0.value.isErased }
        return telling.isEmpty ? self : telling
    }

    var greatest: Sibling {
        // Nearly every cell has one.
        count == 1 ? self[0] : reduce(self[0]) { $0.precedes($1) ? $1 : $0 }
    }
    var least: Sibling { reduce(self[0]) { $1.precedes($0) ? $1 : $0 } }

    /// The working value of an open conflict: the owner's if it has exactly one, else the greatest.
    func working(_ owner: SiteID?) -> Sibling {
        let owned = filter { $0.dot.stream.origin.site == owner }
        return owned.count == 1 ? owned[0] : greatest
    }

    /// The sibling with the greatest value by `below`, NULL aside; the order of siblings breaks ties.
    func extreme(_ below: (Value, Value) -> Bool) -> Sibling {
        let candidates = contains { !$0.value.isNull } ? filter { !$0.value.isNull } : self
        return candidates.reduce(candidates[0]) { best, next in
            if below(best.value, next.value) { return next }
            if below(next.value, best.value) { return best }
            return best.precedes(next) ? next : best
        }
    }
}

/// The text form of a set: its elements, each once, in code-point order, joined by commas.
///
/// Any SQLite tool can read and write it; elements hold no comma and are not empty.
public enum SetText {
    public static func elements(of value: Value) -> [String] {
        guard case .text(let text) = value else { return [] }
        return text.split(separator: ",").map { String($0.trimmingBlanks) }.filter { !$0.isEmpty }
    }

    /// The canonical text of the set with `elements`.
    public static func value(of elements: [String]) -> Value {
        var unique: [String] = []
        for element in elements.sorted(by: { $0.precedesByBytes($1) })
        where unique.last?.hasSameBytes(as: element) != true {
            unique.append(element)
        }
        return .text(unique.joined(separator: ","))
    }

    /// The canonical form of what a person or another tool wrote; other than text is left alone.
    public static func canonical(_ value: Value) -> Value {
        guard case .text = value else { return value }
        return self.value(of: elements(of: value))
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var part = self
        while part.first == " " { part.removeFirst() }
        while part.last == " " { part.removeLast() }
        return part
    }
}
