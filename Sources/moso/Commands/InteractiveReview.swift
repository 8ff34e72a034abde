internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso conflicts resolve --interactive`: one conflict after the other, line by line.
///
/// Nothing is drawn over and no key is read by itself, so it works over a serial line, under a screen
/// reader and in tmux alike. Each answer is a transaction of its own and durable before the next question,
/// so whatever ends the sitting, what was answered stands. Enter alone decides nothing.
final class InteractiveReview {
    private let printer: ConflictPrinter
    private let chooser: ConflictChooser
    private let filter: ConflictFilter
    private let rules: [DecisionRule]
    private var decided: [(id: String, dot: Dot)] = []

    private typealias Words = Catalogue.Review

    private var session: Session { printer.session }

    init(_ printer: ConflictPrinter, _ selection: ConflictSelection) throws {
        self.printer = printer
        chooser = ConflictChooser(printer: printer)
        filter = try ConflictFilter(selection, printer)
        rules = RuleBook.enabled(telling: printer.session)
        guard Terminal.canAsk, !printer.session.options.noInput,
            printer.session.printer.mode != .json
        else { throw Problem.inputNeeded(flag: "C-… --take A --reason …") }
    }

    private enum Next {
        case again
        case onward
        case stop
    }

    func run() throws {
        let ids = try printer.inbox.items().filter(filter.admitsNow).map(\.id)
        if ids.isEmpty {
            return session.printer.remark(Catalogue.Conflicts.noneMatching)
        }
        var at = 0
        sitting: while at < ids.count {
            guard let item = try open(ids[at]) else {
                at += 1
                continue
            }
            try show(item, at + 1, of: ids.count)
            var next = Next.again
            while case .again = next { next = try ask(item) }
            switch next {
            case .onward, .again: at += 1
            case .stop: break sitting
            }
        }
        let left = try printer.inbox.items().filter(filter.admitsNow).count
        session.printer.say(Words.ended(decided: decided.count, left: left))
    }

    private func open(_ id: ConflictID) throws -> InboxItem? {
        try printer.inbox.items().first { $0.id == id }
    }

    // MARK: One conflict

    private func show(_ item: InboxItem, _ at: Int, of count: Int) throws {
        let (record, _) = try printer.recordAndSides(item)
        session.printer.gap()
        session.printer.paragraph(
            Words.heading(at, of: count, item.shortID, record.text)
                .joined(Phrase(verbatim: "  ")).joined(printer.about(item)), indent: 0)
        if case .rule(let finding) = item.content {
            session.printer.paragraph(Phrase(finding.detail), indent: 2)
        }
        var table = TextTable(
            [
                .init(""), .init("", isFlexible: true), .init(""), .init(""), .init(""),
                .init("", isFlexible: true),
            ], hasHeader: false)
        for row in try rows(item) { table.add(row.map { TextTable.Cell($0) }) }
        session.printer.table(table)
        // What is chosen among is never clipped.
        for (at, choice) in choices(item).enumerated() {
            session.printer.paragraph(
                Phrase(verbatim: "\(at + 1)  ").joined(choice), indent: 0)
        }
        try suggest(item)
        for one in printer.notes[item.id]?.proposals ?? [] {
            session.printer.paragraph(
                Catalogue.Conflicts.fact(
                    Catalogue.Inspector.proposed,
                    Catalogue.Inspector.proposal(
                        one.choice, by: one.author, at: one.site.name, why: one.reason)), indent: 0)
        }
    }

    /// What is suggested, by the number that would choose it. Nothing is chosen by it.
    private func suggest(_ item: InboxItem) throws {
        guard case .cell(let cell) = item.content else { return }
        let sides = try printer.inbox.sides(cell)
        let found = try printer.inbox.suggestion(
            item, sides, seen: printer.inbox.seenLike(item), rules: rules)
        guard let found, let at = sides.firstIndex(where: { $0.letter == found.take }) else {
            return
        }
        session.printer.paragraph(
            Catalogue.Conflicts.fact(
                Catalogue.Inspector.suggested, BriefingText.told(found, take: "\(at + 1)")),
            indent: 0)
    }

    /// The sides: a field's by their numbers, those of a record's existence by their letters.
    private func rows(_ item: InboxItem) throws -> [[String]] {
        guard case .cell(let cell) = item.content else { return [] }
        let text = CellText(session, table: cell.table)
        let sides = try printer.inbox.sides(cell)
        guard cell.cell != ConflictID.existence else {
            return try (printer.inbox.deletes(cell) + sides).map {
                try row($0.letter, $0, cell, text)
            }
        }
        return try [try printer.inbox.base(cell)].compactMap { $0 }.map {
            try row("b", $0, cell, text)
        } + sides.enumerated().map { try row("\($0 + 1)", $1, cell, text) }
    }

    /// What the numbers stand for, where the sides do not say it.
    private func choices(_ item: InboxItem) -> [Phrase] {
        typealias Words = Catalogue.Resolution
        switch item.content {
        case .cell(let cell) where cell.cell == ConflictID.existence:
            return [
                Catalogue.Conflicts.fact(Catalogue.Inspector.choice("keep"), Words.kept),
                Catalogue.Conflicts.fact(Catalogue.Inspector.choice("delete"), Words.letGo),
            ]
        case .rule(let finding): return finding.options.map { Phrase($0.label) }
        case .cell, .fork: return []
        }
    }

    private func row(
        _ name: String, _ side: ConflictSide, _ cell: CellConflict, _ text: CellText
    ) throws -> [String] {
        [
            name,
            side.letter.isEmpty
                ? session.text(Catalogue.Conflicts.deleted) : try printer.told(side, cell, text),
            side.author, side.site.name,
            session.stamp(side.milliseconds), session.told(reason: side.reason),
        ]
    }

    private func ask(_ item: InboxItem) throws -> Next {
        let flags = try self.flags(item)
        let numbers = (1...max(1, flags.count)).map(String.init).joined(separator: "/")
        var hasBase = false, takesValue = false
        if case .cell(let cell) = item.content, cell.cell != ConflictID.existence {
            hasBase = try printer.inbox.base(cell).map { !$0.isTrimmed } ?? false
            takesValue = true
        }
        let prompt = Words.prompt(numbers, hasBase: hasBase, takesValue: takesValue)
        if session.printer.mode == .text {
            session.printer.paragraph(prompt, indent: 0)
        } else {
            session.printer.say(prompt)
        }
        guard let typed = session.asked(Phrase(verbatim: "> ")) else { return .stop }
        let key = typed.lowercased().filter { $0 != " " }
        if let number = Int(key), flags.indices.contains(number - 1) {
            return try decide(item, flags[number - 1])
        }
        switch key {
        case "": session.printer.say(Words.nothingDecided)
        case "b" where hasBase: return try decide(item, ChoiceFlags(take: "base"))
        case "e" where takesValue: return try another(item)
        case "d": try details(item)
        case "s": return .onward
        case "z":
            let day = printer.today.adding(days: 7)
            _ = try ReviewNotes.write(
                [.snooze(day)], about: item, printer.replica, author: session.author, reason: nil)
            session.printer.say(
                Catalogue.Noting.snoozed(item.shortID, until: day.description), mark: .done)
            return .onward
        case "u": return try undo()
        case "?": session.printer.paragraph(Words.help, indent: 0)
        case "q": return .stop
        default: session.printer.say(Words.unknownKey(typed))
        }
        return .again
    }

    /// What each number stands for.
    private func flags(_ item: InboxItem) throws -> [ChoiceFlags] {
        switch item.content {
        case .cell(let cell) where cell.cell == ConflictID.existence:
            [ChoiceFlags(take: "keep"), ChoiceFlags(take: "delete")]
        case .cell(let cell):
            try printer.inbox.sides(cell).map { ChoiceFlags(take: $0.letter) }
        case .rule(let finding):
            finding.numbers.map { ChoiceFlags(option: $0) }
        case .fork: []
        }
    }

    private func details(_ item: InboxItem) throws {
        let items = try printer.inbox.items()
        let briefing = try ConflictBriefing(
            item, printer.inbox, among: items, seen: printer.inbox.seenLike(item),
            rules: rules, nowMilliseconds: session.now)
        try ConflictShowPrinter(printer: printer, briefing: briefing).show()
    }

    // MARK: Answers

    private func another(_ item: InboxItem) throws -> Next {
        guard let typed = session.asked(Words.askValue) else { return .stop }
        guard !typed.isEmpty else {
            session.printer.say(Words.nothingDecided)
            return .again
        }
        return try decide(item, ChoiceFlags(set: typed))
    }

    private func decide(_ item: InboxItem, _ flags: ChoiceFlags) throws -> Next {
        do {
            try chooser.permit(item)
            let choice = try chooser.choice(item, flags)
            guard let why = session.asked(Catalogue.Resolution.askReason) else { return .stop }
            let made = try choice.write(session.author, why.isEmpty ? nil : why)
            session.printer.say(
                Catalogue.Resolution.done(
                    conflict: item.shortID, field: choice.field, value: choice.value, from: nil,
                    marks: session.printer.marks), mark: .done)
            if let dot = made.first {
                decided.append((item.shortID, dot))
                let name = TransactionName.short(dot)
                session.printer.remark(Catalogue.Resolution.asDecision(name, undo: "u"), indent: 2)
            }
            session.printer.flush()
            return .onward
        } catch StorageError.changedSinceSeen {
            session.printer.say(Words.changed(item.shortID), mark: .attention)
            return .onward
        } catch let problem as Problem {
            // A value that does not fit, a quota that is short: told, and asked again.
            session.printer.tell(problem)
            return .again
        }
    }

    private func undo() throws -> Next {
        guard let last = decided.popLast() else {
            session.printer.say(Words.nothingToUndo)
            return .again
        }
        do {
            _ = try UndoDesk(printer.replica).undo(
                last.dot.description, force: false, author: session.author, reason: nil)
            session.printer.say(Words.undone(last.id), mark: .done)
        } catch UndoProblem.editedSince(_, let obstacles) {
            session.printer.tell(
                Problem.undoStale(
                    TransactionName.short(last.dot), obstacles, command: "moso conflicts undo"))
        } catch UndoProblem.undoneBefore(let dot, let undo) {
            session.printer.tell(
                Problem.undoneBefore(
                    TransactionName.short(dot), by: TransactionName.short(undo)))
        }
        return .again
    }
}
