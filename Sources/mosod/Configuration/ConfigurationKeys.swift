/// Every key of `moso.toml`. A key that is not here is a mistake in the file.
enum ConfigurationKeys {
    /// By section; `import` is read by `moso`, and only known here so that both share one file.
    static let bySection: [String: [String]] = [
        "site": ["data", "label"],
        "listen": ["address", "peers"],
        "sync": ["interval", "jitter", "on_change", "watch", "alert_after", "max_time"],
        "peer": ["url", "name"],
        "history": ["keep"],
        "log": ["level", "format"],
        "web": ["language"],
        "import": ["max_bytes", "max_rows"],
    ]

    /// The candidate that is most like `word`, if any is alike enough to be what was meant.
    static func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
        let best = candidates.map { (name: $0, distance: distance(word, $0)) }
            .min { $0.distance == $1.distance ? $0.name < $1.name : $0.distance < $1.distance }
        guard let best, best.distance <= max(2, word.count / 3) else { return nil }
        return best.name
    }

    /// How many letters must be put in, taken out or changed to get from one word to the other
    /// (Levenshtein).
    private static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let change = diagonal + (b[j] == letter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
