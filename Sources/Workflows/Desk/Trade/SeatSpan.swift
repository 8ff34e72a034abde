/// Seats as people write them down: `A-001..A-010 B-002`.
enum SeatSpan {
    /// A label taken apart: `A-017` is `A-`, 17, written with three digits.
    private struct Label {
        let whole: String
        let letters: Substring
        let number: Int?
        let width: Int

        init(_ label: String) {
            whole = label
            let digits = label.reversed().prefix { $0.isASCII && $0.isNumber }.count
            letters = label.dropLast(digits)
            number = digits > 9 ? nil : Int(label.suffix(digits))
            width = digits
        }

        func comesBefore(_ other: Label) -> Bool {
            letters == other.letters && width == other.width
                && number.map { $0 + 1 } == other.number
                && number != nil
        }
    }

    /// Three and more in a row become a range. O(n).
    static func text(_ seats: [String]) -> String {
        var runs: [[Label]] = []
        for label in seats.map(Label.init) {
            if let last = runs.last?.last, last.comesBefore(label) {
                runs[runs.count - 1].append(label)
            } else {
                runs.append([label])
            }
        }
        return runs.flatMap { run -> [String] in
            run.count > 2
                ? ["\(run[0].whole)..\(run[run.count - 1].whole)"] : run.map(\.whole)
        }.joined(separator: " ")
    }
}
