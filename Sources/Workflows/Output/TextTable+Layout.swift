extension TextTable {
    /// Columns between two cells.
    static let gap = 2
    /// A flexible column is clipped to the first of these before others are left out for it, and to the
    /// second at last.
    private static let flexibleWidths = (comfortable: 12, least: 8)
    /// A header is not clipped below this.
    private static let headerWidthLeast = 6

    /// Which columns are drawn, and how wide.
    struct Layout {
        /// The places of the columns that are drawn.
        let columns: [Int]
        /// By place in `columns`.
        let widths: [Int]
        /// Whether cells show their short forms.
        let isShort: Bool
    }

    /// The titles of the columns that are left out at this width.
    public func leftOut(width: Int?, indent: Int = 0) -> [String] {
        guard let kept = layout(width.map { $0 - indent })?.columns else { return [] }
        return columns.indices.filter { !kept.contains($0) }.map { columns[$0].title }
    }

    /// The first layout that fits; `nil` when none does.
    func layout(_ width: Int?) -> Layout? {
        let all = Array(columns.indices)
        guard let width else {
            return Layout(columns: all, widths: natural(all, isShort: false), isShort: false)
        }
        for least in [TextTable.flexibleWidths.comfortable, TextTable.flexibleWidths.least] {
            var kept = all
            while true {
                if let layout = layout(of: kept, width, least) { return layout }
                guard let last = kept.lastIndex(where: { columns[$0].isOptional }) else { break }
                kept.remove(at: last)
            }
        }
        return nil
    }

    private func layout(of kept: [Int], _ width: Int, _ least: Int) -> Layout? {
        for (isShort, cutsHeaders) in [(false, false), (true, false), (true, true)] {
            let natural = natural(kept, isShort: isShort, cutsHeaders: cutsHeaders)
            if let widths = fitted(kept, natural, to: width, least: least, isShort) {
                return Layout(columns: kept, widths: widths, isShort: isShort)
            }
        }
        return nil
    }

    private func natural(_ kept: [Int], isShort: Bool, cutsHeaders: Bool = false) -> [Int] {
        kept.map { column in
            let header = hasHeader ? DisplayWidth.of(columns[column].title.onOneLine) : 0
            let body = rows.map { width($0[column], isShort) }.max() ?? 0
            return cutsHeaders
                ? max(body, min(header, TextTable.headerWidthLeast)) : max(body, header)
        }
    }

    private func width(_ cell: Cell, _ isShort: Bool) -> Int {
        DisplayWidth.of(cell.shown(isShort).onOneLine)
    }

    /// Takes columns away from the widest flexible one until the table fits; `nil` when it cannot.
    private func fitted(
        _ kept: [Int], _ natural: [Int], to width: Int, least: Int, _ isShort: Bool
    ) -> [Int]? {
        var widths = natural
        let floors = kept.map { column in
            let firm = rows.filter { $0[column].isFirm }.map { self.width($0[column], isShort) }
            return columns[column].isFlexible ? max(least, firm.max() ?? 0) : Int.max
        }
        var excess = widths.reduce(0, +) + TextTable.gap * (widths.count - 1) - width
        while excess > 0 {
            let giving = widths.indices.filter { widths[$0] > floors[$0] }
                .max { widths[$0] < widths[$1] }
            guard let giving else { return nil }
            widths[giving] -= 1
            excess -= 1
        }
        return widths
    }
}

extension TextTable.Cell {
    func shown(_ isShort: Bool) -> String { isShort ? short ?? text : text }
}
