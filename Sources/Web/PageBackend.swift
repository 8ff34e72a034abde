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
    ) async throws -> [RecordName]

    /// How this site stands with the others.
    func standing() async throws -> SiteStanding

    /// The number of the newest transaction that is here, in the order of arrival.
    func operationNumber() async throws -> Int64

    /// What an error from inside means for people; what exactly it is stands in the log.
    func explain(_ error: any Error) async -> Problem

    /// The content of the overview page, as far as a role may see it.
    func overview(in language: Language, for role: Role) async throws -> OverviewPage
}
