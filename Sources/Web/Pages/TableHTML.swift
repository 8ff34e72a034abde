internal import Workflows

/// A table with a head row; on a narrow screen each row becomes a card whose cells carry their
/// column's name.
struct TableHTML {
    struct Column {
        let title: Phrase
        var isNumber = false
        /// Names, dates and codes, which are never broken into lines.
        var isShort = false

        static func short(_ title: Phrase) -> Column { Column(title: title, isShort: true) }

        /// Without a title for a column that shows what another says.
        static func text(_ title: Phrase?) -> Column {
            Column(title: title ?? Phrase(verbatim: ""))
        }

        static func number(_ title: Phrase) -> Column { Column(title: title, isNumber: true) }
    }

    let caption: Phrase
    let columns: [Column]
    let rows: [[HTML]]
    /// Whether the caption says what a title above it says already: then it is read aloud alone.
    var isTitled = false

    /// - Parameter empty: what is said instead of a table without rows.
    func html(_ language: Language, empty: Phrase) -> HTML {
        if rows.isEmpty {
            return .element("p", [.class("empty")]) { empty.text(language) }
        }
        return .element("table") {
            HTML.element("caption", isTitled ? [.class("unseen")] : []) { caption.text(language) }
            HTML.element("thead") {
                HTML.element("tr") {
                    for column in columns {
                        HTML.element(
                            "th", [.init("scope", "col")] + kind(of: column)
                        ) { column.title.text(language) }
                    }
                }
            }
            HTML.element("tbody") {
                for row in rows { HTML.element("tr") { cells(of: row, language) } }
            }
        }
    }

    private func kind(of column: Column) -> [HTML.Attribute] {
        column.isNumber ? [.class("n")] : column.isShort ? [.class("s")] : []
    }

    private func cells(of row: [HTML], _ language: Language) -> HTML {
        HTML(
            zip(columns, row).map { column, cell in
                .element(
                    "td",
                    [.init("data-name", column.title.text(language))] + kind(of: column)
                ) { cell }
            })
    }
}
