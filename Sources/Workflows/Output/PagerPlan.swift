/// Which program stands between a long answer and a person, how it is started, and what it can show.
///
/// As git does it: `$PAGER`, or `less`; where `LESS` is not set it is `FRX`, so that an answer that fits on the screen
/// stands there as if there were no pager, colours are colours, and nothing is cleared away afterwards. What has words of
/// the shell in it is run by the shell. Colours are written for a program alone that is known to show them: `less`, told
/// so by its flags or by `LESS`.
public struct PagerPlan: Sendable, Hashable {
    /// The program and its arguments.
    public let words: [String]
    /// What is added to the environment, as `NAME=value`.
    public let variables: [String]
    public let showsColour: Bool

    /// What makes a command one for the shell.
    private static let shell = Set("|&;<>()$`\\\"'*?[#~=%\n\t")

    /// `nil` where there is to be no pager: `PAGER` is empty, or `cat`.
    ///
    /// - Parameter environment: of it `PAGER`, `LESS` and `LESSCHARSET` count.
    public init?(environment: [String: String]) {
        let text = environment["PAGER"] ?? "less"
        let typed = text.split(separator: " ").map(String.init)
        guard let program = typed.first, typed != ["cat"] else { return nil }
        let isForShell = text.contains { PagerPlan.shell.contains($0) }
        words = isForShell ? ["/bin/sh", "-c", text] : typed
        var variables: [String] = []
        if environment["LESS"] == nil { variables.append("LESS=FRX") }
        // Records are UTF-8 whatever the locale.
        if environment["LESSCHARSET"] == nil { variables.append("LESSCHARSET=utf-8") }
        self.variables = variables
        let standing = (environment["LESS"] ?? "FRX").split(separator: " ").map(String.init)
        let flags = typed.dropFirst().filter { $0.hasPrefix("-") } + standing
        let name = program.split(separator: "/").last
        showsColour =
            !isForShell && name == "less"
            && flags.contains { flag in
                flag.hasPrefix("--")
                    ? flag.dropFirst(2).lowercased() == "raw-control-chars"
                    : flag.contains("R") || flag.contains("r")
            }
    }
}
