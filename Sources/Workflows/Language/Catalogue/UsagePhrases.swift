extension Catalogue {
    /// What is wrong with a command line. Sentences end with a full stop, as those of problems do.
    public enum Usage {
        public static func unknownFlag(_ flag: String) -> Phrase {
            Phrase(zh: "没有 \(flag) 这个选项。", en: "there is no flag \(flag).")
        }

        public static func valueMissing(_ flag: String) -> Phrase {
            Phrase(zh: "\(flag) 后面缺少值。", en: "\(flag) needs a value.")
        }

        public static func noValueTaken(_ flag: String, _ value: String) -> Phrase {
            Phrase(
                zh: "\(flag) 不带值，但写了“\(value)”。",
                en: "\(flag) takes no value, but \"\(value)\" was given.")
        }

        public static func unexpected(_ words: [String]) -> Phrase {
            Phrase(
                zh: "多出的参数：\(words.joined(separator: "、"))。",
                en: "unexpected: \(words.joined(separator: ", ")).")
        }

        public static func unknownCommand(_ word: String, under path: String) -> Phrase {
            Phrase(
                zh: "\(path) 没有 \(word) 这个命令。", en: "\(path) has no command \(word).")
        }

        public static func unknownTopic(_ word: String) -> Phrase {
            Phrase(zh: "没有关于“\(word)”的说明。", en: "there is no help on \"\(word)\".")
        }

        public static func argumentMissing(_ name: String) -> Phrase {
            Phrase(zh: "缺少 \(name)。", en: "\(name) is missing.")
        }

        public static func valueInvalid(_ value: String, of flag: String, choices: String) -> Phrase
        {
            Phrase(
                zh: "\(flag) 不能是“\(value)”\(choices.isEmpty ? "" : "，可选：\(choices)")。",
                en: "\(flag) cannot be \"\(value)\"\(choices.isEmpty ? "" : ", only \(choices)").")
        }

        /// What the parser says in its own words, in English in both languages.
        public static func other(_ words: String) -> Phrase {
            Phrase(zh: "命令行有误：\(words)。", en: "the command line is wrong: \(words).")
        }

        public static func didYouMean(_ word: String) -> Phrase {
            Phrase(zh: "是不是要写 \(word)？", en: "Did you mean \(word)?")
        }

        public static func notWithin(_ flag: String, from least: Int, to most: Int) -> Phrase {
            Phrase(
                zh: "\(flag) 应在 \(least) 到 \(most) 之间。",
                en: "\(flag) is a number from \(least) to \(most).")
        }

        public static func notMultiple(
            _ flag: String, of step: Int, from least: Int, to most: Int
        ) -> Phrase {
            Phrase(
                zh: "\(flag) 应是 \(least) 到 \(most) 之间 \(step) 的倍数。",
                en: "\(flag) is a multiple of \(step) from \(least) to \(most).")
        }

        public static let ruleNeeded = Phrase(zh: "要写明哪条规则。", en: "say which rule.")

        public static let whichConflict = Phrase(
            zh: "要写明哪一处，如 C-K4T9；批量处理要写 --take 分站或 --by-rule 规则名，逐处提问用 --interactive。",
            en:
                "say which conflict, such as C-K4T9; many together need --take SITE or --by-rule RULE, "
                + "and --interactive asks one by one.")

        public static let takeOrSet = Phrase(
            zh: "要写明 --take 或 --set。", en: "say which with --take or --set.")

        public static let keepOrDelete = Phrase(
            zh: "要写明 --take keep 或 --take delete。",
            en: "say which with --take keep or --take delete.")

        /// - Parameter members: fields that merge as one.
        public static func setGroup(_ members: [String]) -> Phrase {
            let form = members.map { "\($0)=…" }.joined(separator: ",")
            return Phrase(
                zh: "这几个字段是一组，写成 --set \(form)，不写的保持不变。",
                en:
                    "these fields go together: --set \(form), where those left out stay as they are."
            )
        }

        public static func onlyOne(of flags: [String]) -> Phrase {
            Phrase(
                zh: "\(flags.joined(separator: " 和 ")) 只能写一个。",
                en: "\(flags.joined(separator: " and ")) exclude each other.")
        }

        public static func otherWay(_ flag: String, takes: [String], conflict: String) -> Phrase {
            Phrase(
                zh: "\(conflict) 不用 \(flag) 处理，要写 \(takes.joined(separator: " 或 "))。",
                en: "\(conflict) is not decided by \(flag) but by "
                    + "\(takes.joined(separator: " or ")).")
        }

        public static func twice(_ field: String) -> Phrase {
            Phrase(zh: "\(field) 写了两次。", en: "\(field) is given twice.")
        }

        public static let noOption = Phrase(
            zh: "这一条没有可选的办法，起因消除后自行关闭。",
            en: "there is no way to choose here: it closes when its cause is gone.")

        public static func optionNeeded(_ numbers: [Int]) -> Phrase {
            let numbers = numbers.map { "\($0)" }.joined(separator: ", ")
            return Phrase(
                zh: "要写明用哪个办法：--option 后写 \(numbers) 之一。四位数的编号代表它写明的内容，内容变了编号也变。",
                en:
                    "say which way with --option, one of \(numbers). A number of four digits stands for "
                    + "what it says, and changes with it.")
        }

        public static func notVersion(_ text: String) -> Phrase {
            Phrase(
                zh: "“\(text)”不是 record show --json 给出的版本。",
                en: "\"\(text)\" is no version as record show --json gives it.")
        }

        public static func notSpan(_ text: String, flag: String) -> Phrase {
            Phrase(
                zh: "\(flag) 不认识“\(text)”，应如 30s、45m、6h、2d。",
                en: "\(flag) cannot read \"\(text)\"; write 30s, 45m, 6h or 2d.")
        }

        public static let kindNeeded = Phrase(
            zh: "csv 和 tsv 一次只能写一类，要写明类别。",
            en: "csv and tsv hold one kind; name it.")

        public static func notAssignment(_ text: String) -> Phrase {
            Phrase(zh: "“\(text)”不是“字段=值”。", en: "\"\(text)\" is not field=value.")
        }

        public static func notCondition(_ text: String) -> Phrase {
            Phrase(
                zh: "看不懂条件“\(text)”，应如 site=anji and rent_fen>=900。",
                en: "\"\(text)\" is no condition; write such as site=anji and rent_fen>=900.")
        }
    }
}
