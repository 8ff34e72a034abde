/// Finds what a person most likely meant to type.
public enum Nearness {
    /// The candidate that is nearest to `word`, if it is near enough to be meant: at most a third of
    /// its letters differ, where two letters in each other's place count as one difference. The
    /// first of equals; `nil` when none is near.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        let typed = Array(word.lowercased().unicodeScalars)
        guard typed.count > 1 else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let isCut = letters.starts(with: typed) && typed.count >= 3
            let distance = isCut ? 1 : self.distance(typed, letters)
            guard distance <= max(1, letters.count / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// How far a typed word is from a name that may have been meant by it; `nil` when it is too far.
    ///
    /// People leave out what all names have in common, so a part of a name is near to it, and nearer
    /// the more of it was typed.
    static func distance(of word: String, to name: String) -> Int? {
        let typed = Array(word.lowercased().unicodeScalars)
        let letters = Array(name.lowercased().unicodeScalars)
        guard typed.count > 1, letters.count > 1 else { return nil }
        let difference = abs(typed.count - letters.count)
        if typed.count > letters.count ? typed.contains(letters) : letters.contains(typed) {
            return 1 + difference
        }
        let most = max(1, letters.count / 3)
        guard difference <= most else { return nil }
        let distance = self.distance(typed, letters)
        return distance <= most ? distance : nil
    }

    /// Insertions, deletions, replacements and exchanges of neighbours (the optimal string alignment
    /// distance).
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for (row, letter) in a.enumerated() {
            var current = [row + 1]
            for (column, other) in b.enumerated() {
                var cost = min(last[column + 1], current[column]) + 1
                cost = min(cost, last[column] + (letter == other ? 0 : 1))
                let isExchange =
                    row > 0 && column > 0 && letter == b[column - 1] && a[row - 1] == other
                if isExchange { cost = min(cost, before[column - 1] + 1) }
                current.append(cost)
            }
            before = last
            last = current
        }
        return last[b.count]
    }
}
