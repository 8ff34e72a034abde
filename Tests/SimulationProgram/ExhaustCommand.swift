import Simulation

/// `moso-sim exhaust`: every state of small worlds. Exit code 1 when a promise was broken.
struct ExhaustCommand {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() -> Int32 {
        let sites = Int(arguments.number("sites") ?? 0)
        let edits = Int(arguments.number("edits") ?? 0)
        guard sites == 0 || (2...3).contains(sites) && edits > 0 else {
            print("2 or 3 sites, and at least one edit each")
            return 64
        }
        let alphabet = arguments.options["alphabet"].flatMap { Alphabet(rawValue: $0) } ?? .values
        if sites > 0 { return histories(sites, edits, alphabet) ? 0 : 1 }
        for alphabet in [Alphabet.values, .counters] {
            for (sites, edits) in [(2, 4), (3, 2)] where !histories(sites, edits, alphabet) {
                return 1
            }
            for (sites, edits) in [(2, 3), (3, 1)] where !deliveries(sites, edits, alphabet) {
                return 1
            }
        }
        for alphabet in [Alphabet.writes, .existence] where !histories(3, 3, alphabet) { return 1 }
        return 0
    }

    private func histories(_ sites: Int, _ edits: Int, _ alphabet: Alphabet) -> Bool {
        let watch = Stopwatch()
        var search = HistorySearch(sites: sites, edits: edits, alphabet)
        do { try search.run() } catch {
            print("\(error)")
            return false
        }
        print(
            "\(sites) sites, \(edits) edits each, \(alphabet.rawValue): "
                + "\(search.histories) histories, \(search.exchanges) exchanges, "
                + "\(Int(watch.seconds)) s")
        return true
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
                + "\(search.states) states of delivery, \(search.steps) steps, \(Int(watch.seconds)) s"
        )
        return true
    }
}
