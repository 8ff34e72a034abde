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
    private var item: InboxItem { briefing.item }

    func show() throws {
        switch item.content {
        case .cell(let cell): try show(cell)
        case .rule(let finding): try show(finding)
        case .fork(let fork): try show(fork)
        }
    }

    private func title(_ kind: Phrase, _ record: String) {
        session.printer.remark(
            Words.title(
                id: item.shortID, state: Words.openFor(printer.waited(item)), kind: kind,
                record: record))
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
        title(
            item.kind == "resolution"
                ? Words.resolution : isExistence ? Words.editAndRetire : Words.field,
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
            [isExistence ? Words.deleteNotSeen : Words.neitherSaw] + causeLines())
        fact(Words.policy, [rule(cell)])
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

    private func rule(_ cell: CellConflict) -> Phrase {
        let kind = NetworkSchema.kind(cell.table)
        let member = kind?.groups.first { $0.name == cell.cell }?.members.first ?? cell.cell
        let name = kind?.field(member)?.policy.base.name ?? "ask"
        return Catalogue.MergeRule.named(name)
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
                .init(by(side)), .init(side.site.name), .init(session.stamp(side.milliseconds)),
                .init(session.told(reason: side.reason)), .init(side.dot.description),
            ])
        }
        return table
    }

    /// Who wrote a side, and who brought it back.
    private func by(_ side: ConflictSide) -> String {
        guard let revival = side.broughtBack else { return side.author }
        return session.text(Words.broughtBack(side.author, by: revival.author))
    }

    // MARK: Why both happened

    private func causeLines() -> [Phrase] {
        guard let cause = briefing.cause else { return [] }
        switch cause.kind {
        case .broughtBack: return [About.broughtBack]
        case .sameSite: return cause.views.first.map { [About.sameSite($0.site.name)] } ?? []
        case .apart: break
        }
        var lines: [Phrase] = []
        if let span = cause.outOfTouch {
            let (from, until) = (session.stamp(span.from), session.stamp(span.until))
            // Within one minute the times in the table say as much.
            if from != until {
                lines.append(
                    About.outOfTouch(span.one.name, span.other.name, from: from, until: until))
            }
        }
        for view in cause.views {
            let name = view.letter.isEmpty ? session.text(Words.deleted) : view.letter
            lines.append(
                view.lastNews.map { news in
                    About.lastNews(
                        name, site: view.site.name, from: news.dot.stream.origin.site.name,
                        at: session.stamp(news.milliseconds))
                } ?? About.noNews(name, site: view.site.name))
        }
        let first = cause.views.compactMap { view in
            view.sawOtherMilliseconds.map { (site: view.site.name, at: $0) }
        }.min { $0.at < $1.at }
        if let first { lines.append(About.firstSaw(first.site, at: session.stamp(first.at))) }
        for view in cause.views where view.clockAheadSeconds > 0 {
            lines.append(
                About.clockAhead(
                    view.site.name, TimeText.duration(seconds: view.clockAheadSeconds)))
        }
        return lines
    }

    // MARK: What follows

    private func sayConsequences(_ text: CellText) {
        fact(Words.rules, ruleLines())
        fact(About.dependsOnIt, figureLines(text))
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
        fact(About.suggested, [suggestion])
    }

    private var suggestion: Phrase {
        guard let suggestion = briefing.suggestion else { return About.noSuggestion }
        switch suggestion.basis {
        case .rule(let rule):
            return Catalogue.Rules.suggests(suggestion.take, rule.name, Phrase(rule.reason))
        case .history(let site, let kept, _):
            return About.byHistory(suggestion.take, site: site.name, count: kept)
        }
    }

    private func ruleLines() -> [Phrase] {
        let rules = Set(briefing.outlooks.flatMap { $0.rules.map(\.rule) })
            .sorted { $0.rawValue < $1.rawValue }
        let checked = rules.map { rule -> Phrase in
            let broken = briefing.outlooks.compactMap { outlook in
                outlook.rules.first { $0.rule == rule }?.broken.map { (outlook.choice, $0) }
            }
            guard !broken.isEmpty else {
                return About.ruleHolds(rule.rawValue, Phrase(rule.label))
            }
            return About.ruleBreaks(
                rule.rawValue, Phrase(rule.label),
                .list(broken.map { About.breaks($0.0, Phrase($0.1)) }))
        }
        let refused = briefing.outlooks.compactMap { outlook in
            outlook.refusal.map { About.refused(outlook.choice, $0.happened) }
        }
        return checked + refused
    }

    private func figureLines(_ text: CellText?) -> [Phrase] {
        var names: [RecordFigure.Name] = []
        for name in briefing.outlooks.flatMap({ $0.figures.map(\.name) })
        where !names.contains(name) {
            names.append(name)
        }
        var lines = names.compactMap { name -> Phrase? in
            let values = briefing.outlooks.compactMap { outlook in
                outlook.figures.first { $0.name == name }.map { (outlook.choice, $0) }
            }
            guard Set(values.map(\.1.amount)).count > 1 else { return nil }
            let told = values.map { "\($0) \($1.text)" }.joined(separator: " / ")
            return About.figure(About.named(name), told)
        }
        if lines.isEmpty, let text {
            lines = briefing.spreads.map {
                About.apart(
                    Phrase(verbatim: text.label($0.field)),
                    text.value($0.field, .integer($0.difference)))
            }
        }
        let counts = briefing.dependents.map { one in
            About.counted(
                Phrase(NetworkSchema.kind(one.kind)?.label ?? Label(verbatim: one.kind)),
                one.count)
        }
        return counts.isEmpty ? lines : lines + [About.dependents(.list(counts))]
    }

    // MARK: A rule

    private func show(_ finding: Finding) throws {
        title(Words.rule(Phrase(finding.rule.label)), finding.rule.rawValue)
        session.printer.paragraph(Phrase(finding.detail), indent: 2)
        session.printer.gap()
        session.printer.table(try recordsTable(), indent: 2)
        session.printer.gap()
        if briefing.cause != nil {
            fact(Words.whyBoth, [Words.neitherSaw] + causeLines())
        }
        fact(Words.rules, [Phrase(finding.rule.explanation)])
        if finding.options.isEmpty {
            fact(Words.choose, [Catalogue.Usage.noOption])
            return sayTheRest()
        }
        fact(About.afterwards, optionLines())
        sayTheRest()
        session.printer.remark(Words.choose, indent: 2)
        for (at, option) in finding.options.enumerated() {
            session.printer.paragraph(
                Phrase(verbatim: "\(at + 1)  ").joined(Phrase(option.label)), indent: 4)
        }
        session.printer.remark(
            Words.optionCommand(id: item.shortID, count: finding.options.count), indent: 2)
    }

    /// What rules would still say after each option, and the figures it changes.
    private func optionLines() -> [Phrase] {
        briefing.outlooks.map { outlook in
            if let refusal = outlook.refusal {
                return About.refused(outlook.choice, refusal.happened)
            }
            let broken = outlook.broken.compactMap { one in
                one.broken.map { About.stillBroken(one.rule.rawValue, Phrase($0)) }
            }
            let figures = outlook.figures.map { About.figure(About.named($0.name), $0.text) }
            let says = broken.isEmpty ? [About.allHold] : broken
            return About.option(outlook.choice, .list(says + figures))
        }
    }

    private func recordsTable() throws -> TextTable {
        var table = TextTable([
            .init(""), session.column(Heading.record, flexible: true), session.column(Heading.by),
            session.column(Heading.site), session.column(Heading.when),
            session.column(Heading.reason, flexible: true), session.column(Heading.operation),
        ])
        for one in briefing.records {
            let side = one.write
            table.add([
                one.letter, try printer.recordLabel(one.row.table, one.row.key), side.author,
                side.site.name, session.stamp(side.milliseconds),
                session.told(reason: side.reason), side.dot.description,
            ])
        }
        return table
    }

    // MARK: A fork

    private func show(_ fork: Fork) throws {
        let site = fork.stream.origin.site.name
        title(
            Catalogue.Fork.kind,
            session.text(
                Catalogue.Fork.record(stream: fork.stream.description, seq: fork.seq)))
        session.printer.paragraph(Catalogue.Fork.what(site: site), indent: 2)
        session.printer.gap()
        for branch in fork.branches {
            let first = try printer.replica.transaction(branch.first)
            session.printer.remark(
                Catalogue.Fork.branch(
                    branch.stream.description, count: branch.count, author: first?.author ?? "",
                    when: session.stamp(first?.stamp.milliseconds ?? 0)), indent: 4)
        }
        session.printer.gap()
        fact(About.decides, [printer.told(briefing.decider)])
        if fork.isProved {
            session.printer.paragraph(Catalogue.Fork.proved(site: site), indent: 2)
        }
        session.printer.paragraph(Catalogue.Fork.toDo(site: site), indent: 2)
    }
}

extension RecordFigure {
    /// The amount as people read it: money in yuan.
    var text: String {
        switch unit {
        case .fen: NumberText.decimal(Int(amount), 2)
        case .months, .days: NumberText.grouped(Int(amount))
        }
    }
}
