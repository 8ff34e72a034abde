extension Catalogue.Help {
    public static let people = Entry(
        Phrase(zh: "谁可以使用本站的页面。", en: "Who may use this site's pages."),
        detail: Phrase(
            zh: "名单只在这台机器上（副本旁的 people.jsonl），不同步。角色：director 主任、operations 总部运营、"
                + "capital 投资团队、reviewer 技术评审、manager 站长、desk 前台、auditor 审计。",
            en: "The list stays on this machine, in people.jsonl beside the replica, and is never "
                + "synced. Roles: director, operations, capital, reviewer, manager, desk, auditor."),
        [
            Example(
                Phrase(
                    zh: "moso people invite 周凯 --role director",
                    en: "moso people invite zhou --role director"))
        ])

    public static let peopleList = Entry(
        Phrase(zh: "列出名单。", en: "List them."),
        [Example("moso people list"), Example("moso people list --json")])

    public static let peopleInvite = Entry(
        Phrase(
            zh: "给出一次性链接：第一次进入，或忘了密码。",
            en: "Print a one-time link: to come in first, or after a password was forgotten."),
        detail: Phrase(
            zh: "在浏览器里打开链接即可进入，并可设密码。再次运行会作废上一个链接；--role 也用来改角色。",
            en:
                "Whoever opens it in a browser is let in and can set a password. Run again, it makes "
                + "the link before it void; --role changes a role, too."),
        [
            Example(
                Phrase(
                    zh: "moso people invite 周凯 --role director",
                    en: "moso people invite zhou --role director")),
            Example(
                Phrase(
                    zh: "moso people invite 李娜 --role desk --expires 2h",
                    en: "moso people invite lina --role desk --expires 2h")),
        ])

    public static let peopleRemove = Entry(
        Phrase(
            zh: "不再让某人进入，立即生效。", en: "Let somebody in no more, from this moment on."),
        [
            Example(
                Phrase(zh: "moso people remove 李娜", en: "moso people remove lina"))
        ])
}

extension Catalogue {
    /// What the flags of `moso people` mean.
    public enum PeopleFlag {
        public static let name = Phrase(
            zh: "姓名：登录用，也是所写内容的作者。",
            en: "The name: to log in with, and the author of what they write.")
        public static let role = Phrase(
            zh: "角色；第一次必须给出。", en: "The role; needed the first time.")
        public static let site = Phrase(
            zh: "合作城市（guest）看哪个分站；其他角色不用。",
            en: "The site that a partner city (guest) sees; for no other role.")
        public static let expires = Phrase(
            zh: "链接多久有效，默认 48h。", en: "How long the link is good; 48h unless said.")
        public static let pages = Phrase(
            zh: "页面的网址；默认是运行中的守护进程的。",
            en: "Where the pages are; else where the daemon that runs shows them.")
    }
}
