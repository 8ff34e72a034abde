internal import Glibc
internal import Workflows

/// `mosod --help`, drawn like the pages of `moso` from the words of the catalogue.
enum DaemonHelp {
    private typealias Words = Catalogue.Daemon

    /// Each flag as it is typed, and what it does.
    private static let flags: [(String, Phrase)] = [
        ("--data DIR", Words.data), ("--listen ADDRESS:PORT", Words.listen),
        ("--listen-peers ADDRESS:PORT", Words.listenPeers),
        ("--config FILE", Words.config), ("--no-sync", Words.noSync),
        ("--until-stdin-ends", Words.untilStdinEnds), ("--lang zh|en", Words.lang),
        ("--version", Words.version), ("-h, --help", Catalogue.Flag.help),
    ]

    /// The flags alone, for finding what was meant by a mistyped one.
    static let names = flags.flatMap { $0.0.split(separator: " ") }
        .filter { $0.hasPrefix("--") }.map(String.init)

    static func lines(_ language: Language, width: Int) -> [String] {
        let told = flags.map { ($0.0, $0.1.text(language)) }
        let usage = "  mosod --data DIR \(Catalogue.Help.flagsPlaceholder.text(language))"
        return TextWrap.lines("mosod  \(Words.abstract.text(language))", width: width)
            + TextWrap.lines(Words.detail.text(language), width: width)
            + ["", Catalogue.Help.usage.text(language), usage, ""]
            + [Catalogue.Help.flags.text(language)] + TextWrap.columns(told, width: width)
    }

    /// The columns of the terminal, at most 100; 100 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 100
        }
        return min(Int(size.ws_col), 100)
    }
}
