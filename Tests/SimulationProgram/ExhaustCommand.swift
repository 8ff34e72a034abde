import ArgumentParser
import Simulation

/// `moso-sim exhaust`: every state of small worlds. Exit code 1 when a promise was broken.
struct ExhaustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exhaust",
        abstract: "Every state of small worlds; without --sites, all of them.")

    @Option(help: "2 or 3; the worlds of one size.") var sites: Int?
    @Option(help: "Edits of each site; no more than 15 in all.") var edits: Int?
    @Option(help: "What the edits are: values, counters, writes or existence.")
    var alphabet: Alphabet?
    @Option(help: "Which histories are left out: folded, plain, shapes or counted.")
    var extent = HistorySearch.Extent.folded
    @Option(help: "One part of so many, such as 3/100.") var share = Share.all
    @Flag(name: .customLong("arrivals"), help: "Every order in which transactions can arrive.")
    var isOfArrivals = false
    @Flag(
        name: .customLong("outcomes"), help: "Whether what is left out has an outcome of its own.")
    var isOfOutcomes = false

    func validate() throws {
        guard sites != nil || edits != nil else { return }
        guard let sites, let edits, (2...3).contains(sites), (1...15 / sites).contains(edits) else {
            throw ValidationError(
                "2 or 3 sites, with at least one edit each and no more than 15 in all")
        }
    }

    func run() throws { guard isSound else { throw ExitCode(1) } }

    private var isSound: Bool {
        guard let sites, let edits else { return everything() }
        if isOfArrivals { return arrivals(sites, edits) }
        if isOfOutcomes { return outcomes(sites, edits, alphabet ?? .values) }
        return histories(sites, edits, alphabet ?? .values)
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

extension HistorySearch.Extent: ExpressibleByArgument {}

extension Share: ExpressibleByArgument {
    public init?(argument: String) {
        let parts = argument.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 2, parts[0] >= 0, parts[1] > 0 else { return nil }
        self.init(parts[0], of: parts[1])
    }
}
