extension Problem {
    /// A mistake in a rules file: where, what, and what was meant.
    public static func rulesFile(
        _ path: String, line: Int, column: Int, text: String, what: Phrase, didYouMean near: String?
    ) -> Problem {
        let number = "\(line)"
        let margin = String(repeating: " ", count: number.count + 4)
        let mark = String(repeating: " ", count: max(0, column - 1)) + "^"
        let hint = near.map { Catalogue.Usage.didYouMean($0) }
        return Problem(
            .rulesFile,
            happened: Phrase(
                zh: "\(path) 第 \(number) 行第 \(column) 列：\(what.zh)",
                en: "\(path) line \(number) column \(column): \(what.en)"),
            evidence: [
                Phrase(verbatim: "    \(number) | \(text)"),
                Phrase(verbatim: "\(margin) | \(mark)"),
            ] + (hint.map { [$0] } ?? []),
            safety: Phrase(
                zh: "没有使用任何规则，没有写入任何内容。", en: "No rule was used and nothing was written."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "对照 config/rules.toml 改正后重试。",
                        en: "compare with config/rules.toml, which explains every key."))
            ],
            details: [
                "path": .string(path), "line": .count(line), "column": .count(column),
                "did_you_mean": .optional(near),
            ])
    }

    public static func noRule(_ name: String, didYouMean near: String?) -> Problem {
        Problem(
            .noRule,
            happened: Phrase(zh: "没有名为“\(name)”的规则。", en: "there is no rule \"\(name)\"."),
            evidence: near.map { [Catalogue.Usage.didYouMean($0)] } ?? [],
            safety: Safety.nothingRead, remedies: [.run("moso conflicts rules list")],
            details: ["rule": .string(name), "did_you_mean": .optional(near)])
    }

    /// A rule would have decided otherwise than people did.
    public static func ruleDiffers(_ name: String, _ count: Int) -> Problem {
        Problem(
            .ruleOff,
            happened: Phrase(
                zh: "没有启用 \(name)：有 \(count.grouped) 处裁决与它不同。",
                en: "\(name) was not switched on: \(English.counted(count, "decision")) "
                    + "\(English.form(count, "went", "went")) otherwise."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso conflicts rules test \(name)", Phrase(zh: "逐处查看", en: "see each of them")),
                .run(
                    "moso conflicts rules enable \(name) --force",
                    Phrase(zh: "仍然启用", en: "switch it on all the same")),
            ], details: ["rule": .string(name), "differed": .count(count)])
    }

    /// A rule that is not switched on decides nothing.
    public static func ruleOff(_ name: String) -> Problem {
        Problem(
            .ruleOff,
            happened: Phrase(
                zh: "规则 \(name) 没有启用，或启用后改过。",
                en: "the rule \(name) is not on, or has been changed since it was."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso conflicts rules test \(name)"),
                .run("moso conflicts rules enable \(name)"),
            ], details: ["rule": .string(name)])
    }
}
