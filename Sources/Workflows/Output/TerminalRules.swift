/// What may be drawn on one output stream: a pure function of what is known about it.
///
/// Each stream is judged by itself: `moso status | less` has colours in its messages but not in its
/// answer.
public struct TerminalRules: Hashable, Sendable {
    /// The choice of `--color`.
    public enum ColourChoice: String, CaseIterable, Sendable {
        case auto
        case always
        case never
    }

    public let isTerminal: Bool
    public let drawsColour: Bool
    /// The signs that the charset of the stream can show.
    public let marks: Marks
    /// Whether a line may be drawn and erased again.
    public let drawsProgress: Bool
    /// Columns for tables; `nil` on a pipe, where nothing is clipped. `COLUMNS` wins over what the
    /// terminal says, and also holds on a pipe, so that tests and scripts can ask for a width.
    public let width: Int?

    public init(
        isTerminal: Bool,
        environment: [String: String],
        colour: ColourChoice = .auto,
        terminalWidth: Int? = nil
    ) {
        let isDumb = environment["TERM", default: "dumb"] == "dumb"
        self.isTerminal = isTerminal
        switch colour {
        case .always: drawsColour = true
        case .never: drawsColour = false
        case .auto:
            // no-color.org: set and not empty means none, whatever the value.
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            drawsColour = isTerminal && !isDumb && !isRefused
        }
        drawsProgress = isTerminal && !isDumb
        marks = TerminalRules.isUTF8(environment) ? .unicode : .ascii
        let asked = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        width = asked ?? (isTerminal ? terminalWidth.flatMap { $0 > 0 ? $0 : nil } ?? 80 : nil)
    }

    /// Whether the charset of the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set is UTF-8.
    private static func isUTF8(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        let name = (locale ?? "C").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }

    /// The text in the style, or bare where colours are off.
    public func paint(_ text: String, _ style: Style) -> String {
        drawsColour ? style.painted(text) : text
    }
}
