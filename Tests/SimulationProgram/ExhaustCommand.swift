import Simulation

/// `moso-sim exhaust`: every state of small worlds. Exit code 1 when a promise was broken.
struct ExhaustCommand {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() -> Int32 {
        let sites = Int(arguments.number("sites") ?? 0)
        let edits = Int(arguments.number("edits") ?? 0)
        guard sites == 0 || (2...3).contains(sites) && (1...15 / sites).contains(edits) else {
            print("2 or 3 sites, with at least one edit each and no more than 15 in all")
            return 64
        }
        let alphabet = arguments.options["alphabet"].flatMap { Alphabet(rawValue: $0) }
        if sites > 0, alphabet == nil, arguments.options["arrivals"] != nil {
            return arrivals(sites, edits) ? 0 : 1
        }
        if sites > 0, arguments.options["outcomes"] != nil {
            return outcomes(sites, edits, alphabet ?? .values) ? 0 : 1
        }
        if sites > 0 { return histories(sites, edits, alphabet ?? .values) ? 0 : 1 }
        return everything() ? 0 : 1
    }

    private func everything() -> Bool {
        for alphabet in [Alphabet.values, .counters] {
            for (sites, edits) in [(2, 4), (3, 3)] where !histories(sites, edits, alphabet) {
                return false
            }
            for (sites, edits) in [(2, 3), (3, 1)] where !deliveries(sites, edits, alphabet) {
                return false
            }
        }
        return arrivals(2, 4) && arrivals(3, 2)
    }

    private func histories(_ sites: Int, _ edits: Int, _ alphabet: Alphabet) -> Bool {
        let watch = Stopwatch()
        var search = HistorySearch(sites: sites, edits: edits, alphabet, extent, share)
        do { try search.run() } catch {
            print("\(error)")
            return false
        }
        print(
            "\(sites) sites, \(edits) edits each, \(alphabet.rawValue): "
                + "\(search.histories) histories, \(search.exchanges) exchanges, "
                + watch.tenths)
        return isFilled(search.twigsOfShare)
    }

    /// What looks at nothing finds nothing, and is no success.
    private func isFilled(_ count: Int) -> Bool {
        if count == 0 { print("the share is empty: there are fewer than so many") }
        return count > 0
    }

    /// `--share 3/100`
    private var share: Share {
        let words = (arguments.options["share"] ?? "").split(separator: "/").compactMap { Int($0) }
        return words.count == 2 && words[0] >= 0 && words[1] > 0
            ? Share(words[0], of: words[1]) : .all
    }

    /// `--extent plain`, `shapes` or `counted`; else every outcome.
    private var extent: HistorySearch.Extent {
        switch arguments.options["extent"] {
        case "plain": .plain
        case "shapes": .shapes
        case "counted": .counted
        default: .folded
        }
    }

    /// Whether what is left out has no outcome of its own.
    private func outcomes(_ sites: Int, _ edits: Int, _ alphabet: Alphabet) -> Bool {
        do {
            let plain = try Outcomes(sites: sites, edits: edits, alphabet, .plain)
            print(
                "\(sites) sites, \(edits) edits each, \(alphabet.rawValue): \(plain.histories) "
                    + "histories have \(plain.rows.count) outcomes")
            for extent in [HistorySearch.Extent.shapes, .folded] {
                let some = try Outcomes(sites: sites, edits: edits, alphabet, extent)
                print("\(extent): \(some.histories) have \(some.rows.count)")
                guard some.rows == plain.rows else { return false }
            }
            return true
        } catch {
            print("\(error)")
            return false
        }
    }

    private func deliveries(_ sites: Int, _ edits: Int, _ alphabet: Alphabet) -> Bool {
        let watch = Stopwatch()
        var search = DeliverySearch(sites: sites, edits: edits, alphabet)
        do { try search.run() } catch {
            print("\(error)")
            return false
        }
        print(
            "\(sites) sites, \(edits) edits each, \(alphabet.rawValue): "
                + "\(search.states) states of delivery, \(search.steps) steps, \(watch.tenths)"
        )
        return true
    }

    private func arrivals(_ sites: Int, _ edits: Int) -> Bool {
        let watch = Stopwatch()
        var search = ArrivalSearch(sites: sites, edits: edits, share)
        do { try search.run() } catch {
            print("\(error)")
            return false
        }
        print(
            "\(sites) sites, \(edits) edits each, arrivals: \(search.histories) histories, "
                + "\(search.states) states, \(search.steps) steps, \(watch.tenths)")
        return isFilled(search.histories)
    }
}
