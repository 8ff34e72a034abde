import Synchronization
import Workflows

/// One line on standard error that is drawn over and over and erased at the end; nothing at all on
/// a pipe, under `TERM=dumb`, `--json` and `--quiet`.
final class ProgressLine: Sendable {
    private struct State {
        var drawnAt: ContinuousClock.Instant?
        var isVisible = false
    }

    private static let pause = Duration.milliseconds(100)

    private let channel: OutputChannel
    private let rules: TerminalRules
    private let isEnabled: Bool
    private let state = Mutex(State())

    init(on channel: OutputChannel, rules: TerminalRules, isEnabled: Bool) {
        self.channel = channel
        self.rules = rules
        self.isEnabled = isEnabled && rules.drawsProgress
    }

    /// Draws the text in place of the last one; skipped within a tenth of a second after that, as
    /// a terminal over a slow link would otherwise be what the work waits for.
    func draw(_ text: @autoclosure () -> String) {
        guard isEnabled else { return }
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            if let drawnAt = state.drawnAt, now - drawnAt < ProgressLine.pause { return false }
            state.drawnAt = now
            state.isVisible = true
            return true
        }
        guard isDue else { return }
        // The last column stays free: some terminals wrap as soon as it is filled.
        let room = (rules.width ?? 80) - 1
        let line = "\(rules.marks.progress) \(text().onOneLine)".clipped(to: room)
        channel.write("\r\(line)\u{1B}[K")
        channel.flush()
    }

    /// Erases the line; before anything else is printed, and at the end.
    func erase() {
        guard
            state.withLock({ state in
                defer { state.isVisible = false }
                return state.isVisible
            })
        else { return }
        channel.write("\r\u{1B}[K")
        channel.flush()
    }
}
