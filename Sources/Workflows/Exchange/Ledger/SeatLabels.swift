import Domain

/// Expands what a ledger writes in 工位号: ranges `A-001~A-019`, lists `A-001、A-003`, or both.
enum SeatLabels {
    static let labelsMax = 2_000
    /// So that an assignment's key, which holds a tenancy's key and a label, fits in 200 bytes.
    static let labelBytesMax = 30

    /// The labels in their order; `nil` when a part can't be read, a range runs backwards, a label
    /// occurs twice or there are too many.
    static func expand(_ cell: String) -> [String]? {
        let parts = TypedText.normalised(cell).uppercased()
            .split { $0.isNewline || "、,;/\t".contains($0) }
            .flatMap(parts)
        var labels: [String] = []
        for part in parts {
            let ends = part.split(omittingEmptySubsequences: false) { rangeSigns.contains($0) }
            switch ends.count {
            case 1: labels.append(part)
            case 2:
                guard let range = range(from: ends[0], to: ends[1]) else { return nil }
                labels += range
            default: return nil
            }
            guard labels.count <= labelsMax else { return nil }
        }
        guard Set(labels).count == labels.count,
            labels.allSatisfy({ $0.utf8.count <= labelBytesMax })
        else { return nil }
        return labels
    }

    /// Blanks separate labels, but not the ends of a range.
    private static func parts(of listed: Substring) -> [String] {
        let isRange = listed.contains(where: rangeSigns.contains)
        return isRange
            ? [listed.filter { !$0.isWhitespace }] : listed.split(separator: " ").map(String.init)
    }

    private static let rangeSigns: Set<Character> = ["~", "至", "到", "—", "–"]

    /// The end may leave the letters out: `A-001~019`.
    private static func range(from first: Substring, to last: Substring) -> [String]? {
        guard let start = Label(first), let end = Label(last),
            end.letters == start.letters || end.letters.isEmpty,
            start.number <= end.number, end.number - start.number < labelsMax
        else { return nil }
        return (start.number...end.number).map { number in
            let digits = String(number)
            let zeros = String(repeating: "0", count: max(0, start.width - digits.count))
            return start.letters + zeros + digits
        }
    }

    /// `A-001` is `A-`, 1 and three digits wide.
    private struct Label {
        let letters: Substring
        let number: Int
        let width: Int

        /// `nil` when the label doesn't end in a number.
        init?(_ label: Substring) {
            let afterLetters = label.lastIndex { !($0.isASCII && $0.isNumber) }
                .map(label.index(after:))
            letters = label[..<(afterLetters ?? label.startIndex)]
            let digits = label[letters.endIndex...]
            guard digits.count <= 9, let number = Int(digits) else { return nil }
            self.number = number
            width = digits.count
        }
    }
}
