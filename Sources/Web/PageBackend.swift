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

    /// What an error from inside means for people; what exactly it is stands in the log.
    func explain(_ error: any Error) async -> Problem

    /// The content of the overview page, as far as a role may see it.
    func overview(in language: Language, for role: Role) async throws -> OverviewPage
}
