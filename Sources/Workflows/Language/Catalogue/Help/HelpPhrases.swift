extension Catalogue {
    /// What `moso --help`, `moso help` and the pages of single commands say. What each command does
    /// stands in `HelpEntries`, what each flag means in `FlagPhrases`.
    public enum Help {
        /// A command as people are told about it.
        public struct Entry: Sendable {
            /// One sentence, without the command's name.
            public let abstract: Phrase
            /// What the sentence leaves open, where something is.
            public let detail: Phrase?
            public let examples: [Example]

            init(_ abstract: Phrase, detail: Phrase? = nil, _ examples: [Example] = []) {
                self.abstract = abstract
                self.detail = detail
                self.examples = examples
            }
        }

        /// A line to type and what it does, where it does not say so itself.
        public struct Example: Sendable {
            public let command: Phrase
            public let note: Phrase?

            init(_ command: String, _ note: Phrase? = nil) {
                self.init(Phrase(verbatim: command), note)
            }

            init(_ command: Phrase, _ note: Phrase? = nil) {
                self.command = command
                self.note = note
            }
        }

        // Headings.
        public static let usage = Phrase(zh: "用法", en: "Usage")
        public static let commands = Phrase(zh: "子命令", en: "Commands")
        public static let arguments = Phrase(zh: "参数", en: "Arguments")
        public static let flags = Phrase(zh: "选项", en: "Flags")
        public static let everywhere = Phrase(zh: "所有命令都接受", en: "Flags of every command")
        public static let examples = Phrase(zh: "示例", en: "Examples")
        public static let everyday = Phrase(zh: "常用", en: "Everyday")
        public static let start = Phrase(zh: "开始", en: "Start here")
        public static let topics = Phrase(zh: "说明", en: "Topics")
        public static let flagsPlaceholder = Phrase(zh: "[选项]", en: "[flags]")
        public static let commandPlaceholder = Phrase(zh: "子命令", en: "COMMAND")

        public static func byDefault(_ value: String) -> Phrase {
            Phrase(zh: "默认 \(value)。", en: "Default: \(value).")
        }

        // The front page.
        public static let whatItIs = Phrase(
            zh: "moso：让各分站的入驻与投资台账保持一致，断网也能用。",
            en: "moso: keep each site's tenancy and investment records in step, online or not.")
        public static let howItWorks = Phrase(
            zh: "每个分站都在自己的副本上工作；改动会自动合并，需要人决定的会列出来，不会丢。",
            en: "Every site works on its own copy; changes are merged, and what needs a person is "
                + "listed, never dropped.")

        /// The lines of the front page; those whose command is not there are left out.
        public static let everydayLines: [Example] = [
            Example(
                "moso status", Phrase(zh: "是否一致？还有什么没发送？", en: "is everything in step? what waits?")
            ),
            Example("moso sync", Phrase(zh: "立即收发改动", en: "send and fetch changes now")),
            Example(
                "moso conflicts list",
                Phrase(zh: "两个分站改得不一样的地方", en: "what two sites changed differently")),
            Example(
                "moso record list tenancy", Phrase(zh: "查看入驻协议", en: "look at the tenancies")),
            Example("moso overview", Phrase(zh: "各站汇总", en: "all sites in one view")),
        ]

        public static let startLines: [Example] = [
            Example(
                "moso demo",
                Phrase(zh: "在本机演示三个分站", en: "three sites on this machine")),
            Example(
                "moso init --site anji --hub beijing",
                Phrase(zh: "把本机设为一个分站", en: "set this machine up as a site")),
        ]

        public static let frontExamples: [Example] = [
            Example(
                Phrase(
                    zh: "moso record edit T-7K3F rent_fen=900 --reason \"续签\"",
                    en: "moso record edit T-7K3F rent_fen=900 --reason \"renewal\"")),
            Example(
                Phrase(
                    zh: "moso conflicts resolve C-K4T9 --take anji --reason \"已核对纸质合同\"",
                    en: "moso conflicts resolve C-K4T9 --take anji --reason \"signed paper seen\"")),
            Example("moso export tenancy -o tenancies.csv"),
        ]

        public static let frontFoot = Phrase(
            zh: "全部命令：moso help　退出码：moso help exit-codes　English: moso --lang en",
            en:
                "All commands: moso help    Exit codes: moso help exit-codes    Chinese: moso --lang zh"
        )

        public static let allCommands = Phrase(zh: "moso 的全部命令", en: "All commands of moso")

        public static let moreAbout = Phrase(
            zh: "某个命令：moso 命令 --help　说明：moso help 说明名",
            en: "One command: moso COMMAND --help    A topic: moso help TOPIC")
    }
}
