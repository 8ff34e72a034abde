extension Problem {
    /// `line` is the text of the line, with its number counted from 1; `near` is a known key.
    public static func configKey(
        _ key: String, file: String, number: Int, line: String, didYouMean near: String?
    ) -> Problem {
        Problem(
            .configKey,
            happened: Phrase(
                zh: "\(file) 第 \(number) 行：没有“\(key)”这一项。",
                en: "\(file) line \(number): unknown key \"\(key)\"."),
            evidence: pointer(key: key, number: number, line: line, near: near),
            safety: notStarted,
            remedies: [.advice(inConfigExample)],
            details: ["file": .string(file), "line": .count(number), "key": .string(key)])
    }

    public static func configValue(
        _ key: String, value: String, file: String, expected: Phrase
    ) -> Problem {
        Problem(
            .configValue,
            happened: Phrase(
                zh: "\(file)：“\(key)”的值 \(value) 无效。",
                en: "\(file): \(value) is no value for \"\(key)\"."),
            safety: notStarted,
            remedies: [
                .advice(Phrase(zh: "填写\(expected.zh)", en: "give \(expected.en)"))
            ],
            details: ["file": .string(file), "key": .string(key), "value": .string(value)])
    }

    /// The address of a peer that we do not talk to; the address itself may hold a password and is
    /// not repeated.
    public static func configAddress(peer: String, why: Phrase) -> Problem {
        Problem(
            .configAddress,
            happened: Phrase(
                zh: "对端 \(peer) 的地址不能用：\(why.zh)。",
                en: "the address of peer \(peer) cannot be used: \(why.en)."),
            safety: Phrase(
                zh: "没有发送任何内容；数据没有变化。",
                en: "Nothing was sent and no data was changed."),
            remedies: [
                .run(
                    "moso peers add https://hub.example.cn:7443",
                    Phrase(zh: "地址按这个格式写", en: "the form"))
            ],
            details: ["peer": .string(peer)])
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

    private static let inConfigExample = Phrase(
        zh: "参看 config/moso.toml，每一项都有说明",
        en: "see config/moso.toml, where every key is explained")

    /// The line and carets under the key, as compilers show it.
    private static func pointer(
        key: String, number: Int, line: String, near: String?
    ) -> [Phrase] {
        let margin = String(repeating: " ", count: String(number).count)
        let shown = "    \(number) | \(line.onOneLine)"
        let word = key.split(separator: ".").last.map(String.init) ?? key
        let before = DisplayWidth.of(line.prefix(upTo: word) ?? "")
        let carets =
            "    \(margin) | " + String(repeating: " ", count: before)
            + String(repeating: "^", count: max(1, DisplayWidth.of(word)))
        let hint = near.map {
            Phrase(zh: "\(carets) 是不是“\($0)”？", en: "\(carets) did you mean \"\($0)\"?")
        }
        return [Phrase(verbatim: shown), hint ?? Phrase(verbatim: carets)]
    }
}

extension String {
    /// What stands before the first occurrence of `word`; `nil` when it does not occur.
    fileprivate func prefix(upTo word: String) -> Substring? {
        indices.first { self[$0...].hasPrefix(word) }.map { self[..<$0] }
    }
}
