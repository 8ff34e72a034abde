internal import Workflows

/// A step of the demo: what is done, why, and the doing.
struct DemoStep: Sendable {
    let title: Phrase
    let why: Phrase
    let run: @Sendable (DemoStory) throws -> Void
}
