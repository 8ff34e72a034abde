internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// One conflict with all that bears on deciding it, as lines that a screen reader reads in order.
struct ConflictShowPrinter {
    let printer: ConflictPrinter
    let briefing: ConflictBriefing

    private typealias Words = Catalogue.Conflicts
    private typealias About = Catalogue.Inspector
    private typealias Heading = Catalogue.Heading

    private var session: Session { printer.session }
    private var words: BriefingText {
        BriefingText(briefing, session.language, stamp: session.stamp)
    }
    private var item: InboxItem { briefing.item }

    func show() throws {
        switch item.content {
        case .cell(let cell): try show(cell)
        case .rule(let finding): try show(finding)
        case .fork(let fork): try show(fork)
        }
    }

    private func title(_ kind: Phrase, _ record: String) throws {
        session.printer.paragraph(
            Words.title(
                id: item.shortID, state: Words.openFor(try printer.waited(item)), kind: kind,
                record: record), indent: 0)
    }

    private func fact(_ title: Phrase, _ lines: [Phrase]) {
        guard let first = lines.first else { return }
        session.printer.paragraph(Words.fact(title, first), indent: 2)
        for line in lines.dropFirst() { session.printer.paragraph(line, indent: 6) }
    }

    // MARK: A cell

    private func show(_ cell: CellConflict) throws {
        let text = CellText(session, table: cell.table)
        let isExistence = cell.cell == ConflictID.existence
        try title(
            item.kind == "resolution"
                ? Words.resolution : isExistence ? Words.editAndDelete : Words.field,
            try printer.recordLabel(cell.table, cell.key))
        session.printer.gap()
        session.printer.remark(Phrase(verbatim: text.labelWithUnit(cell.cell)), indent: 2)
        session.printer.table(
            try sidesTable(
                text, cell, [briefing.base].compactMap { $0 } + briefing.deletes + briefing.sides),
            indent: 2)
        session.printer.gap()
        fact(
            Words.whyBoth,
            [isExistence ? Words.deleteNotSeen : Words.neitherSaw] + words.causeLines)
        fact(Words.policy, [words.policy(of: cell)])
        if !isExistence, let working = briefing.sides.first(where: { $0.value == cell.shown }) {
            let value = text.value(cell.cell, cell.shown)
            fact(Words.shownNow, [Words.workingValue(value, letter: working.letter)])
        }
        sayConsequences(text)
        let letters =
            isExistence
            ? ["keep", "delete"]
            : briefing.sides.map(\.letter)
                + (briefing.base?.isTrimmed ?? true ? [] : ["base"])
        fact(Words.choose, [Words.takeCommand(id: item.shortID, letters: letters)])
    }

    private func sidesTable(
        _ text: CellText, _ cell: CellConflict, _ sides: [ConflictSide]
    ) throws -> TextTable {
        var table = TextTable([
            .init(""),
            session.column(
                cell.cell == ConflictID.existence ? Words.did : Heading.value, flexible: true),
            session.column(Heading.by),
            session.column(Heading.site), session.column(Heading.when),
            session.column(Heading.reason, flexible: true), session.column(Heading.operation),
        ])
        for side in sides {
            let isBase = side.letter == "base"
            table.add([
                .init(isBase ? session.text(Words.base) : side.letter),
                .init(
                    side.letter.isEmpty
                        ? session.text(Words.deleted) : try printer.told(side, cell, text),
                    isFirm: text.isFirm(cell.cell)),
                .init(words.author(of: side)), .init(side.site.name),
                .init(session.stamp(side.milliseconds)),
                .init(session.told(reason: side.reason)), .init(side.dot.description),
            ])
        }
        return table
    }

    // MARK: What follows

    private func sayConsequences(_ text: CellText) {
        fact(Words.rules, words.ruleLines)
        fact(About.dependsOnIt, words.figureLines)
        sayTheRest()
    }

    private func sayTheRest() {
        if !briefing.similar.isEmpty {
            fact(About.samePattern, [About.similar(briefing.similar.count, to: item.shortID)])
        }
        fact(About.decides, [printer.told(briefing.decider)])
        if let note = printer.notes[item.id] {
            if let name = note.assignee { fact(About.assigned, [Phrase(verbatim: name)]) }
            if let day = note.snoozedUntil {
                fact(About.snoozed, [Phrase(verbatim: day.description)])
            }
            fact(
                About.proposed,
                note.proposals.map { one in
                    About.proposal(
                        one.choice, by: one.author, at: one.site.name, why: one.reason)
                })
        }
        fact(About.suggested, [words.suggestion])
    }

    // MARK: A rule

    private func show(_ finding: Finding) throws {
        try title(
            Words.rule(Phrase(finding.rule.label), kind: item.kind), finding.rule.rawValue)
        session.printer.paragraph(Phrase(finding.detail), indent: 2)
        session.printer.gap()
        session.printer.table(try recordsTable(), indent: 2)
        session.printer.gap()
        if briefing.cause != nil {
            fact(Words.whyBoth, [Words.neitherSaw] + words.causeLines)
        }
        fact(Words.rules, [Phrase(finding.rule.explanation)])
        if finding.options.isEmpty {
            fact(Words.choose, [Catalogue.Usage.noOption])
            return sayTheRest()
        }
        fact(About.afterwards, words.optionLines)
        sayTheRest()
        session.printer.remark(Words.choose, indent: 2)
        for (number, option) in zip(finding.numbers, finding.options) {
            session.printer.paragraph(
                Phrase(verbatim: "\(number)  ").joined(Phrase(option.label)), indent: 4)
        }
        session.printer.remark(
            Words.optionCommand(id: item.shortID, numbers: finding.numbers), indent: 2)
    }

    private func recordsTable() throws -> TextTable {
        var table = TextTable([
            .init(""),
            session.column(
                briefing.records.contains { !$0.changes.isEmpty } ? Words.did : Heading.record,
                flexible: true), session.column(Heading.by),
            session.column(Heading.site), session.column(Heading.when),
            session.column(Heading.reason, flexible: true), session.column(Heading.operation),
        ])
        for one in briefing.records {
            let side = one.write
            table.add([
                one.letter,
                one.changes.isEmpty
                    ? try printer.recordLabel(one.row.table, one.row.key)
                    : one.told(session.language), words.author(of: side),
                side.site.name, session.stamp(side.milliseconds),
                session.told(reason: side.reason), side.dot.description,
            ])
        }
        return table
    }

    // MARK: A fork

    private func show(_ fork: Fork) throws {
        let site = fork.stream.origin.site.name
        try title(Catalogue.Fork.kind, printer.told(fork))
        try printer.sayBranches(fork)
        fact(About.decides, [printer.told(briefing.decider)])
        if fork.isProved {
            session.printer.paragraph(Catalogue.Fork.proved(site: site), indent: 2)
        }
        session.printer.paragraph(Catalogue.Fork.toDo(site: site), indent: 2)
    }
}

extension ConflictPrinter {
    /// A fork as what a conflict is about.
    func told(_ fork: Fork) -> String {
        session.text(Catalogue.Fork.record(stream: fork.stream.description, seq: fork.seq))
    }

    /// What a fork is, and who began its branches.
    fileprivate func sayBranches(_ fork: Fork) throws {
        session.printer.paragraph(
            Catalogue.Fork.what(site: fork.stream.origin.site.name), indent: 2)
        session.printer.gap()
        for branch in fork.branches {
            let first = try replica.heading(branch.first)
            session.printer.remark(
                Catalogue.Fork.branch(
                    branch.stream.description, count: branch.count, author: first?.author ?? "",
                    when: branch.milliseconds.map(session.stamp) ?? "–"), indent: 4)
        }
        session.printer.gap()
    }

    /// A fork that has closed.
    func show(closed fork: Fork) throws {
        session.printer.remark(
            Catalogue.Conflicts.title(
                id: fork.id.short(), state: Catalogue.Fork.closed, kind: Catalogue.Fork.kind,
                record: told(fork)))
        try sayBranches(fork)
        session.printer.paragraph(
            Catalogue.Fork.closedSince(site: fork.stream.origin.site.name), indent: 2)
    }

    func json(closed fork: Fork) -> JSON {
        [
            "id": .string(fork.id.description), "short_id": .string(fork.id.short()),
            "kind": "fork", "state": "vanished", "superseded_by": .null, "rule": .null,
            "record": .null, "fork": fork.json, "decisions": [],
        ]
    }
}
