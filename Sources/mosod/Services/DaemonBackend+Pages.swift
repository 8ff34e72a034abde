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
        return try await daemon.looks.withReplica(.short) { (replica: Replica) in
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
        try await look(open: true) { try ReviewDesk($0, viewer, shelf: $1).queue(ask) }
    }

    func card(_ id: String, for viewer: Viewer) async throws -> ConflictCard {
        try await look(open: true) { try ReviewDesk($0, viewer, shelf: $1).card(id) }
    }

    func decide(
        _ token: String, choice: String, value: String, reason: String, for viewer: Viewer
    ) async throws -> PageDecision {
        let made = try await write {
            try ReviewDesk($0, viewer, shelf: $1).decide(
                token, choice: choice, value: value, reason: reason)
        }
        daemon.changes.fire()
        return made
    }

    func undo(_ dot: String, reason: String, for viewer: Viewer) async throws {
        try await write { try ReviewDesk($0, viewer, shelf: $1).undo(dot, reason: reason) }
        daemon.changes.fire()
    }

    func kinds(for viewer: Viewer) async throws -> [KindLine] {
        try await look { try LedgerDesk($0, viewer, shelf: $1).kinds() }
    }

    func records(_ ask: RecordAsk, for viewer: Viewer) async throws -> RecordListView {
        try await look { try LedgerDesk($0, viewer, shelf: $1).list(ask) }
    }

    func record(_ kind: String, _ key: String, for viewer: Viewer) async throws -> RecordView {
        try await look { try LedgerDesk($0, viewer, shelf: $1).record(kind, key: key) }
    }

    func form(_ kind: String, _ key: String?, for viewer: Viewer) async throws -> RecordForm {
        try await look { try LedgerDesk($0, viewer, shelf: $1).form(kind, key: key) }
    }

    func save(_ input: RecordInput, for viewer: Viewer) async throws -> RecordOutcome {
        let outcome = try await write { try LedgerDesk($0, viewer, shelf: $1).save(input) }
        if case .saved(_, isChanged: true) = outcome { daemon.changes.fire() }
        return outcome
    }

    func report(_ name: String, site: String?, for viewer: Viewer) async throws -> Report {
        try await look(together: ["report", name, site ?? ""], for: viewer) {
            try LedgerDesk($0, viewer, shelf: $1).report(name, site: site)
        }
    }

    func list(
        _ figure: String, of report: String, site: String?, for viewer: Viewer
    ) async throws -> FigureList {
        try await look(.long, open: true) {
            try LedgerDesk($0, viewer, shelf: $1).list(figure, of: report, site: site)
        }
    }

    var isHub: Bool { daemon.identity.isHub }

    func today(for viewer: Viewer) async throws -> TodayView {
        // What somebody wrote they may take back, so each has a picture of their own.
        try await look(together: ["today", viewer.name], for: viewer) {
            try LedgerDesk($0, viewer, shelf: $1).today()
        }
    }

    func outbox(page: Int, for viewer: Viewer) async throws -> OutboxView {
        try await look { try LedgerDesk($0, viewer, shelf: $1).outbox(page: page) }
    }

    func takeBack(_ dot: String, for viewer: Viewer) async throws {
        try await write { try LedgerDesk($0, viewer, shelf: $1).takeBack(dot) }
        daemon.changes.fire()
    }

    func importable(for viewer: Viewer) async throws -> [KindLine] {
        try await look { try LedgerDesk($0, viewer, shelf: $1).importable() }
    }

    func preview(_ ask: ImportAsk, for viewer: Viewer) async throws -> ImportView {
        try await write { try LedgerDesk($0, viewer, shelf: $1).preview(ask) }
    }

    func bring(
        _ ask: ImportAsk, shown digest: String, for viewer: Viewer
    ) async throws -> ImportOutcome {
        let outcome = try await write {
            try LedgerDesk($0, viewer, shelf: $1).bring(ask, shown: digest)
        }
        if case .written = outcome { daemon.changes.fire() }
        return outcome
    }

    func journal(_ ask: JournalAsk, for viewer: Viewer) async throws -> JournalView {
        try await look { try LedgerDesk($0, viewer, shelf: $1).journal(ask) }
    }

    func journalSheet(_ ask: JournalAsk, for viewer: Viewer) async throws -> Sheet {
        try await look(.long) { try LedgerDesk($0, viewer, shelf: $1).journalSheet(ask) }
    }

    func charts(for viewer: Viewer) async throws -> OfficeCharts {
        try await look(together: ["charts"], for: viewer) {
            try LedgerDesk($0, viewer, shelf: $1).charts()
        }
    }

    func chartList(_ name: String, for viewer: Viewer) async throws -> FigureList {
        try await look(.long, open: true) { try LedgerDesk($0, viewer, shelf: $1).chartList(name) }
    }

    func guest(_ site: String?, for viewer: Viewer) async throws -> GuestView {
        try await look(.long, open: true) { try LedgerDesk($0, viewer, shelf: $1).guest(site) }
    }

    func settingLines() -> [SettingLine] { daemon.settings.lines }

    func note(
        _ token: String, assignee: String?, days: Int?, for viewer: Viewer
    ) async throws {
        try await write {
            try ReviewDesk($0, viewer, shelf: $1).note(token, assignee: assignee, days: days)
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
        return try await look(.long, open: true) {
            try ReviewDesk($0, viewer, shelf: $1).bulk(
                token, take: take, limits: try Self.limits($0, config))
        }
    }

    func decideAll(
        _ token: String, take: String, shown digest: String, reason: String, for viewer: Viewer
    ) async throws -> BulkOutcome {
        let config = daemon.settings.file
        let outcome = try await write {
            try ReviewDesk($0, viewer, shelf: $1).decideAll(
                token, take: take, shown: digest, reason: reason,
                limits: try Self.limits($0, config))
        }
        if case .decided = outcome { daemon.changes.fire() }
        return outcome
    }

    func outboxSheet(for viewer: Viewer) async throws -> Sheet {
        try await look(.long) { try LedgerDesk($0, viewer, shelf: $1).outboxSheet() }
    }

    func sheet(_ ask: RecordAsk, for viewer: Viewer) async throws -> Sheet {
        try await look(.long, open: true) { try LedgerDesk($0, viewer, shelf: $1).sheet(ask) }
    }

    func sheet(_ ask: QueueAsk, for viewer: Viewer) async throws -> Sheet {
        try await look(.long, open: true) { try ReviewDesk($0, viewer, shelf: $1).sheet(ask) }
    }

    func wholeSheet(_ kind: String, for viewer: Viewer) async throws -> Sheet {
        try await look(.long) { try LedgerDesk($0, viewer, shelf: $1).wholeSheet(kind) }
    }

    func standing(for role: Role) async throws -> SiteStanding {
        let isSyncing = daemon.exchanges.load(ordering: .relaxed) > 0
        return try await look { replica, _ in
            try SiteStanding(replica, for: role, isSyncing: isSyncing)
        }
    }

    func operationNumber(for role: Role) async throws -> Int64 {
        try await look { replica, _ in try LedgerDesk.operations(replica, for: role) }
    }

    func overview(in language: Language, for role: Role) async throws -> OverviewPage {
        let label = daemon.settings.label
        let name = ["overview", "\(language)", "\(role)"]
        return try await look(together: name) { replica, shelf in
            let overview = try Overview(
                replica, nowMilliseconds: Machine.wallMilliseconds(), shelf: shelf)
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

    /// What a page shows.
    ///
    /// - Parameter open: whether it says what is open, for which the rules are asked first.
    private func look<Result: Sendable>(
        _ look: LookingRoom.Look = .short, open: Bool = false,
        _ body: @escaping @Sendable (Replica, OfficeShelf) throws -> Result
    ) async throws -> Result {
        let shelf = daemon.office
        return try await told {
            if open { try await daemon.checkRules() }
            return try await daemon.looks.withReplica(look) { try body($0, shelf) }
        }
    }

    /// What several people may look at together.
    ///
    /// - Parameter name: what the picture depends on, beside the viewer's role, language and site.
    private func look<Result: Sendable>(
        together name: [String], for viewer: Viewer,
        _ body: @escaping @Sendable (Replica, OfficeShelf) throws -> Result
    ) async throws -> Result {
        try await look(
            together: name + ["\(viewer.role)", "\(viewer.language)", viewer.site ?? ""], body)
    }

    private func look<Result: Sendable>(
        together name: [String],
        _ body: @escaping @Sendable (Replica, OfficeShelf) throws -> Result
    ) async throws -> Result {
        let shelf = daemon.office
        return try await told {
            try await daemon.checkRules()
            return try await daemon.looks.together(name.debugDescription) { try body($0, shelf) }
        }
    }

    /// What a page writes. The rules are asked first, as they are by every write at the desk.
    private func write<Result: Sendable>(
        _ body: @escaping @Sendable (Replica, OfficeShelf) throws -> Result
    ) async throws -> Result {
        let shelf = daemon.office
        return try await told {
            try await daemon.checkRules()
            return try await daemon.store.withReplica { (replica: Replica) in
                try body(replica, shelf)
            }
        }
    }

    /// What goes wrong is a `Problem`, in the words of the page.
    private func told<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let problem as Problem {
            throw problem
        } catch {
            throw await explain(error)
        }
    }
}
