internal import ArgumentParser
internal import Causality
internal import Storage
internal import Workflows

struct ConflictsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        "list", Catalogue.Help.conflictsList, alias: "列表")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var selection: ConflictSelection
    @Option(help: Catalogue.Flag.conflictState.help) var state: ListedState = .open
    @Option(help: Catalogue.Flag.groupBy.help) var groupBy: Grouping?
    @Option(help: Catalogue.Flag.conflictLimit.help("N")) var limit: Int?
    @Flag(help: Catalogue.Flag.check.help) var check = false

    /// What became of the conflicts that are listed.
    enum ListedState: String, CaseIterable, ExpressibleByArgument {
        case open
        case settled
        case all
    }

    enum Grouping: String, CaseIterable, ExpressibleByArgument {
        case kind
        case field
        case site
        case decider
    }

    /// So many rows of text are printed unless more are asked for.
    private static let rowsMost = 100

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let printer = try ConflictPrinter(session, replica)
        let filter = try ConflictFilter(selection, printer)
        if state != .open, let flag = selection.ofOpenOnly.first {
            throw Problem.usage(
                Catalogue.Usage.onlyOne(of: [flag, "--state \(state.rawValue)"]),
                help: "moso conflicts list --help")
        }
        // A table has no column for the sort, so it is found out only where it is asked for.
        let needsKinds =
            session.printer.mode == .json || selection.kind != nil || groupBy == .kind
        let all =
            state == .settled ? [] : try printer.inbox.items(tellingResolutions: needsKinds)
        // Programs get all of them: one that is put off is open all the same.
        let items = try all.filter(
            session.printer.mode == .json ? filter.admits : filter.admitsNow)
        let settled =
            state == .open
            ? []
            : try printer.inbox.settled(among: replica.seenConflicts()).filter(filter.admits)
        let forks =
            state == .open ? [] : try printer.inbox.closedForks().filter(filter.admits)
        let desk = SuggestionDesk(printer.inbox, rules: RuleBook.enabled(telling: session))
        let documents = {
            try items.map { item in
                try printer.json(item, group: groupBy.map { group($0, of: item, printer) }, desk)
            } + settled.map { try printer.json($0) } + forks.map(printer.json(closed:))
        }
        try session.document("conflict.list", replica, .array(try documents()))
        if session.printer.mode == .plain, state == .all {
            try SettledTable(printer: printer).say(open: items, desk, settled, forks)
        } else if session.printer.mode != .json {
            if state != .settled {
                try say(items, of: all, desk, session, printer)
                if all.count <= ConflictsList.rowsMost { try sayAutomatic(session, printer) }
            }
            if state != .open { try SettledTable(printer: printer).say(settled, forks) }
        }
        // What is put off waits for nobody today, whichever way the list is told.
        if check, try items.contains(where: filter.admitsNow) {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }

    private func say(
        _ items: [InboxItem], of all: [InboxItem], _ desk: SuggestionDesk, _ session: Session,
        _ printer: ConflictPrinter
    ) throws {
        guard let first = items.first else {
            return session.printer.remark(
                all.isEmpty ? Catalogue.Conflicts.noneOpen : Catalogue.Conflicts.noneMatching)
        }
        let most = limit ?? (session.printer.mode == .text ? ConflictsList.rowsMost : 0)
        let shown = most > 0 ? Array(items.prefix(most)) : items
        if let groupBy {
            let groups = Dictionary(grouping: shown) { group(groupBy, of: $0, printer) }
            for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
                let name = title(groupBy, of: members[0], printer)
                session.printer.remark(Catalogue.Inspector.group(name, members.count))
                session.printer.table(try printer.table(members, desk), indent: 2)
            }
        } else {
            session.printer.table(try printer.table(shown, desk))
        }
        if shown.count < items.count {
            session.printer.remark(
                Catalogue.Inspector.more(shown: shown.count, of: items.count))
        }
        let snoozed = all.count(where: printer.isSnoozed)
        if !selection.snoozed, snoozed > 0 {
            session.printer.paragraph(Catalogue.Inspector.snoozedToo(snoozed), indent: 0)
        }
        let mine = items.count { printer.inbox.decider($0).admits(printer.replica.meta.site) }
        session.printer.paragraph(
            Catalogue.Conflicts.listed(
                items.count, decidableHere: mine, first: first.shortID), indent: 0)
    }

    /// How much was settled without a person; finding it out looks at every contested record again.
    private func sayAutomatic(_ session: Session, _ printer: ConflictPrinter) throws {
        let count = try printer.replica.settledCells().count
        guard count > 0 else { return }
        session.printer.paragraph(Catalogue.Inspector.decided(count), indent: 0)
    }

    // MARK: Groups

    /// What a group is called by programs.
    private func group(_ by: Grouping, of item: InboxItem, _ printer: ConflictPrinter) -> String {
        switch by {
        case .kind: item.kind
        case .field: item.cellName ?? item.ruleName ?? item.kind
        case .site: item.scope.name
        case .decider: printer.inbox.decider(item).sites.map(\.name).joined(separator: " ")
        }
    }

    /// What it is called by people.
    private func title(_ by: Grouping, of item: InboxItem, _ printer: ConflictPrinter) -> Phrase {
        switch by {
        case .kind: Catalogue.Conflicts.named(kind: item.kind)
        case .field: printer.about(item)
        case .site: Phrase(verbatim: item.scope.name)
        case .decider: printer.told(printer.inbox.decider(item))
        }
    }
}
