internal import Causality

// Every history of a few edits, and every order of arrival of each.
//
// A history is a set of transactions with what each author knew: that is all that a merge may depend on.
// A site can know any part of a history that holds the causes of all it holds; such a part is called
// closed. The search grows histories edit by edit: each site makes its next edit knowing any closed part
// that holds what it knew before, so every pattern of who had heard of what is met.
//
// Orders of arrival need not be tried one by one. Any two orders of a history that put causes first can
// be turned into each other by exchanging neighbours that do not know of each other. So it is enough that
// a history has one row, whichever of its last transactions (those that nobody knows) came last; its
// closed parts are histories themselves, met elsewhere, and their rows are taken from there.
//
// Three things keep the number of histories down. None leaves out an outcome.
//
// * **Sites are interchangeable.** The merge looks at a site's name to order siblings, and for nothing
//   else but equality; the same is true of time. So of all histories that are one another with the sites
//   exchanged, those are looked at in which the first site's edits stand before or at those of the second,
//   in the order of their kinds and of how much their authors knew, and so on. A blind edit, which replaces what is shown
//   among several, replaces any of them: which it is depends on clocks, and clocks may be wrong.
// * **Nobody knows what makes no difference.** A merge asks of a context only whether a write had seen a
//   delete, or a delete a write. Let an author know of some last transaction x of what they know, and
//   let them write the same, naming the same, without knowing it, and let it be no delete where they
//   write, no write where they delete. Then every row of the history comes out the same if they do not
//   know x. Every part of it is also a part of that other history, which has more; whatever goes on from
//   here goes on from there too. So the other one stands for both.
// * **A row is computed once it is needed**: for parts that some site that has edits left may still know.
//
// The first two lean on what the merge looks at. That is checked where it costs little: searches that are
// `plain` use neither, and must find the same rows (`Outcomes`).

/// One of several shares of a search, which together are all of it.
package struct Share: Sendable {
    /// Every `count`th, from the `number`th on.
    struct Stride {
        let number: Int
        let count: Int

        func holds(_ position: Int) -> Bool { position % count == number }
    }

    /// What it has of the branches, and of each of their twigs.
    let early: Stride
    let late: Stride

    package static let all = Share(0, of: 1)
    private static let branchesMax = 200

    /// - Parameter number: counted on from the first when it is beyond the last.
    package init(_ number: Int, of count: Int) {
        precondition(number >= 0 && count > 0, "there is such a share")
        let most = (1...min(count, Share.branchesMax)).last { count.isMultiple(of: $0) } ?? 1
        early = Stride(number: number % most, count: most)
        late = Stride(number: number % count / most, count: count / most)
    }
}

/// A search through every history of a small world, on the production merge.
package struct HistorySearch {
    /// Which histories a search looks at.
    package enum Extent: String, CaseIterable, Sendable {
        /// All of them, each site in each place.
        case plain
        /// Each pattern of who had heard of what, once for all places that sites can take in it.
        case shapes
        /// One for each outcome.
        case folded
        /// The folded ones, only counted: their last edits are not made.
        case counted
    }

    private let edits: Int
    private let kinds: [SmallEdit]
    private let siteCount: Int
    private let extent: Extent
    private let share: Share
    private let foldsSites: Bool
    private let foldsKnowledge: Bool
    /// Looks at each history in which every edit has been made: the transactions, and which of them the
    /// author of each knew. Number 0 is the row that every site begins with.
    var eachWhole: (([Transaction], [Part]) throws -> Void)?
    /// Looks at each row that a history makes.
    var eachRow: ((RowState) -> Void)?
    package private(set) var histories = 0
    /// Comparisons of two orders.
    package private(set) var exchanges = 0
    /// How many subtrees were met where shares part early, and late.
    private var branches = 0
    private var twigs = 0
    /// How many of the latter are of the share. With none, it is empty.
    package private(set) var twigsOfShare = 0

    /// The history at hand; number 0 is the row that every site begins with.
    private var made: [Transaction] = []
    /// What the author of each knew.
    private var known: [Part] = []
    /// The numbers of each site's transactions, and what its edits are, as numbers to put in order.
    private var bySite: [[Int]]
    private var labels: [[Int]]
    /// Its closed parts that are of use, a smaller one before a larger, and their rows.
    private var parts: [(part: Part, row: RowState)] = []
    /// Where a part stands in `parts`; -1 for one that does not.
    private var places: [Int]
    private var definition = PartDefinition()
    private let streams: [Stream]
    /// Contexts by how many of each site's transactions they hold, as digits.
    private var contexts: [VersionVector] = []

    /// - Parameters:
    ///   - edits: how many each site makes.
    ///   - alphabet: what these do.
    ///   - extent: which histories to look at.
    ///   - share: which of these.
    package init(
        sites: Int, edits: Int, _ alphabet: Alphabet, _ extent: Extent = .folded,
        _ share: Share = .all
    ) {
        precondition((2...SmallWorld.names.count).contains(sites), "two or three sites")
        precondition(sites * edits < 16, "there is a place for each part")
        siteCount = sites
        self.edits = edits
        self.extent = extent
        self.share = share
        switch extent {
        case .plain: (foldsSites, foldsKnowledge) = (false, false)
        case .shapes: (foldsSites, foldsKnowledge) = (true, false)
        case .folded, .counted: (foldsSites, foldsKnowledge) = (true, true)
        }
        kinds = alphabet.kinds
        bySite = Array(repeating: [], count: sites)
        labels = bySite
        places = Array(repeating: -1, count: 1 << (sites * edits + 1))
        streams = SmallWorld.names.prefix(sites).map {
            Stream(origin: Origin(site: $0, epoch: 1), scope: .common)
        }
        begin()
    }

    private mutating func begin() {
        let hub = Stream(origin: Origin(site: SmallWorld.hub, epoch: 1), scope: .common)
        for code in 0..<siteCount.powerBase(edits + 1) {
            let counts = streams.enumerated().map { at, stream in
                (stream, UInt64(code / at.powerBase(edits + 1) % (edits + 1)))
            }
            contexts.append(VersionVector(counts + [(hub, 1)]))
        }
        let first: [Change] = [.insert([CellValue(cell: "a", value: .integer(1))])]
        definition.push(first, knowing: 0) { _ in 0 }
        made.append(transaction(Dot(stream: hub, seq: 1), 1, VersionVector(), first))
        known.append(0)
        var row = RowState()
        row.take(made[0])
        places[1] = 0
        parts.append((1, row))
    }

    /// Throws the first `Violation`.
    package mutating func run() throws { try extend() }

    // MARK: Growing

    private mutating func extend() throws {
        let met = parts.count
        for site in 0..<siteCount where bySite[site].count < edits {
            let own = knowledge(of: site)
            // Each history is grown in one way: the last edit is by the last of the sites whose last
            // edit nobody knows of. So what later sites did, and nobody knows of, must be known here.
            let everything = 1 << made.count - 1
            let least = bySite[(site + 1)...].reduce(own) { least, numbers in
                guard let last = numbers.last, isLast(last, in: everything) else { return least }
                return least | 1 << last
            }
            for place in 0..<met where parts[place].part & least == least {
                let part = parts[place].part
                for kind in kinds {
                    let label = kind.rawValue << 8 | part.nonzeroBitCount
                    if foldsSites && !isInOrder(label, by: site) { continue }
                    for changes in kind.everyWay(of: parts[place].row, value: 1 << made.count) {
                        if foldsKnowledge && canKnowLess(part, than: own, changes) { continue }
                        try grow(by: site, label, knowing: part, changes)
                    }
                }
            }
        }
    }

    private mutating func grow(
        by site: Int, _ label: Int, knowing part: Part, _ changes: [Change]
    ) throws {
        let isLast = made.count == siteCount * edits
        if case .counted = extent, isLast {
            histories += 1
            return
        }
        push(by: site, label, knowing: part, changes)
        if isOfShare() {
            histories += 1
            try checkWhole()
            if isLast {
                try eachWhole?(made, known)
            } else {
                let met = parts.count
                computeParts()
                try extend()
                forgetParts(from: met)
            }
        }
        pop(by: site)
    }

    private mutating func push(
        by site: Int, _ label: Int, knowing part: Part, _ changes: [Change]
    ) {
        let count = bySite[site].count
        // Nobody's clock is right, and whose is ahead changes from round to round.
        let milliseconds = UInt64(2 + count * siteCount + (site + count) % siteCount)
        let context = contexts[
            bySite.enumerated().reduce(0) { code, numbers in
                let known = numbers.element.filter { part & 1 << $0 != 0 }.count
                return code + known * numbers.offset.powerBase(edits + 1)
            }]
        definition.push(changes, knowing: part, number: number)
        let dot = Dot(stream: streams[site], seq: UInt64(count + 1))
        bySite[site].append(made.count)
        labels[site].append(label)
        made.append(transaction(dot, milliseconds, context, changes))
        known.append(part)
    }

    private mutating func pop(by site: Int) {
        definition.pop()
        bySite[site].removeLast()
        labels[site].removeLast()
        made.removeLast()
        known.removeLast()
    }

    /// Every closed part that holds the last edit and that a site with edits left may know.
    private mutating func computeParts() {
        let last = made.count - 1
        let least = bySite.indices.filter { bySite[$0].count < edits }.map(knowledge)
        for place in parts.indices where parts[place].part & known[last] == known[last] {
            let part = parts[place].part | 1 << last
            guard least.contains(where: { part & $0 == $0 }) else { continue }
            var row = parts[place].row
            row.take(made[last])
            places[part] = parts.count
            parts.append((part, row))
        }
    }

    private mutating func forgetParts(from met: Int) {
        for place in met..<parts.count { places[parts[place].part] = -1 }
        parts.removeSubrange(met...)
    }

    private func transaction(
        _ dot: Dot, _ milliseconds: UInt64, _ context: VersionVector, _ changes: [Change]
    ) -> Transaction {
        Transaction(
            dot: dot, previousHash: [],
            stamp: HybridTimestamp(milliseconds: milliseconds, counter: 0), context: context,
            schemaVersion: 1, author: "",
            operations: changes.map { Operation(table: "t", key: SmallWorld.key, change: $0) })
    }

    /// What a site knows at least: its last edit and what came before.
    private func knowledge(of site: Int) -> Part {
        bySite[site].last.map { known[$0] | 1 << $0 } ?? 1
    }

    private func number(of dot: Dot) -> Int {
        made.firstIndex { $0.dot == dot } ?? 0
    }

    // MARK: Leaving out

    /// Whether the sites' edits stand in order with one more, as far as both of two have any.
    private func isInOrder(_ label: Int, by site: Int) -> Bool {
        let labelOf = { (other: Int, at: Int) -> Int? in
            if at < labels[other].count { return labels[other][at] }
            return other == site && at == labels[site].count ? label : nil
        }
        for one in max(0, site - 1)..<min(siteCount - 1, site + 1) {
            var at = 0
            while let mine = labelOf(one, at), let theirs = labelOf(one + 1, at) {
                if mine > theirs { return false }
                if mine < theirs { break }
                at += 1
            }
        }
        return true
    }

    /// Whether the author would write the same without one of the last transactions that they know,
    /// and it would make no difference to anybody.
    private func canKnowLess(_ part: Part, than own: Part, _ changes: [Change]) -> Bool {
        // Who deletes names everything that lives, and so every write that nobody else knows of.
        if case .delete = changes[0] { return false }
        for other in made.indices
        where part & ~own & ~definition.deletes & 1 << other != 0 && isLast(other, in: part) {
            let row = parts[places[part & ~(1 << other)]].row
            let isSame = kinds.contains {
                $0.everyWay(of: row, value: 1 << made.count).contains(changes)
            }
            if isSame { return true }
        }
        return false
    }

    private func isLast(_ number: Int, in part: Part) -> Bool {
        !known.indices.contains { part & 1 << $0 != 0 && known[$0] & 1 << number != 0 }
    }

    /// Whether the history at hand, or what may grow from it, is of the share. Shares part twice: early, so that
    /// most of what is not of a share is never walked through, and late, where there are so many subtrees that
    /// shares are of a size. Patterns alone are few, and much is done with each.
    private mutating func isOfShare() -> Bool {
        let (early, late) = extent == .shapes ? (6, 9) : (5, 7)
        let depth = made.count - 1
        if depth == min(early, siteCount * edits) {
            branches += 1
            guard share.early.holds(branches) else { return false }
        }
        if depth == min(late, siteCount * edits) {
            twigs += 1
            guard share.late.holds(twigs) else { return false }
            twigsOfShare += 1
        }
        return true
    }

    // MARK: Checks

    /// Whichever of the last transactions came last, the row is the same, and as defined.
    private mutating func checkWhole() throws {
        let last = made.count - 1
        let (bit, whole) = (1 << last, 1 << made.count - 1)
        var row = parts[places[whole & ~bit]].row
        row.take(made[last])
        eachRow?(row)
        for other in 1..<max(last, 1) where isLast(other, in: whole) {
            var exchanged = parts[places[whole & ~bit & ~(1 << other)]].row
            exchanged.take(made[last])
            exchanged.take(made[other])
            exchanges += 1
            guard exchanged == row else {
                throw violation(
                    "I1",
                    "\(made[last].dot) before or after \(made[other].dot) makes a difference")
            }
        }
        if let wrong = row.difference(from: definition, of: whole, number: number) {
            throw violation("I4", wrong)
        }
        if histories < 100_000 || histories % 64 == 0 { try row.check(made) }
    }

    private func violation(_ promise: String, _ what: String) -> Violation {
        Violation(
            promise,
            what + "\n    "
                + made.map { "\($0.dot) knowing \($0.context): \($0.operations.map(\.change))" }
                .joined(separator: "\n    "))
    }
}

extension Int {
    /// `base` to the power of this.
    fileprivate func powerBase(_ base: Int) -> Int {
        (0..<self).reduce(1) { power, _ in power * base }
    }
}
