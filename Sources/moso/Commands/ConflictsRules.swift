internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso conflicts rules`: the rules of decision, tried on history and switched on.
struct ConflictsRules: ParsableCommand {
    static let configuration = CommandConfiguration("rules", Catalogue.Help.conflictsRules)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.ruleVerb.help) var verb: Verb = .list
    @Argument(help: Catalogue.Flag.decisionRule.help("RULE")) var name: String?
    @Flag(help: Catalogue.Flag.forceRule.help) var force = false
    @Flag(help: Catalogue.Flag.againstHistory.help) var againstHistory = false

    enum Verb: String, CaseIterable, ExpressibleByArgument {
        case list
        case show
        case test
        case enable
        case disable
    }

    private typealias Words = Catalogue.Rules
    private typealias Heading = Catalogue.Heading

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let book = try RuleBook(session)
        guard verb == .test || !againstHistory else {
            throw Problem.usage(
                Catalogue.Usage.onlyOne(of: [verb.rawValue, "--against-history"]),
                help: "moso conflicts rules --help")
        }
        if verb == .list { return list(session, replica, book) }
        if verb == .test { return try test(book, session, replica) }
        guard let name else {
            throw Problem.usage(
                Catalogue.Usage.ruleNeeded, help: "moso conflicts rules list")
        }
        let rule = try book.named(name)
        if verb == .show {
            return try RuleShow(session: session, replica: replica, book: book).show(rule)
        }
        if verb == .disable {
            try book.set(rule, on: false, by: session.author, at: session.now)
            session.printer.say(Words.disabled(rule.name), mark: .done)
            return session.document("rule", replica, json(rule, .off))
        }
        let trial = try RuleTrial(rule, replica)
        try tell(rule, trial, session, replica)
        guard trial.differed.isEmpty || force else {
            throw Problem.ruleDiffers(rule.name, trial.differed.count)
        }
        try book.set(rule, on: true, by: session.author, at: session.now)
        session.printer.say(Words.enabled(rule.name, rule.version), mark: .done)
        session.document("rule.test", replica, json(rule, trial, .on))
    }

    /// Tries a rule, or all of them, on what was decided.
    private func test(_ book: RuleBook, _ session: Session, _ replica: Replica) throws {
        let rules = try name.map { [try book.named($0)] } ?? book.rules.rules
        guard !rules.isEmpty else { return list(session, replica, book) }
        let trials = try rules.map { (rule: $0, trial: try RuleTrial($0, replica)) }
        for (rule, trial) in trials { try tell(rule, trial, session, replica) }
        let documents = trials.map { json($0.rule, $0.trial, book.standing($0.rule)) }
        session.document(
            name == nil ? "rule.test.list" : "rule.test", replica,
            name == nil ? .array(documents) : documents[0])
        if againstHistory, trials.contains(where: { !$0.trial.differed.isEmpty }) {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }

    private func list(_ session: Session, _ replica: Replica, _ book: RuleBook) {
        session.document(
            "rule.list", replica,
            .array(book.rules.rules.map { json($0, book.standing($0)) }))
        guard let path = book.rules.path, !book.rules.rules.isEmpty else {
            return session.printer.remark(Words.none)
        }
        var table = TextTable([
            session.column(Words.name), session.column(Heading.version, .right),
            session.column(Heading.field, flexible: true), session.column(Words.takes),
            session.column(Heading.state), session.column(Heading.reason, flexible: true),
        ])
        for rule in book.rules.rules {
            let text = CellText(session, table: rule.table)
            table.add([
                rule.name, "\(rule.version)", text.label(rule.cell), rule.take.word,
                session.text(Words.told(book.standing(rule))), session.label(rule.reason),
            ])
        }
        session.printer.table(table)
        session.printer.remark(Words.count(book.rules.rules.count, path: path))
        session.printer.remark(Words.ownOfSite)
    }

    // MARK: Trying

    private func tell(
        _ rule: DecisionRule, _ trial: RuleTrial, _ session: Session, _ replica: Replica
    ) throws {
        session.printer.say(
            Words.tested(
                rule.name, agreed: trial.agreed, differed: trial.differed.count,
                silent: trial.silent))
        let log = LogPrinter(session, replica)
        if !trial.differed.isEmpty {
            var table = TextTable([
                session.column(Heading.id), session.column(Heading.record, flexible: true),
                session.column(Words.wasChosen), session.column(Words.wouldTake),
                session.column(Heading.by), session.column(Heading.reason, flexible: true),
            ])
            for one in trial.differed {
                table.add([
                    TransactionName.short(one.decision.dot),
                    try log.record(one.decision.table, one.decision.key),
                    one.chosen?.name ?? session.text(Words.another), one.taken.name,
                    one.decision.author, session.told(reason: one.decision.reason),
                ])
            }
            session.printer.table(table, indent: 2)
        }
        let inbox = ConflictInbox(replica)
        let fits = try inbox.items().count { try inbox.side(by: rule, of: $0) != nil }
        session.printer.remark(Words.open(fits), indent: 2)
    }

    // MARK: JSON

    private func json(_ rule: DecisionRule, _ standing: RuleStanding) -> JSON {
        .object(ConflictsRules.object(rule, standing))
    }

    static func object(_ rule: DecisionRule, _ standing: RuleStanding) -> JSON.Object {
        var object = JSON.Object()
        object["name"] = .string(rule.name)
        object["version"] = .integer(Int64(rule.version))
        object["kind"] = .string(rule.table)
        object["field"] = .string(rule.cell)
        object["take"] = .string(rule.take.word)
        object["enabled"] = .bool(standing == .on)
        object["changed"] = .bool(standing == .changed)
        object["sha256"] = .string("\(rule.digest)")
        return object
    }

    private func json(
        _ rule: DecisionRule, _ trial: RuleTrial, _ standing: RuleStanding
    ) -> JSON {
        var object = ConflictsRules.object(rule, standing)
        object["agreed"] = .integer(Int64(trial.agreed))
        object["silent"] = .integer(Int64(trial.silent))
        object["differed"] = .array(
            trial.differed.map { one in
                [
                    "decision": .string(TransactionName.short(one.decision.dot)),
                    "key": .string(one.decision.key.text),
                    "chosen": .optional(one.chosen?.name), "taken": .string(one.taken.name),
                ]
            })
        return .object(object)
    }
}
