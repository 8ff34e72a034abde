/// A command, its options `--name value`, and what is left.
struct Arguments {
    let command: String
    private(set) var options: [String: String] = [:]
    private(set) var rest: [String] = []

    static let usage = """
        moso-sim history                       answers histories, one JSON document a line
        moso-sim run [--store model|sqlite|disk] [--seed N] [--seeds COUNT] [--seconds N] [--hashes yes]
        moso-sim exhaust [--sites 2|3 --edits N --alphabet values|counters|writes|existence
                          [--extent folded|plain|shapes|counted] [--share I/N] [--outcomes yes]]
        moso-sim exhaust --sites 2|3 --edits N --arrivals yes [--share I/N]
        moso-sim shrink --seed N [--store model|sqlite|disk] [--out FILE]
        moso-sim replay FILE [--store model|sqlite|disk]
        """

    init(_ words: some Sequence<String>) {
        var words = Array(words)
        command = words.isEmpty ? "" : words.removeFirst()
        while !words.isEmpty {
            let word = words.removeFirst()
            if word.hasPrefix("--"), !words.isEmpty {
                options[String(word.dropFirst(2))] = words.removeFirst()
            } else {
                rest.append(word)
            }
        }
    }

    func number(_ name: String) -> UInt64? { options[name].flatMap { UInt64($0) } }
}
