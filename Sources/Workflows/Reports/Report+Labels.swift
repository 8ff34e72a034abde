internal import Domain

extension Report {
    /// What the list of that name is of, in words: a figure, a column, a part, a row, a check, or one cell as
    /// `anji · free`; `nil` when nothing has that name.
    public func label(of name: String) -> Phrase? {
        if let figure = figures.first(where: { $0.name == name }) { return figure.label }
        if let check = checks.first(where: { $0.name == name }) { return check.statement }
        if let column = columns.first(where: { $0.name == name }) { return column.label }
        if let group = groups.first(where: { $0?.name == name }) { return group?.label }
        if let row = rows.first(where: { $0.name == name }) { return label(of: row) }
        guard let cut = name.lastIndex(of: "/") else { return nil }
        let column = String(name[name.index(after: cut)...])
        guard let row = rows.first(where: { $0.name == name[..<cut] }),
            let at = columns.firstIndex(where: { $0.name == column })
        else { return nil }
        return Phrase.parts([label(of: row), columns[at].label])
    }

    /// What stands first in a row, behind the part that it stands in.
    private func label(of row: Row) -> Phrase {
        let first = columns.indices.first { at in
            columns[at].kind == .text && !(text(row, at, .zh).isEmpty)
        }
        guard let first else { return row.group?.label ?? kind.title }
        let own = Phrase(zh: text(row, first, .zh), en: text(row, first, .en))
        return row.group.map { Phrase.parts([$0.label, own]) } ?? own
    }

    private func text(_ row: Row, _ at: Int, _ language: Language) -> String {
        guard row.cells.indices.contains(at) else { return "" }
        return ReportWords(language).text(row.cells[at], columns[at].kind)
    }

    /// Whether a number of a row has records behind it.
    public func opens(_ row: Row, _ at: Int) -> Bool {
        columns[at].kind.isNumber && row.cells.indices.contains(at)
            && !row.cells[at].content.isNothing && !records(of: row, at).isEmpty
    }
}

extension Phrase {
    /// `安吉 · 空闲`
    static func parts(_ parts: [Phrase]) -> Phrase {
        Phrase(
            zh: parts.map(\.zh).joined(separator: " · "),
            en: parts.map(\.en).joined(separator: " · "))
    }
}
