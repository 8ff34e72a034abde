extension Catalogue.Demo {
    // Why the demo ended before its end.

    public static let safety = Phrase(
        zh: "演示只用自己的目录，您的数据没有变化。",
        en: "The demo uses folders of its own; your data is not touched.")
    public static let noDaemon = Phrase(zh: "找不到 mosod。", en: "cannot find mosod.")
    public static let placeDaemon = Phrase(
        zh: "把 mosod 放在 moso 旁边，或用 MOSO_BIN 指明它所在的目录",
        en: "put mosod beside moso, or name its folder in MOSO_BIN")

    public static func noPorts(from first: Int) -> Phrase {
        Phrase(
            zh: "从 \(first) 起没有足够的空闲端口。",
            en: "there are not enough free ports from \(first) on.")
    }

    public static func notStarted(_ program: String, why: Phrase) -> Phrase {
        Phrase(zh: "无法启动 \(program)：\(why.zh)。", en: "cannot start \(program): \(why.en).")
    }

    public static func commandFailed(_ line: String, code: Int) -> Phrase {
        Phrase(zh: "\(line) 以 \(code) 结束", en: "\(line) ended with \(code)")
    }

    public static func daemonEnded(_ site: String) -> Phrase {
        Phrase(zh: "\(site) 的守护进程停了", en: "the daemon of \(site) ended")
    }

    public static func never(_ fact: Phrase) -> Phrase {
        Phrase(zh: "没有等到：\(fact.zh)", en: "it did not come to hold that \(fact.en)")
    }

    public static func stopped(_ what: Phrase) -> Phrase {
        Phrase(zh: "演示中断：\(what.zh)。", en: "the demo stopped: \(what.en).")
    }

    public static let tryAgain = Phrase(
        zh: "保留副本和日志再试一次", en: "try again and keep replicas and logs")
}
