internal import Domain
internal import Causality

/// The reference page of all records, `docs/records.md`, made from their declarations.
///
/// Nobody writes it: a field is declared once, and a test compares the page with what this gives.
public enum RecordReference {
    public static var lines: [String] {
        [
            "# Records · 记录", "",
            "Made by `moso record reference` from `Sources/Domain/Schema`; a test keeps it up to date. "
                + "Schema version \(NetworkSchema.version).", "",
            "由 `moso record reference` 从声明生成，有测试保证与程序一致。", "",
            "A name stands for a field everywhere: as a column of the tables and of imports, in "
                + "`moso record add KIND FIELD=VALUE`, and in JSON. "
                + "Money is stored in fen, areas in hundredths of a square metre, days as `2023-08-11`, "
                + "moments as `2023-08-11T14:00`. "
                + "Fields are only ever appended; a replica of an older schema gains them when it is "
                + "opened.", "",
        ] + NetworkSchema.kinds.map { "* \(link($0))" } + NetworkSchema.kinds.flatMap(section)
    }

    public static var text: String { lines.joined(separator: "\n") + "\n" }

    private static func link(_ kind: RecordKind) -> String {
        "[\(kind.name)](#\(kind.name)) \(kind.label.zh) · \(kind.label.en)"
    }

    private static func section(_ kind: RecordKind) -> [String] {
        var lines = [
            "", "## \(kind.name)", "", "\(kind.label.zh) · \(kind.label.en). \(facts(kind))", "",
        ]
        lines += ["| field | 名称 | label | type | merge | |", "|---|---|---|---|---|---|"]
        lines += kind.fields.map { row($0, of: kind) }
        for field in kind.fields {
            if let machine = field.machine { lines += ["", states(field, machine)] }
        }
        return lines
    }

    /// Keys, scope and what names a record.
    private static func facts(_ kind: RecordKind) -> String {
        var facts = ["Keys `\(kind.prefix)-…`"]
        switch kind.scope {
        case .fixed(let scope): facts.append("scope `\(scope)`")
        case .siteOf(let column): facts.append("scope `site/<\(column)>`")
        case .cityOf(let column): facts.append("scope `city/<\(column)>`")
        }
        if let follows = kind.siteFollows { facts.append("lies where its `\(follows)` does") }
        if let owner = kind.ownerColumn { facts.append("owner in `\(owner)`") }
        if kind.isEntry { facts.append("only ever added") }
        let keys = kind.naturalKeys.map { "`\($0.joined(separator: " + "))`" }
        if !keys.isEmpty {
            facts.append("duplicates are looked for by \(keys.joined(separator: ", "))")
        }
        let groups = kind.groups.map { "`\($0.name)` (\($0.members.joined(separator: ", ")))" }
        if !groups.isEmpty { facts.append("merge as one: \(groups.joined(separator: ", "))") }
        for pair in kind.periods {
            facts.append(
                "`\(pair.to)` is not before `\(pair.from)`"
                    + (pair.isHalfOpen ? ", nor the same day" : ""))
        }
        return facts.joined(separator: "; ") + "."
    }

    private static func row(_ field: FieldDeclaration, of kind: RecordKind) -> String {
        let rule = Catalogue.MergeRule.named(field.policy.base.name)
        let merge = (field.policy.isListed ? Catalogue.MergeRule.listed(rule) : rule).en
        var more: [String] = []
        if field.isRequired { more.append("required") }
        if field.isPersonal { more.append("personal") }
        if let help = field.help { more.append("\(help.zh) · \(help.en)") }
        let cells = [
            "`\(field.name)`", field.label.zh, field.label.en, type(field), merge,
            more.joined(separator: "; "),
        ]
        return "| " + cells.map { $0.replacingBars }.joined(separator: " | ") + " |"
    }

    private static func type(_ field: FieldDeclaration) -> String {
        let unit = field.unit.map { " (\($0.en))" } ?? ""
        let choices = field.type.choices.map { "`\($0.code)` \($0.label.zh)" }
        return choices.isEmpty
            ? "\(field.type.name)\(unit)" : choices.joined(separator: ", ")
    }

    /// `state`: open → assigned, in-progress; assigned → …
    private static func states(_ field: FieldDeclaration, _ machine: StateMachine) -> String {
        let moves = machine.choices.compactMap { choice -> String? in
            let next = machine.moves(from: choice.code)
            return next.isEmpty ? nil : "\(choice.code) → \(next.joined(separator: ", "))"
        }
        let contested =
            machine.isContested
            ? " Contested: of moves that do not follow from each other a person decides." : ""
        return "Moves of `\(field.name)`: \(moves.joined(separator: "; ")).\(contested)"
    }
}

extension String {
    /// For a cell of a Markdown table.
    fileprivate var replacingBars: String {
        split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
