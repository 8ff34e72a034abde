extension TextTable {
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
        let room = width.map { $0 - indent }
        let margin = String(repeating: " ", count: indent)
        return drawn(room, paint).map { $0.isEmpty ? "" : margin + $0 }
    }

    private func drawn(_ room: Int?, _ paint: (String, Style) -> String) -> [String] {
        if let room, isList { return list(room, paint) }
        guard let layout = layout(room) else { return blocks(room ?? 0, paint) }
        let header = columns.map { Cell($0.title, .faint) }
        return ((hasHeader ? [header] : []) + rows).map { line($0, layout, paint) }
    }

    private func line(
        _ cells: [Cell], _ layout: Layout, _ paint: (String, Style) -> String
    ) -> String {
        var line = ""
        var owed = 0
        for (column, width) in zip(layout.columns, layout.widths) {
            let cell = cells[column]
            let text = cell.shown(layout.isShort).onOneLine.clipped(to: width)
            let missing = width - DisplayWidth.of(text)
            let isRight = columns[column].alignment == .right
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

    // MARK: Narrow

    /// Names and values: nothing is clipped, a value goes on below itself.
    private var isList: Bool { !hasHeader && columns.count == 2 }

    private func list(_ room: Int, _ paint: (String, Style) -> String) -> [String] {
        let natural = rows.map { DisplayWidth.of($0[0].text.onOneLine) }.max() ?? 0
        return rows.flatMap { pair($0[0].text, $0[1], min(natural, room / 2), room, paint) }
    }

    /// A block of lines for each row: its first cell, and below it the others with their titles.
    private func blocks(_ room: Int, _ paint: (String, Style) -> String) -> [String] {
        let natural = columns.dropFirst().map { DisplayWidth.of($0.title.onOneLine) }.max() ?? 0
        let labels = min(natural, room / 2)
        return rows.flatMap { row -> [String] in
            let first = row[0]
            let isWide = DisplayWidth.of(first.text.onOneLine) > room
            let others = columns.indices.dropFirst().filter { !row[$0].text.isEmpty }
            return [paint(first.shown(isWide).onOneLine, first.style)]
                + others.flatMap { column in
                    pair(columns[column].title, row[column], labels, room - 2, paint)
                        .map { "  " + $0 }
                }
        }
    }

    /// `label  value`, the value broken at the end of the line and going on below itself.
    private func pair(
        _ label: String, _ cell: Cell, _ width: Int, _ room: Int,
        _ paint: (String, Style) -> String
    ) -> [String] {
        let left = label.onOneLine.clipped(to: width).padded(to: width + TextTable.gap)
        let margin = String(repeating: " ", count: width + TextTable.gap)
        let most = max(TextTable.gap, room - width - TextTable.gap)
        let value = TextWrap.lines(cell.text.onOneLine, width: most)
        guard let first = value.first, !first.isEmpty else {
            return [label.onOneLine.clipped(to: width)]
        }
        return [left + paint(first, cell.style)]
            + value.dropFirst().map { margin + paint($0, cell.style) }
    }
}
