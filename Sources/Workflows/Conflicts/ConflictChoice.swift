public import Causality
internal import Domain
internal import Storage
internal import Wire

/// How a conflict is to be decided, as flags say it.
public struct ChoiceFlags: Sendable {
    var take: String?
    var set: String?
    var option: Int?
    var mergeInto: String?
    /// `field=A`, with `mergeInto`.
    var fields: [String] = []

    public init(
        take: String? = nil, set: String? = nil, option: Int? = nil, mergeInto: String? = nil,
        fields: [String] = []
    ) {
        self.take = take
        self.set = set
        self.option = option
        self.mergeInto = mergeInto
        self.fields = fields
    }

    /// The flags that say how, by name.
    public var given: [String] {
        [
            take.map { _ in "--take" }, set.map { _ in "--set" }, option.map { _ in "--option" },
            mergeInto.map { _ in "--merge-into" },
        ].compactMap { $0 }
    }

    /// The same as they are typed, for whoever is to repeat it.
    public var typed: String {
        if let take { return "--take \(take)" }
        if let set { return "--set \(set)" }
        if let option { return "--option \(option)" }
        let fields = fields.map { " --field \($0)" }.joined()
        return mergeInto.map { "--merge-into \($0)\(fields)" } ?? ""
    }
}

/// What was chosen for a conflict, and how it is written.
public struct ConflictChoice {
    public let field: Phrase
    public let value: String
    public let write: (_ author: String, _ reason: String?) throws -> [Dot]
}

/// Finds out what is chosen; refuses what a conflict of this sort does not know.
public struct ConflictChooser {
    private let inbox: ConflictInbox
    private let language: Language
    private var replica: Replica { inbox.replica }

    public init(_ inbox: ConflictInbox, _ language: Language) {
        self.inbox = inbox
        self.language = language
    }

    /// Throws when another site decides.
    public func permit(_ item: InboxItem) throws {
        let decider = inbox.decider(item)
        guard !decider.admits(replica.meta.site) else { return }
        var flag = "--take"
        if case .rule = item.content { flag = "--option" }
        throw Problem.notDecidedHere(id: item.shortID, flag: flag, decider: decider.told)
    }

    /// - Throws: the problem with the flags: none, too many, or not for this sort of conflict.
    public func choice(_ item: InboxItem, _ flags: ChoiceFlags) throws -> ConflictChoice {
        try check(item, flags)
        switch item.content {
        case .cell(let cell) where cell.cell == ConflictID.existence:
            return try existence(item, cell, flags)
        case .cell(let cell):
            let value = try chosen(item, cell, flags)
            let text = CellText(language, table: cell.table)
            return ConflictChoice(
                field: Phrase(verbatim: text.label(cell.cell)), value: text.value(cell.cell, value)
            ) { author, why in
                try inbox.resolve(cell, to: value, author: author, reason: why)
            }
        case .fork:
            throw Problem.usage(
                Catalogue.Fork.nothingToChoose(id: item.shortID), help: help(item))
        case .rule(let finding) where flags.mergeInto != nil:
            return try merge(item, finding, flags)
        case .rule(let finding): return try option(item, finding, flags)
        }
    }

    private func help(_ item: InboxItem) -> String { "moso conflicts show \(item.shortID)" }

    /// One way of deciding, and one that this conflict knows.
    private func check(_ item: InboxItem, _ flags: ChoiceFlags) throws {
        let given = flags.given
        if given.count > 1 {
            throw Problem.usage(Catalogue.Usage.onlyOne(of: given), help: help(item))
        }
        guard let flag = given.first else { return }
        let takes: [String]
        switch item.content {
        case .rule(let finding) where finding.isTwoCards: takes = ["--option", "--merge-into"]
        case .rule: takes = ["--option"]
        case .cell(let cell) where cell.cell == ConflictID.existence: takes = ["--take"]
        case .cell: takes = ["--take", "--set"]
        case .fork: return
        }
        if !takes.contains(flag) {
            throw Problem.usage(
                Catalogue.Usage.otherWay(flag, takes: takes, conflict: item.shortID),
                help: help(item))
        }
    }

    // MARK: Rules

    private func option(
        _ item: InboxItem, _ finding: Finding, _ flags: ChoiceFlags
    ) throws -> ConflictChoice {
        guard !finding.options.isEmpty else {
            throw Problem.usage(
                Catalogue.Quota.nothingToChoose(id: item.shortID), help: help(item))
        }
        guard let number = flags.option, let option = finding.option(numbered: number) else {
            throw Problem.usage(Catalogue.Usage.optionNeeded(finding.numbers), help: help(item))
        }
        return ConflictChoice(
            field: Phrase(finding.rule.label),
            value: Phrase(option.label).text(language)
        ) { author, why in
            try inbox.resolve(
                finding, option: number, shown: item.id, author: author, reason: why)
        }
    }

    /// Two cards become one, and for each field named the card is chosen whose value holds.
    private func merge(
        _ item: InboxItem, _ finding: Finding, _ flags: ChoiceFlags
    ) throws -> ConflictChoice {
        let keys = finding.rows.map(\.key)
        let typed = flags.mergeInto ?? ""
        guard let key = keys.first(where: { $0.text == typed }) else {
            throw Problem.noSide(typed, conflict: item.shortID, sides: keys.map(\.text))
        }
        let desk = RecordDesk(replica)
        let kind = try desk.kind("company")
        let fields = try flags.fields.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Problem.usage(Catalogue.Usage.notAssignment(text), help: help(item))
            }
            let field = try desk.known(field: parts[0], of: kind)
            let letters = keys.indices.map { String(UnicodeScalar(UInt8(65 + $0))) }
            guard let at = letters.firstIndex(of: parts[1].uppercased()) else {
                throw Problem.noSide(parts[1], conflict: item.shortID, sides: letters)
            }
            return (name: field.name, from: keys[at])
        }
        let label = finding.options.first { $0.code == "same" }?.label ?? finding.rule.label
        return ConflictChoice(
            field: Phrase(finding.rule.label), value: Phrase(label).text(language)
        ) { author, why in
            try inbox.merge(
                finding, into: key, fields: fields, shown: item.id, author: author, reason: why)
        }
    }

    // MARK: Cells

    private func existence(
        _ item: InboxItem, _ cell: CellConflict, _ flags: ChoiceFlags
    ) throws -> ConflictChoice {
        guard let take = flags.take else {
            throw Problem.usage(Catalogue.Usage.keepOrDelete, help: help(item))
        }
        guard ["keep", "delete"].contains(take) else {
            throw Problem.noSide(take, conflict: item.shortID, sides: ["keep", "delete"])
        }
        let says = take == "keep" ? Catalogue.Resolution.kept : Catalogue.Resolution.letGo
        return ConflictChoice(
            field: Catalogue.Conflicts.existence, value: says.text(language)
        ) { author, why in
            try inbox.resolveExistence(
                cell, keep: take == "keep", author: author, reason: why)
        }
    }

    private func chosen(
        _ item: InboxItem, _ cell: CellConflict, _ flags: ChoiceFlags
    ) throws -> Value {
        if let set = flags.set { return try typed(set, cell) }
        guard let take = flags.take else {
            throw Problem.usage(Catalogue.Usage.takeOrSet, help: help(item))
        }
        let sides = try inbox.sides(cell)
        let base = try inbox.base(cell).flatMap { $0.isTrimmed ? nil : $0 }
        if take == "base", let base { return base.value }
        let found = sides.filter { $0.answers(to: take) }
        guard found.count == 1 else {
            let known = sides.map { "\($0.letter) (\($0.site))" }
            throw Problem.noSide(
                take, conflict: item.shortID, sides: known + (base == nil ? [] : ["base"]))
        }
        return found[0].value
    }

    /// A value typed for a cell: for a group, `field=value` parts separated by commas.
    private func typed(_ text: String, _ cell: CellConflict) throws -> Value {
        let desk = RecordDesk(replica)
        let kind = try desk.kind(cell.table)
        guard let group = kind.groups.first(where: { $0.name == cell.cell }) else {
            return try desk.values(kind, ["\(cell.cell)=\(text)"])[cell.cell] ?? .null
        }
        guard text.contains("=") else {
            throw Problem.usage(
                Catalogue.Usage.setGroup(group.members), help: "moso record fields \(kind.name)")
        }
        let values = try desk.values(kind, text.split(separator: ",").map(String.init))
        guard let shown = try replica.record(cell.table, cell.key) else { return .null }
        return .group(group.members.map { values[$0] ?? desk.value(shown, $0) ?? .null })
    }
}

extension Finding {
    /// Whether it asks if two cards are one company.
    var isTwoCards: Bool {
        rows.count == 2 && [.oneCodeOneCompany, .oneNameOneCompany].contains(rule)
    }
}
