internal import Sync

/// I10: offering a site what it holds changes nothing in it.
package final class Idempotence: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .repeated(let site, let before, let after):
            for (scope, picture) in after {
                if let difference = picture.difference(from: before[scope] ?? ScopePicture()) {
                    throw Violation(
                        "I10", "what \(site.id) held already changed \(difference)")
                }
            }
        case .tookIn(_, _, let results):
            if results.contains(where: { $0.outcome == .duplicate }) {
                world.counters.sometimes("duplicate")
            }
        case .edited, .restarted, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }
}
