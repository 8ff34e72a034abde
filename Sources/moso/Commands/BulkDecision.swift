internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso conflicts resolve` without an id: many conflicts in one go, planned first.
struct BulkDecision {
    private let command: ConflictsResolve
    private let printer: ConflictPrinter
    private var limits: BulkPlan.Limits
    /// The rule that decides, where one does.
    private let rule: DecisionRule?

    private typealias Words = Catalogue.Bulk
    private var session: Session { printer.session }

    init(_ command: ConflictsResolve, _ printer: ConflictPrinter) throws {
        self.command = command
        self.printer = printer
        let book = try RuleBook(printer.session)
        limits = book.rules.limits
        rule = try command.byRule.map { try book.named($0) }
        if let rule, book.standing(rule) != .on { throw Problem.ruleOff(rule.name) }
        if let span = command.minAge {
            limits.ageLeastMilliseconds = try printer.session.span(span, flag: "--min-age")
        }
    }

    func run() throws {
        let take = command.take
        guard (take == nil) != (rule == nil), command.set == nil, command.option == nil,
            command.mergeInto == nil
        else {
            throw Problem.usage(
                Catalogue.Usage.whichConflict, help: "moso conflicts resolve --help")
        }
        let selection = try selection()
        let filter = try ConflictFilter(selection, printer)
        let hub = printer.replica.meta.hub
        let items = try printer.inbox.items().filter { item in
            guard try filter.admitsNow(item) else { return false }
            guard let rule else { return true }
            // Of a rule it is asked about its own field alone.
            guard case .cell(let cell) = item.content else { return false }
            return cell.table == rule.table && cell.cell == rule.cell
        }
        let plan = try BulkPlan(
            items, printer.inbox, ages: printer.openMilliseconds, limits: limits,
            limit: command.limit ?? BulkPlan.Limits.actionMost, today: printer.today
        ) { sides, cell in
            if let rule {
                return rule.side(
                    of: sides, table: cell.table, cell: cell.cell,
                    owner: cell.scope.owner ?? cell.owner, hub: hub)
            }
            guard let take else { return nil }
            let found = sides.filter { $0.answers(to: take) }
            return found.count == 1 ? found[0] : nil
        }
        say(plan, of: items.count)
        guard !command.dryRun, !plan.choices.isEmpty else {
            if command.dryRun { session.printer.say(Catalogue.Word.nothingWritten) }
            return document(plan, [])
        }
        let given = try session.reason(
            command.reason, command: "moso conflicts resolve \(how) …")
        let why = rule.map { RuleNote.reason($0, why: given) } ?? given
        try confirm(plan)
        let made = try printer.inbox.decide(plan, author: session.author, reason: why)
        let name = made.first.map(TransactionName.short) ?? ""
        session.printer.say(Words.done(plan.choices.count, name), mark: .done)
        session.printer.remark(Words.undoAll("moso conflicts undo \(name)"), indent: 2)
        document(plan, made)
    }

    private var how: String {
        rule.map { "--by-rule \($0.name)" } ?? "--take \(command.take ?? "")"
    }

    /// The flags that choose, and what `--where` adds to them.
    private func selection() throws -> ConflictSelection {
        var selection = command.selection
        guard let condition = command.conditions.first else { return selection }
        var said: [String: String] = [:]
        for flag in selection.given {
            let words = flag.dropFirst(2).split(separator: " ", maxSplits: 1)
            said[String(words[0])] = flag
        }
        let known = ["kind", "record", "field", "rule", "site", "assignee"]
        for part in (condition + " ").components(separatedBy: " and ") {
            let words = part.split(separator: "=", maxSplits: 1).map {
                String($0).trimmingBlanks
            }
            guard words.count == 2, !words[1].isEmpty else {
                throw Problem.usage(
                    Catalogue.Usage.notCondition(part), help: "moso conflicts resolve --help")
            }
            // Of two the last would be taken without a word.
            if let other = said.updateValue(part, forKey: words[0]) {
                throw Problem.usage(
                    Catalogue.Usage.onlyOne(of: [other, part]),
                    help: "moso conflicts resolve --help")
            }
            switch words[0] {
            case "kind": selection.kind = words[1]
            case "record": selection.record = words[1]
            case "field": selection.field.append(words[1])
            case "rule": selection.rule = words[1]
            case "site": selection.site = words[1]
            case "assignee": selection.assignee = words[1]
            default: throw Problem.filter(words[0], flag: "--where", choices: known)
            }
        }
        return selection
    }

    // MARK: The plan

    private func say(_ plan: BulkPlan, of count: Int) {
        session.printer.remark(
            Words.would(plan.choices.count, of: count, by: how))
        var table = TextTable([
            session.column(Catalogue.Heading.what, flexible: true),
            session.column(Words.count, .right),
            session.column(Words.result, flexible: true),
        ])
        let groups = Dictionary(grouping: plan.choices) {
            "\($0.item.scope.name) \($0.side.site.name)"
        }
        for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
            table.add([
                members[0].item.scope.name, NumberText.grouped(members.count),
                session.text(Words.takes(members[0].side.site.name)),
            ])
        }
        let left = Dictionary(grouping: plan.exceptions, by: \.why)
            .map { (why: session.text(told($0.key)), count: $0.value.count) }
            .sorted { $0.why < $1.why }
        for one in left {
            table.add([session.text(Words.left), NumberText.grouped(one.count), one.why])
        }
        if plan.beyondLimit > 0 {
            table.add([
                session.text(Words.left), NumberText.grouped(plan.beyondLimit),
                session.text(Words.beyond),
            ])
        }
        if !table.isEmpty { session.printer.table(table, indent: 2) }
        if let effect = plan.rentEffect {
            let sign = effect > 0 ? "+" : ""
            session.printer.remark(
                Words.effect(sign + NumberText.decimal(Int(effect), 2)), indent: 2)
        }
    }

    private func told(_ why: BulkPlan.Exception) -> Phrase {
        switch why {
        case .notAField: Words.notAField
        case .notHere: Words.notHere
        case .noSuchSide: Words.noSuchSide
        case .decidedTwice: Words.decidedTwice
        case .breaksRule(let rule): Words.breaksRule(rule.rawValue)
        case .amount: Words.amount(NumberText.decimal(Int(limits.amountMost), 2))
        case .tooYoung:
            Words.tooYoung(TimeText.duration(seconds: limits.ageLeastMilliseconds / 1_000))
        }
    }

    /// The number typed, where there are many; a yes elsewhere.
    private func confirm(_ plan: BulkPlan) throws {
        let count = plan.choices.count
        if let typed = command.confirm {
            guard typed == count else { throw Problem.bulkCount(count, typed: typed) }
            return
        }
        if count <= limits.countMost {
            if command.options.yes { return }
            let flag = "--yes"
            guard try session.asksYes(Words.sure(count), flag: flag) else {
                throw Problem.bulkRefused(count)
            }
            return
        }
        throw Problem.bulkTooMany(count, most: limits.countMost)
    }

    private func document(_ plan: BulkPlan, _ made: [Dot]) {
        session.document(
            "resolution.bulk", printer.replica,
            [
                "dry_run": .bool(command.dryRun), "count": .integer(Int64(plan.choices.count)),
                "decided": .array(
                    plan.choices.map { choice in
                        [
                            "conflict": .string(choice.item.id.description),
                            "take": .string(choice.side.letter),
                            "site": .string(choice.side.site.name),
                        ]
                    }),
                "exceptions": .array(
                    plan.exceptions.map { item, why in
                        [
                            "conflict": .string(item.id.description),
                            "code": .string(why.code), "why": .string(session.text(told(why))),
                        ]
                    }),
                "beyond_limit": .integer(Int64(plan.beyondLimit)),
                "rent_effect": plan.rentEffect.map {
                    .money(Fen($0).description, currency: Fen.currency)
                } ?? .null,
                "decision": .optional(made.first.map(TransactionName.short)),
                "ops": .array(made.map { .string($0.description) }),
            ])
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    fileprivate func components(separatedBy word: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: word) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
