extension Catalogue.Help {
    public static let members = Entry(
        Phrase(
            zh: "成员：谁已确认到哪里，历史清理在等谁。",
            en: "Members: how far each has acknowledged, and whom trimming waits for."),
        detail: Phrase(
            zh: "只有总部能改变成员的状态，每一步都有理由，记入日志并同步。没有人会因为时间长而自动失联。",
            en: "Only the hub changes where a member stands; each step has a reason, is logged and "
                + "syncs. No member lapses by age alone."),
        [
            Example("moso members list"),
            Example(
                Phrase(
                    zh: "moso members lapse hangzhou --reason 机器坏了",
                    en: "moso members lapse hangzhou --reason \"machine broken\"")),
        ])

    public static let membersList = Entry(
        Phrase(
            zh: "列出成员、状态和确认的进度。", en: "The members, where they stand, how far they are."),
        [Example("moso members list"), Example("moso members list --json")])

    public static let membersLapse = Entry(
        Phrase(
            zh: "总部：某站失联，不再等它。", en: "The hub: wait for a silent site no longer."),
        detail: Phrase(
            zh: "它之后写的内容不再收下，留在它那里。",
            en: "What it writes from then on is not taken in and stays with it."),
        [
            Example(
                Phrase(
                    zh: "moso members lapse hangzhou --reason 两个月没有联系",
                    en: "moso members lapse hangzhou --reason \"silent for two months\""))
        ])

    public static let membersSuspend = Entry(
        Phrase(
            zh: "总部：暂停某站，不收也不给。", en: "The hub: give a site nothing and take nothing."),
        [
            Example(
                Phrase(
                    zh: "moso members suspend hangzhou --reason 笔记本失窃",
                    en: "moso members suspend hangzhou --reason \"laptop stolen\""))
        ])

    public static let membersReturn = Entry(
        Phrase(
            zh: "总部：让失联或暂停的站点恢复。", en: "The hub: a lapsed or suspended site may come back."),
        detail: Phrase(
            zh: "期间没有写过内容的，同步一次即可；写过的，或缺少已清理内容的，从快照重新开始。",
            en:
                "One that wrote nothing meanwhile syncs and goes on; one that did, or lacks what was "
                + "trimmed, starts again from a snapshot."),
        [
            Example(
                Phrase(
                    zh: "moso members return hangzhou --reason 机器修好了",
                    en: "moso members return hangzhou --reason \"machine repaired\""))
        ])

    public static let membersRetire = Entry(
        Phrase(zh: "总部：某站退出，不能恢复。", en: "The hub: a site leaves for good."),
        [
            Example(
                Phrase(
                    zh: "moso members retire hangzhou --reason 站点关闭",
                    en: "moso members retire hangzhou --reason \"site closed\""))
        ])

    public static let trim = Entry(
        Phrase(
            zh: "清理各站都已确认的旧历史的内容。", en: "Give up old history that everybody has acknowledged."),
        detail: Phrase(
            zh: "只去掉事务写入的内容；作者、时间、原因和哈希链保留。记录、待核对和同步结果都不变；清理掉的不能再撤销。"
                + "先用 -n 看会清理多少、在等谁。",
            en: "Only what transactions wrote goes; author, time, reason and the hash chain stay. "
                + "Records, conflicts and syncs are the same as before; what was trimmed cannot be "
                + "undone. -n tells how much would go, and whom it waits for."),
        [
            Example("moso trim --older-than 400d -n"),
            Example("moso trim --older-than 400d --compact"),
        ])
}

extension Catalogue.Flag {
    public static let memberSite = Phrase(zh: "站点的代号。", en: "The site's name.")
    public static let trimOlderThan = Phrase(
        zh: "只清理早于这段时间的，如 400d。", en: "Only what is older than this, such as 400d.")
    public static let compact = Phrase(
        zh: "把空出的空间还给磁盘（重写整个文件）。",
        en: "Give the space back to the disk, by writing the file anew.")
}
