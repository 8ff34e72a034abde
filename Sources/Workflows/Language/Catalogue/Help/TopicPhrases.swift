internal import Domain

extension Catalogue.Help {
    /// A page of `moso help TOPIC`.
    public struct Topic: Sendable {
        public let name: String
        public let title: Phrase
        public let lines: [Phrase]
    }

    public static let topicPages: [Topic] = [exitCodes, json, time, rules, offline]

    static let exitCodes = Topic(
        name: "exit-codes", title: Phrase(zh: "退出码", en: "Exit codes"),
        lines: [
            Phrase(zh: "0    完成；也包括无事可做", en: "0    done; also nothing to do"),
            Phrase(zh: "1    moso 自身出错", en: "1    a mistake of moso's own"),
            Phrase(
                zh: "3    检查类命令发现了问题",
                en: "3    a checking command found something (--check, --strict, verify)"),
            Phrase(zh: "4    规则或安全检查拒绝", en: "4    a rule or a safety check refused"),
            Phrase(
                zh: "5    没有这条记录、冲突或对端，或编号对应多个",
                en: "5    no such record, conflict or peer, or several"),
            Phrase(zh: "10   部分对端收发成功", en: "10   some peers were reached, some not"),
            Phrase(zh: "11   另一个 moso 占用着副本", en: "11   another moso holds the replica"),
            Phrase(zh: "64   参数有误", en: "64   wrong flags or arguments"),
            Phrase(zh: "65   有问题的行或损坏的文件", en: "65   faulty rows, or a damaged file"),
            Phrase(zh: "66   文件读不了", en: "66   a file cannot be read"),
            Phrase(zh: "69   所需的服务没有运行", en: "69   a service that is needed does not run"),
            Phrase(zh: "73   文件写不了", en: "73   a file cannot be written"),
            Phrase(zh: "74   磁盘已满或出错", en: "74   the disk is full or fails"),
            Phrase(
                zh: "75   没有连上任何对端，或要等总部的人确认：稍后再试",
                en: "75   no peer was reached, or a person at the hub has to confirm: try later"),
            Phrase(zh: "76   版本不符", en: "76   versions do not fit"),
            Phrase(zh: "77   被拒绝", en: "77   denied"),
            Phrase(zh: "78   配置有误", en: "78   bad configuration"),
            Phrase(
                zh: "130、143   被中断；数据完整",
                en: "130, 143   interrupted; the data is consistent"),
            Phrase(
                zh: "--cron 把 10、11 和短时间的 75 当作 0。",
                en: "--cron turns 10, 11 and a short 75 into 0."),
        ])

    static let json = Topic(
        name: "json", title: Phrase(zh: "JSON 输出", en: "Output for programs"),
        lines: [
            Phrase(
                zh: "每个命令在标准输出上给一个文档：moso、kind、site、as_of、tz、data、warnings。",
                en: "One document on standard output: moso, kind, site, as_of, tz, data, warnings."),
            Phrase(
                zh: "moso 是格式版本；同一版本内只会增加内容，不认识的请忽略。",
                en: "moso is the version; within it things are only added, so ignore what is new."),
            Phrase(
                zh: "时间是 RFC 3339 UTC 毫秒；日期 YYYY-MM-DD；以 _seconds 结尾的是秒。",
                en: "Times are RFC 3339 in UTC with milliseconds; keys in _seconds are seconds."),
            Phrase(
                zh: "金额是 {\"amount\":\"3.20\",\"currency\":\"CNY\"}；计数是整数；没有小数类型。",
                en: "Money is {\"amount\":\"3.20\",\"currency\":\"CNY\"}, counts are whole numbers."
            ),
            Phrase(
                zh: "null 表示已知为空；缺少键表示不适用；待核对的字段是 {\"undecided\":…,\"values\":[…]}。",
                en: "null is known to be empty, a missing key does not apply, an undecided field "
                    + "is {\"undecided\":…,\"values\":[…]}."),
            Phrase(
                zh: "log 和 export --format jsonl 每行一个对象，没有外层文档。",
                en: "log and export --format jsonl print one object a line, without the document."),
            Phrase(
                zh: "出错时标准错误上有一个对象：code、exit、message、safety、try、details。",
                en: "A failure is one object on standard error: code, exit, message, safety, try, "
                    + "details."),
        ])

    static let time = Topic(
        name: "time", title: Phrase(zh: "时间", en: "Times"),
        lines: [
            Phrase(
                zh: "可以这样写：45m、12h、3d、2w（之前），today、yesterday，2026-11-01，\"2026-11-01 10:05\"。",
                en: "Typed as 45m, 12h, 3d, 2w (ago), today, yesterday, 2026-11-01 or "
                    + "\"2026-11-01 10:05\"."),
            Phrase(
                zh: "本地时间为北京时间（UTC+8）；--time utc 显示 UTC。",
                en: "Local time is Beijing time (UTC+8); --time utc shows UTC."),
            Phrase(
                zh: "时钟只影响显示的先后，不决定哪个值留下。",
                en: "Clocks decide what is shown first, never which value survives."),
        ])

    static let rules = Topic(
        name: "rules", title: Phrase(zh: "合并与业务规则", en: "Merging and rules"),
        lines: [
            Phrase(
                zh: "每个字段有合并规则：moso record fields 类别。没有规则能定的，两个值都保留，由人决定。",
                en: "Every field has a merge rule: moso record fields KIND. What no rule settles "
                    + "keeps all its values until a person decides.")
        ] + RuleID.allCases.map(Self.line) + [
            Phrase(
                zh: "规则在合并后的数据上检查；违反时列为冲突，不会撤回任何一方的改动。",
                en: "Rules are checked on merged data; a breach is listed and nothing is undone.")
        ])

    /// A rule by its number, in one sentence.
    private static func line(_ rule: RuleID) -> Phrase {
        let label = Phrase(rule.label)
        return Phrase(
            zh: "\(rule.rawValue) \(label.zh)。", en: "\(rule.rawValue) \(label.en).")
    }

    static let offline = Topic(
        name: "offline", title: Phrase(zh: "断网时", en: "Working offline"),
        lines: [
            Phrase(
                zh: "断网时照常录入：改动立即安全保存在本机，联网后自动发送。",
                en: "Work goes on without a network: changes are safe here and sent later."),
            Phrase(
                zh: "传输随时可以中断，下次从断点继续，不会丢也不会重复。",
                en: "A transfer may break anywhere and goes on from there, nothing lost or twice."),
            Phrase(
                zh: "没有守护进程时，用 moso sync 手动收发，或放进 crontab：moso sync --cron。",
                en: "Without the daemon, moso sync exchanges by hand, moso sync --cron from cron."),
        ])
}
