extension Problem {
    /// A mistake in `moso.toml`: where, what, what was meant, and the key to read about.
    static func settings(
        _ code: ProblemCode, _ path: String, _ fault: TOMLFault, text: String, key: String?
    ) -> Problem {
        let number = "\(fault.line)"
        let margin = String(repeating: " ", count: number.count + 4)
        let mark = String(repeating: " ", count: width(of: text, before: fault.column)) + "^"
        let hint = fault.meant.map { Catalogue.Usage.didYouMean($0) }
        return Problem(
            code,
            happened: Phrase(
                zh: "\(path) 第 \(number) 行第 \(fault.column) 列：\(fault.what.zh)",
                en: "\(path) line \(number) column \(fault.column): \(fault.what.en)"),
            evidence: [
                Phrase(verbatim: "    \(number) | \(text.onOneLine)"),
                Phrase(verbatim: "\(margin) | \(mark)"),
            ] + (hint.map { [$0] } ?? []),
            safety: notStarted,
            remedies: [.run("moso config explain\(key.map { " \($0)" } ?? "")")],
            details: [
                "file": .string(path), "line": .count(fault.line), "column": .count(fault.column),
                "key": .optional(key), "did_you_mean": .optional(fault.meant),
            ])
    }

    /// The configuration cannot be read.
    static func settingsUnreadable(_ path: String, why: Phrase) -> Problem {
        Problem(
            .configUnreadable,
            happened: Phrase(
                zh: "读不了配置文件 \(path)：\(why.zh)。",
                en: "cannot read the configuration \(path): \(why.en)."),
            safety: notStarted, remedies: [.run("ls -l \(path.asShellWord)")],
            details: ["file": .string(path)])
    }

    /// A daemon is not started over a folder that nobody named.
    public static let noDirectory = Problem(
        .usage,
        happened: Phrase(
            zh: "没有指明副本所在的目录。", en: "nobody said where the replica is."),
        safety: notStarted,
        remedies: [
            .run("mosod --data DIR"),
            .run(
                "mosod --config FILE",
                Phrase(zh: "文件里写 site.data", en: "with site.data in the file")),
        ])

    /// A mistake in a variable or flag that stands for a key of `moso.toml`.
    static func setting(
        _ code: ProblemCode, _ place: String, _ what: Phrase, key: String?, didYouMean near: String?
    ) -> Problem {
        Problem(
            code, happened: Phrase(zh: "\(place)：\(what.zh)", en: "\(place): \(what.en)"),
            evidence: near.map { [Catalogue.Usage.didYouMean($0)] } ?? [], safety: notStarted,
            remedies: [.run("moso config explain\(key.map { " \($0)" } ?? "")")],
            details: [
                "variable": .string(place), "key": .optional(key), "did_you_mean": .optional(near),
            ])
    }

    /// `moso config explain` was asked about a key that there is not.
    public static func noSetting(_ id: String, didYouMean near: String?) -> Problem {
        Problem(
            .noSetting,
            happened: Phrase(zh: "没有名为“\(id)”的设置项。", en: "there is no setting \"\(id)\"."),
            evidence: near.map { [Catalogue.Usage.didYouMean($0)] } ?? [],
            safety: Safety.nothingRead, remedies: [.run("moso config explain")],
            details: ["key": .string(id), "did_you_mean": .optional(near)])
    }

    /// The columns of a terminal that stand before a character of a line, counted from 1.
    private static func width(of line: String, before column: Int) -> Int {
        DisplayWidth.of(String(line.onOneLine.prefix(column - 1)))
    }

    /// A file of the replica that is not the daemon's alone; `mend` is the command that makes it so.
    public static func filesOpen(_ path: String, _ fault: Phrase, mend: String) -> Problem {
        Problem(
            .filesOpen,
            happened: Phrase(zh: "\(path) \(fault.zh)。", en: "\(path) \(fault.en)."),
            safety: notStarted, remedies: [.run(mend)], details: ["path": .string(path)])
    }

    /// Pages are for browsers of the same machine.
    public static func configListen(_ address: String) -> Problem {
        Problem(
            .configListen,
            happened: Phrase(
                zh: "不能在 \(address) 监听：页面不加密，只允许本机地址；其他站点用 --listen-peers。",
                en:
                    "refusing to listen on \(address): pages are in the clear and on loopback only; "
                    + "other sites come in by --listen-peers."),
            safety: notStarted,
            remedies: [
                .advice(
                    Phrase(
                        zh: "在 [listen] 一节写 address = \"127.0.0.1:7420\"",
                        en: "set address = \"127.0.0.1:7420\" under [listen]"))
            ],
            details: ["address": .string(address)])
    }

    private static let notStarted = Phrase(
        zh: "新的设置没有生效；正在运行的服务仍用原来的设置。",
        en: "Nothing was started; a running copy keeps its old settings.")
}
