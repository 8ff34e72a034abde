extension TextTable {
    /// Columns between two cells.
    private static let gap = 2
    /// A flexible column is not clipped below this.
    private static let flexibleWidthMin = 8

    /// The table as lines, the header first, without spaces at their ends.
    ///
    /// - Parameters:
    ///   - width: the columns there are; `nil` for as many as it takes.
    ///   - indent: spaces before each line, counted in `width`.
    ///   - paint: draws a text in a style; leaves it as it is unless told otherwise.
    public func lines(
        width: Int? = nil,
        indent: Int = 0,
        paint: (String, Style) -> String = { text, _ in text }
    ) -> [String] {
        let header = columns.map { Cell($0.title, .faint) }
        let drawn = ((hasHeader ? [header] : []) + rows).map { row in
            row.map { Cell($0.text.onOneLine, $0.style) }
        }
        let widths = fitted(naturalWidths(of: drawn), to: width.map { $0 - indent })
        let margin = String(repeating: " ", count: indent)
        return drawn.map { margin + line($0, widths, paint) }
    }

    private func naturalWidths(of drawn: [[Cell]]) -> [Int] {
        columns.indices.map { index in
            drawn.map { DisplayWidth.of($0[index].text) }.max() ?? 0
        }
    }

    /// Takes columns away from the widest flexible one until the table fits or none can give more.
    private func fitted(_ natural: [Int], to width: Int?) -> [Int] {
        guard let width else { return natural }
        var widths = natural
        var excess = widths.reduce(0, +) + TextTable.gap * (widths.count - 1) - width
        while excess > 0 {
            let giving = widths.indices
                .filter { columns[$0].isFlexible && widths[$0] > TextTable.flexibleWidthMin }
                .max { widths[$0] < widths[$1] }
            guard let giving else { break }
            widths[giving] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(
        _ cells: [Cell], _ widths: [Int], _ paint: (String, Style) -> String
    ) -> String {
        var line = ""
        var owed = 0
        for (index, cell) in cells.enumerated() {
            let text = cell.text.clipped(to: widths[index])
            let missing = widths[index] - DisplayWidth.of(text)
            let isRight = columns[index].alignment == .right
            if isRight { owed += missing }
            if !text.isEmpty {
                // Spaces are written only once something follows them.
                line += String(repeating: " ", count: owed) + paint(text, cell.style)
                owed = 0
            }
            owed += (isRight ? 0 : missing) + TextTable.gap
        }
        return line
    }
}
