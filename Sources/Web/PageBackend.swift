public import Workflows

/// What the pages need of the program around them.
public protocol PageBackend: Sendable {
    /// Who may come in, and who is inside.
    var entrance: Entrance { get }

    /// What people call this site.
    func siteName() async throws -> String

    /// A page of what waits to be decided.
    func queue(_ ask: QueueAsk, for viewer: Viewer) async throws -> QueueView

    /// All about one conflict, by its id.
    func card(_ id: String, for viewer: Viewer) async throws -> ConflictCard

    /// Decides the conflict that was shown under this whole id.
    func decide(
        _ token: String, choice: String, value: String, reason: String, for viewer: Viewer
    ) async throws -> PageDecision

    /// Takes a decision back, by its whole name.
    func undo(_ dot: String, reason: String, for viewer: Viewer) async throws

    /// The kinds of record that somebody may see.
    func kinds(for viewer: Viewer) async throws -> [KindLine]

    /// A page of records of one kind.
    func records(_ ask: RecordAsk, for viewer: Viewer) async throws -> RecordListView

    /// All about one record.
    func record(_ kind: String, _ key: String, for viewer: Viewer) async throws -> RecordView

    /// The form for a record; without a key, for a new one.
    func form(_ kind: String, _ key: String?, for viewer: Viewer) async throws -> RecordForm

    /// Saves what came back of a form.
    func save(_ input: RecordInput, for viewer: Viewer) async throws -> RecordOutcome

    /// A report by its id, of all sites or of one.
    func report(_ name: String, site: String?, for viewer: Viewer) async throws -> Report

    /// The records behind a figure of a report.
    func list(
        _ figure: String, of report: String, site: String?, for viewer: Viewer
    ) async throws -> FigureList

    /// Whether this is the hub, whose start page is the overview.
    var isHub: Bool { get }

    /// What is to be done today.
    func today(for viewer: Viewer) async throws -> TodayView

    /// A page of what waits to be sent, counted from 0.
    func outbox(page: Int, for viewer: Viewer) async throws -> OutboxView

    /// Takes back what the viewer wrote, by the whole name of its transaction.
    func takeBack(_ dot: String, for viewer: Viewer) async throws

    /// The kinds of record that somebody may bring files of.
    func importable(for viewer: Viewer) async throws -> [KindLine]

    /// What a file would do; nothing is written.
    func preview(_ ask: ImportAsk, for viewer: Viewer) async throws -> ImportView

    /// Writes what was shown under this digest.
    func bring(
        _ ask: ImportAsk, shown digest: String, for viewer: Viewer
    ) async throws -> ImportOutcome

    /// A page of who wrote what, and as a workbook.
    func journal(_ ask: JournalAsk, for viewer: Viewer) async throws -> JournalView
    func journalSheet(_ ask: JournalAsk, for viewer: Viewer) async throws -> Sheet

    /// The pictures of head office, and the records behind a count of them.
    func charts(for viewer: Viewer) async throws -> OfficeCharts
    func chartList(_ name: String, for viewer: Viewer) async throws -> FigureList

    /// What a partner city sees of its site; guests see their own, whatever is asked.
    func guest(_ site: String?, for viewer: Viewer) async throws -> GuestView

    /// What holds for the daemon, and where it was said.
    func settingLines() -> [SettingLine]

    /// Notes whose a conflict is and for how many days it rests; `nil` leaves what was noted.
    func note(_ token: String, assignee: String?, days: Int?, for viewer: Viewer) async throws

    /// What taking one site's values in all conflicts like this one would decide.
    func bulk(_ token: String, take: String, for viewer: Viewer) async throws -> BulkView

    /// Decides what was shown under this digest.
    func decideAll(
        _ token: String, take: String, shown digest: String, reason: String, for viewer: Viewer
    ) async throws -> BulkOutcome

    /// Lists as workbooks: what is on the screen, and all of a kind.
    func outboxSheet(for viewer: Viewer) async throws -> Sheet
    func sheet(_ ask: RecordAsk, for viewer: Viewer) async throws -> Sheet
    func sheet(_ ask: QueueAsk, for viewer: Viewer) async throws -> Sheet
    func wholeSheet(_ kind: String, for viewer: Viewer) async throws -> Sheet

    /// How this site stands with the others, as far as a role may see it.
    func standing(for role: Role) async throws -> SiteStanding

    /// How many transactions are here of what a role may see: a number that says nothing of the others.
    func operationNumber(for role: Role) async throws -> Int64

    /// What an error from inside means for people; what exactly it is stands in the log.
    func explain(_ error: any Error) async -> Problem

    /// The content of the overview page, as far as a role may see it.
    func overview(in language: Language, for role: Role) async throws -> OverviewPage
}
