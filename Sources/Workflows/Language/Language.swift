/// The languages in which moso speaks to people. Programs read JSON, whose keys never change.
public enum Language: String, CaseIterable, Sendable {
    case zh
    case en

    /// The tag for `lang=` in a page.
    public var tag: String {
        switch self {
        case .zh: "zh-Hans"
        case .en: "en"
        }
    }

    /// The language of this run: the flag `--lang`, else the first of `MOSO_LANG`, `LC_ALL`,
    /// `LC_MESSAGES` and `LANG` that decides, else what the configuration says, else English.
    ///
    /// Of the three locale variables only the first that is set counts, as POSIX has it: with
    /// `LC_ALL=C` nobody asks what `LANG` says. The locales `C` and `POSIX`, with or without a
    /// charset, name no language, so they leave the choice to the configuration. That is the
    /// case of cron, which runs commands with an almost empty environment.
    public static func chosen(
        flag: Language? = nil,
        environment: [String: String],
        configured: Language? = nil
    ) -> Language {
        if let flag { return flag }
        if let own = environment["MOSO_LANG"].flatMap(Language.init(locale:)) { return own }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale.flatMap(Language.init(locale:)) ?? configured ?? .en
    }

    /// The language that a locale or language tag such as `zh_CN.UTF-8`, `zh-Hans` or `de_DE`
    /// asks for: Chinese for any Chinese, English for every other language, `nil` for none.
    public init?(locale: String) {
        let name = locale.prefix { $0.isLetter }.lowercased()
        switch name {
        case "", "c", "posix": return nil
        case "zh": self = .zh
        default: self = .en
        }
    }
}
