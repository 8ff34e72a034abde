internal import Causality
internal import Domain
internal import Logging
internal import Storage
internal import Sync
internal import Synchronization
internal import Web
internal import Workflows

/// What the pages ask of the replica.
extension DaemonBackend {
    var entrance: Entrance { daemon.entrance }

    func siteName() async throws -> String {
        if let label = daemon.settings.label { return label }
        return try await daemon.store.withReplica { (replica: Replica) in
            let site = replica.meta.site.name
            guard let key = RecordKey(site), let card = try replica.record("site", key) else {
                return site
            }
            return try RecordDesk(replica).title(card)
        }
    }

    func explain(_ error: any Error) async -> Problem {
        let problem = Problem.onPage(error)
        daemon.logger.error(
            "a page failed", metadata: ["error": "\(error)", "code": "\(problem.code.rawValue)"])
        return problem
    }

    func queue(_ ask: QueueAsk, for viewer: Viewer) async throws -> QueueView {
        let shelf = daemon.queue
        return try await daemon.store.withReplica { (replica: Replica) in
            try ReviewDesk(replica, viewer, shelf: shelf).queue(ask)
        }
    }

    func card(_ id: String, for viewer: Viewer) async throws -> ConflictCard {
        let shelf = daemon.queue
        return try await daemon.store.withReplica { (replica: Replica) in
            try ReviewDesk(replica, viewer, shelf: shelf).card(id)
        }
    }

    func decide(
        _ token: String, choice: String, value: String, reason: String, for viewer: Viewer
    ) async throws -> PageDecision {
        let made = try await onPages { (replica: Replica) in
            try ReviewDesk(replica, viewer).decide(
                token, choice: choice, value: value, reason: reason)
        }
        daemon.changes.fire()
        return made
    }

    func undo(_ dot: String, reason: String, for viewer: Viewer) async throws {
        try await onPages { (replica: Replica) in
            try ReviewDesk(replica, viewer).undo(dot, reason: reason)
        }
        daemon.changes.fire()
    }

    func kinds(for viewer: Viewer) async throws -> [KindLine] {
        try await onPages { try LedgerDesk($0, viewer).kinds() }
    }

    func records(_ ask: RecordAsk, for viewer: Viewer) async throws -> RecordListView {
        try await onPages { try LedgerDesk($0, viewer).list(ask) }
    }

    func record(_ kind: String, _ key: String, for viewer: Viewer) async throws -> RecordView {
        try await onPages { try LedgerDesk($0, viewer).record(kind, key: key) }
    }

    func form(_ kind: String, _ key: String?, for viewer: Viewer) async throws -> RecordForm {
        try await onPages { try LedgerDesk($0, viewer).form(kind, key: key) }
    }

    func save(_ input: RecordInput, for viewer: Viewer) async throws -> RecordOutcome {
        let outcome = try await onPages { try LedgerDesk($0, viewer).save(input) }
        if case .saved(_, isChanged: true) = outcome { daemon.changes.fire() }
        return outcome
    }

    func report(_ name: String, site: String?, for viewer: Viewer) async throws -> Report {
        try await onPages { try LedgerDesk($0, viewer).report(name, site: site) }
    }

    func list(
        _ figure: String, of report: String, site: String?, for viewer: Viewer
    ) async throws -> [RecordName] {
        try await onPages { try LedgerDesk($0, viewer).list(figure, of: report, site: site) }
    }

    var isHub: Bool { daemon.identity.isHub }

    func today(for viewer: Viewer) async throws -> TodayView {
        let shelf = daemon.queue
        return try await onPages { try LedgerDesk($0, viewer).today(shelf) }
    }

    func outbox(page: Int, for viewer: Viewer) async throws -> OutboxView {
        try await onPages { try LedgerDesk($0, viewer).outbox(page: page) }
    }

    func takeBack(_ dot: String, for viewer: Viewer) async throws {
        try await onPages { try LedgerDesk($0, viewer).takeBack(dot) }
        daemon.changes.fire()
    }

    func importable(for viewer: Viewer) async throws -> [KindLine] {
        try await onPages { try LedgerDesk($0, viewer).importable() }
    }

    func preview(_ ask: ImportAsk, for viewer: Viewer) async throws -> ImportView {
        try await onPages { try LedgerDesk($0, viewer).preview(ask) }
    }

    func bring(
        _ ask: ImportAsk, shown digest: String, for viewer: Viewer
    ) async throws -> ImportOutcome {
        let outcome = try await onPages { try LedgerDesk($0, viewer).bring(ask, shown: digest) }
        if case .written = outcome { daemon.changes.fire() }
        return outcome
    }

    func journal(_ ask: JournalAsk, for viewer: Viewer) async throws -> JournalView {
        try await onPages { try LedgerDesk($0, viewer).journal(ask) }
    }

    func journalSheet(_ ask: JournalAsk, for viewer: Viewer) async throws -> Sheet {
        try await onPages { try LedgerDesk($0, viewer).journalSheet(ask) }
    }

    func charts(for viewer: Viewer) async throws -> OfficeCharts {
        try await onPages { try LedgerDesk($0, viewer).charts() }
    }

    func chartList(_ name: String, for viewer: Viewer) async throws -> [RecordName] {
        try await onPages { try LedgerDesk($0, viewer).chartList(name) }
    }

    func guest(_ site: String?, for viewer: Viewer) async throws -> GuestView {
        try await onPages { try LedgerDesk($0, viewer).guest(site) }
    }

    func settingLines() -> [SettingLine] { daemon.settings.lines }

    func note(
        _ token: String, assignee: String?, days: Int?, for viewer: Viewer
    ) async throws {
        try await onPages {
            try ReviewDesk($0, viewer).note(token, assignee: assignee, days: days)
        }
        daemon.changes.fire()
    }

    /// The office's rules, read anew: what is changed in their file holds at once, as in a terminal.
    private static func limits(
        _ replica: Replica, _ config: String?
    ) throws(Problem) -> BulkPlan.Limits {
        try DecisionRules.inForce(config: config, data: replica.directory).limits
    }

    func bulk(_ token: String, take: String, for viewer: Viewer) async throws -> BulkView {
        let config = daemon.settings.file
        return try await onPages {
            try ReviewDesk($0, viewer).bulk(
                token, take: take, limits: try Self.limits($0, config))
        }
    }

    func decideAll(
        _ token: String, take: String, shown digest: String, reason: String, for viewer: Viewer
    ) async throws -> BulkOutcome {
        let config = daemon.settings.file
        let outcome = try await onPages {
            try ReviewDesk($0, viewer).decideAll(
                token, take: take, shown: digest, reason: reason,
                limits: try Self.limits($0, config))
        }
        if case .decided = outcome { daemon.changes.fire() }
        return outcome
    }

    func outboxSheet(for viewer: Viewer) async throws -> Sheet {
        try await onPages { try LedgerDesk($0, viewer).outboxSheet() }
    }

    func sheet(_ ask: RecordAsk, for viewer: Viewer) async throws -> Sheet {
        try await onPages { try LedgerDesk($0, viewer).sheet(ask) }
    }

    func sheet(_ ask: QueueAsk, for viewer: Viewer) async throws -> Sheet {
        try await onPages { try ReviewDesk($0, viewer).sheet(ask) }
    }

    func wholeSheet(_ kind: String, for viewer: Viewer) async throws -> Sheet {
        try await onPages { try LedgerDesk($0, viewer).wholeSheet(kind) }
    }

    func standing(for role: Role) async throws -> SiteStanding {
        let isSyncing = daemon.exchanges.load(ordering: .relaxed) > 0
        return try await onPages { try SiteStanding($0, for: role, isSyncing: isSyncing) }
    }

    func operationNumber() async throws -> Int64 {
        try await onPages { replica in
            try replica.select("SELECT max(arrival) FROM moso_log").first?.first?.integer ?? 0
        }
    }

    /// What a page asked for: what goes wrong is a `Problem`, in the words of the page.
    private func onPages<Result: Sendable>(
        _ body: @escaping @Sendable (Replica) throws -> Result
    ) async throws -> Result {
        do {
            return try await daemon.store.withReplica(body)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw await explain(error)
        }
    }

    func overview(in language: Language, for role: Role) async throws -> OverviewPage {
        let label = daemon.settings.label
        return try await daemon.store.withReplica { (replica: Replica) in
            let overview = try Overview(replica, nowMilliseconds: Machine.wallMilliseconds())
            let names = overview.sites.map { ($0.site, $0.name) }
            let lines = ConflictLines(replica, names: Dictionary(names) { first, _ in first })
            let open = overview.conflicts.filter { $0.isFor(role) }
            // Each line reads the record that it is about, and there may be thousands.
            var page = OverviewPage(
                overview, conflicts: try open.prefix(OverviewPage.conflictsShown).map(lines.line),
                siteLabel: label)
            page.openCount = open.count
            page.showsPipeline = role.may(.see, .capital)
            return page
        }
    }
}
