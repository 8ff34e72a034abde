extension Catalogue {
    /// `moso conflicts rules`, and mistakes in `rules.toml`.
    public enum Rules {
        public static let none = Phrase(
            zh: "没有裁决规则。写在 rules.toml 里，参考 config/rules.toml。",
            en: "There are no rules of decision. They stand in rules.toml; see config/rules.toml.")

        public static func count(_ count: Int, path: String) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条规则，来自 \(path)。规则只给建议；启用后可用 "
                    + "moso conflicts resolve --by-rule 规则名 批量处理。",
                en:
                    "\(English.counted(count, "rule")) from \(path). A rule suggests; once it is on, "
                    + "moso conflicts resolve --by-rule NAME decides by it.")
        }

        public static let name = Phrase(zh: "规则", en: "Rule")
        public static let takes = Phrase(zh: "采用", en: "Takes")
        public static let isOn = Phrase(zh: "已启用", en: "on")
        public static let isOff = Phrase(zh: "未启用", en: "off")
        public static let hasChanged = Phrase(
            zh: "改过，要重新试过再启用", en: "changed since it was tried: off")

        public static func told(_ standing: RuleStanding) -> Phrase {
            switch standing {
            case .on: isOn
            case .changed: hasChanged
            case .off: isOff
            }
        }

        // One rule.

        public static func title(_ name: String, _ version: Int, _ standing: Phrase) -> Phrase {
            Phrase(
                zh: "\(name) 第 \(version) 版　\(standing.zh)",
                en: "\(name) \(version)   \(standing.en)")
        }

        /// - Parameter takes: the word of the file for the side that it takes.
        public static func says(
            _ kind: Phrase, _ field: Phrase, takes: String, why: Phrase
        ) -> Phrase {
            Phrase(
                zh: "\(kind.zh)的\(field.zh)有几个值时，采用 \(takes) 的：\(why.zh)。",
                en: "Of several values of \(field.en) of a \(kind.en) it takes that of "
                    + "\(takes): \(why.en).")
        }

        public static func onlyWithin(_ amount: String) -> Phrase {
            Phrase(
                zh: "只在各方相差不超过 \(amount) 元时适用。",
                en: "Only where the sides are at most \(amount) yuan apart.")
        }

        public static func switchedOn(by author: String, at time: String) -> Phrase {
            Phrase(
                zh: "由 \(author) 在 \(time) 启用。", en: "Switched on by \(author) at \(time).")
        }

        public static func hasDecided(_ count: Int, _ name: String) -> Phrase {
            Phrase(
                zh: "已按它处理 \(count.grouped) 处：moso conflicts log --by-rule \(name)",
                en: "It has led to \(English.counted(count, "decision")): "
                    + "moso conflicts log --by-rule \(name)")
        }

        public static let ownOfSite = Phrase(
            zh: "规则文件和启用与否是本站自己的，不同步；按规则作出的裁决会同步，并注明规则。",
            en:
                "Rules and whether they are on are this site's own and do not sync; what is decided by "
                + "one does, and names it.")

        public static func tested(_ name: String, agreed: Int, differed: Int, silent: Int) -> Phrase
        {
            Phrase(
                zh: "用已有裁决试 \(name)：\(agreed.grouped) 处相同，\(differed.grouped) 处不同，"
                    + "\(silent.grouped) 处规则不适用。",
                en: "\(name) on what was decided: \(agreed.grouped) alike, \(differed.grouped) "
                    + "otherwise, on \(silent.grouped) it says nothing.")
        }

        public static let wouldTake = Phrase(zh: "规则会采用", en: "Rule would take")
        public static let wasChosen = Phrase(zh: "当时采用", en: "Was chosen")
        public static let another = Phrase(zh: "另填的值", en: "another value")

        public static func open(_ count: Int) -> Phrase {
            Phrase(
                zh: "现有 \(count.grouped) 处待处理适用这条规则。",
                en: "It fits \(English.counted(count, "open conflict")) now.")
        }

        public static func enabled(_ name: String, _ version: Int) -> Phrase {
            Phrase(zh: "规则 \(name) 第 \(version) 版已启用", en: "Rule \(name) \(version) is on")
        }

        public static func disabled(_ name: String) -> Phrase {
            Phrase(zh: "规则 \(name) 已停用", en: "Rule \(name) is off")
        }

        /// A suggestion by a rule.
        public static func suggests(_ take: String, _ name: String, _ why: Phrase) -> Phrase {
            Phrase(
                zh: "\(take)。依据规则 \(name)：\(why.zh)。不会自动采用。",
                en: "\(take). By the rule \(name): \(why.en). Nothing is chosen for you.")
        }

        /// The reason of a decision by a rule, as histories tell it.
        public static func decided(_ name: String, _ version: Int, why: String?) -> Phrase {
            Phrase(
                zh: "按规则 \(name) 第 \(version) 版" + (why.map { "：\($0)" } ?? ""),
                en: "by rule \(name) \(version)" + (why.map { ": \($0)" } ?? ""))
        }

        // Mistakes.
        public static func unknownSection(_ name: String) -> Phrase {
            Phrase(zh: "不认识 [\(name)]。", en: "there is no section [\(name)].")
        }
        public static func unknownKey(_ key: String) -> Phrase {
            Phrase(zh: "不认识“\(key)”。", en: "there is no key \"\(key)\".")
        }
        public static func missing(_ key: String) -> Phrase {
            Phrase(zh: "缺少“\(key)”。", en: "\"\(key)\" is missing.")
        }
        public static func wantsText(_ key: String) -> Phrase {
            Phrase(zh: "“\(key)”应是引号中的文字。", en: "\"\(key)\" is a text in quotation marks.")
        }
        public static func wantsNumber(_ key: String) -> Phrase {
            Phrase(zh: "“\(key)”应是整数。", en: "\"\(key)\" is a whole number.")
        }
        public static func wantsSpan(_ key: String) -> Phrase {
            Phrase(
                zh: "“\(key)”应写成 \"10m\"、\"2h\"。", en: "\"\(key)\" is written \"10m\" or \"2h\".")
        }
        public static func noKind(_ name: String) -> Phrase {
            Phrase(zh: "没有名为“\(name)”的类别。", en: "there is no kind \"\(name)\".")
        }
        public static func noField(_ name: String, kind: String) -> Phrase {
            Phrase(zh: "\(kind) 没有字段“\(name)”。", en: "\(kind) has no field \"\(name)\".")
        }
        public static func noTake(_ word: String) -> Phrase {
            Phrase(
                zh: "“\(word)”不是一种取法：site-owner、hub、site:名称、highest、lowest、latest、earliest。",
                en:
                    "\"\(word)\" is no way to take a side: site-owner, hub, site:NAME, highest, lowest, "
                    + "latest, earliest.")
        }
        public static func nameTaken(_ name: String, line: Int) -> Phrase {
            Phrase(
                zh: "规则名“\(name)”在第 \(line) 行已经用过。",
                en: "line \(line) has a rule \"\(name)\" already.")
        }
    }
}
