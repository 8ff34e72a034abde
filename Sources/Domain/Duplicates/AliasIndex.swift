public import Causality

/// Which companies are one and the same.
///
/// A company's card lists the keys of cards that were found to be the same company. Those links, taken
/// both ways and from one to the next, put cards into classes; each class is called by one of its keys,
/// chosen by a rule that gives every site the same. Taking a link away takes the class apart again:
/// nothing but the link was written.
public struct AliasIndex: Sendable {
    private let roots: [RecordKey: RecordKey]
    private let classes: [RecordKey: [RecordKey]]

    /// - Parameter links: for each card the keys it lists. O(n log n) in the links.
    public init(_ links: [(card: RecordKey, same: [RecordKey])]) {
        var parents: [RecordKey: RecordKey] = [:]
        func root(_ key: RecordKey) -> RecordKey {
            var at = key
            while let next = parents[at], next != at { at = next }
            // The path is shortened, so that long chains are walked once.
            var step = key
            while let next = parents[step], next != at {
                parents[step] = at
                step = next
            }
            return at
        }
        for (card, same) in links {
            for other in same where other != card {
                let (a, b) = (root(card), root(other))
                if AliasIndex.precedes(b, a) { parents[a] = b } else { parents[b] = a }
            }
        }
        let keys = Set(links.flatMap { [$0.card] + $0.same })
        roots = Dictionary(uniqueKeysWithValues: keys.map { ($0, root($0)) })
        classes = Dictionary(grouping: keys) { root($0) }.mapValues { $0.sorted() }
    }

    /// The key that stands for `key` and all that are the same; `key` itself when none is.
    public func root(of key: RecordKey) -> RecordKey { roots[key] ?? key }

    /// What stands for a company that a record names; the name itself where it is no key.
    public func root(named text: String?) -> String {
        text.flatMap { RecordKey($0) }.map { root(of: $0).text } ?? text ?? ""
    }

    /// All cards of the company, the one asked for among them, by key.
    public func members(of key: RecordKey) -> [RecordKey] { classes[root(of: key)] ?? [key] }

    /// The keys that stand for others.
    public var linkedRoots: [RecordKey] { classes.filter { $0.value.count > 1 }.keys.sorted() }

    /// A line for each link that matters, the same wherever the links are the same.
    public var lines: [String] {
        roots.filter { $0.key != $0.value }.map { "\($0.key.text) \($0.value.text)" }
            .sorted { $0.precedesByBytes($1) }
    }

    /// A key made from a credit code stands for its class, else the least.
    public static func precedes(_ a: RecordKey, _ b: RecordKey) -> Bool {
        let (isCode, other) = (hasCode(a), hasCode(b))
        return isCode == other ? a < b : isCode
    }

    private static func hasCode(_ key: RecordKey) -> Bool {
        key.text.hasPrefix("C-") && CreditCode(String(key.text.dropFirst(2))) != nil
    }
}
