extension Problem {
    /// Wrong flags or arguments; `near` is what was most likely meant, `help` leads to the page.
    public static func usage(
        _ happened: Phrase, near: String? = nil, help: String = "moso --help"
    ) -> Problem {
        Problem(
            .usage, happened: happened,
            evidence: near.map { [Catalogue.Usage.didYouMean($0)] } ?? [],
            safety: Safety.nothingRead, remedies: [.run(help)],
            details: near.map { ["did_you_mean": .string($0)] } ?? [:])
    }

    public static func time(_ text: String, flag: String = "--since") -> Problem {
        Problem(
            .time,
            happened: Phrase(
                zh: "\(flag) 不认识“\(text)”。", en: "\(flag) cannot read \"\(text)\"."),
            safety: Safety.nothingRead,
            remedies: [
                .advice(
                    Phrase(
                        zh: "45m、12h、3d、2w、today、yesterday、2026-11-01 或 \"2026-11-01 10:05\"",
                        en: "45m, 12h, 3d, 2w, today, yesterday, 2026-11-01 "
                            + "or \"2026-11-01 10:05\""))
            ],
            details: ["flag": .string(flag), "text": .string(text)])
    }

    /// - Parameter mayBeNone: whether `-` will do.
    public static func reasonMissing(command: String, mayBeNone: Bool = true) -> Problem {
        let none = Remedy.run(
            "\(command) --reason -", Phrase(zh: "记为未填理由", en: "recorded as none"))
        return Problem(
            .reasonMissing,
            happened: Phrase(zh: "这个操作要写明理由。", en: "this needs a reason."),
            safety: Safety.nothingWritten,
            remedies: [.run("\(command) --reason \"…\"")] + (mayBeNone ? [none] : []))
    }

    /// A question would have to be asked, but nobody is there to answer.
    public static func inputNeeded(flag: String) -> Problem {
        Problem(
            .inputNeeded,
            happened: Phrase(
                zh: "这里不能提问（没有终端，或用了 --no-input）。",
                en: "nobody can be asked here (no terminal, or --no-input)."),
            safety: Safety.nothingWritten,
            remedies: [.advice(Phrase(zh: "加上 \(flag)", en: "add \(flag)"))],
            details: ["flag": .string(flag)])
    }

    public static func siteName(_ name: String) -> Problem {
        Problem(
            .siteName,
            happened: Phrase(
                zh: "“\(name)”不能用作分站名。", en: "\"\(name)\" cannot be the name of a site."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "1 到 32 个小写字母、数字或连字符，首尾不能是连字符，例如 anji",
                        en: "1 to 32 of a-z, 0-9 and -, not at either end, such as anji"))
            ],
            details: ["site": .string(name)])
    }

    public static func noField(_ name: String, kind: String, didYouMean near: String?) -> Problem {
        let hint = near.map { Phrase(zh: "是不是要找 \($0)？", en: "Did you mean \($0)?") }
        return Problem(
            .noField,
            happened: Phrase(
                zh: "\(kind) 没有名为 \(name) 的字段。", en: "\(kind) has no field \(name)."),
            evidence: hint.map { [$0] } ?? [],
            safety: Safety.nothingWritten,
            remedies: [.run("moso record fields \(kind)")],
            details: ["kind": .string(kind), "field": .string(name)])
    }

    public static func fieldMissing(_ fields: [Phrase], kind: String) -> Problem {
        let list = Phrase.list(fields)
        return Problem(
            .fieldMissing,
            happened: Phrase(
                zh: "还缺必填字段：\(list.zh)。", en: "required fields are missing: \(list.en)."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso record fields \(kind)")],
            details: ["kind": .string(kind)])
    }

    public static func noSide(_ name: String, conflict: String, sides: [String]) -> Problem {
        Problem(
            .noSide,
            happened: Phrase(
                zh: "\(conflict) 里没有 \(name) 这一方，只有 \(sides.joined(separator: "、"))。",
                en: "\(conflict) has no side \(name), only \(sides.joined(separator: ", "))."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso conflicts show \(conflict)")],
            details: [
                "conflict": .string(conflict), "sides": .array(sides.map { .string($0) }),
            ])
    }
}
