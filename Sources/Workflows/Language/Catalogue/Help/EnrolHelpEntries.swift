extension Catalogue.Help {
    public static let enrol = Entry(
        Phrase(
            zh: "密钥登记：与哪些站点、凭哪把密钥收发。",
            en: "Enrolment: which sites this one exchanges with, and by which keys."),
        detail: Phrase(
            zh: "总部用一次性邀请码登记新站点，两端用电话核对四个词。之后只用 TLS、只认这些密钥，不再以明文收发。",
            en: "The hub invites a site by a code that works once; both ends compare four words by "
                + "telephone. From then on they exchange over TLS and know each other by their keys "
                + "alone, never in the clear."),
        [
            Example(
                "moso enrol invite --site anji --at hub.example.cn:7443",
                Phrase(zh: "在总部", en: "at the hub")),
            Example("moso enrol join", Phrase(zh: "在分站", en: "at the site")),
            Example("moso enrol list"),
        ])

    public static let enrolInvite = Entry(
        Phrase(zh: "总部：给一个站点一次性的邀请码。", en: "The hub: a code for a site, good once."),
        detail: Phrase(
            zh: "邀请码含总部的地址和公钥，以及一个密码；总部只保存验证它所需的一半。再次邀请同一站点，之前的邀请码作废。",
            en:
                "It holds the hub's address and key, and a secret of which the hub keeps only what is "
                + "needed to check it. Another one for the same site makes the earlier void."),
        [
            Example("moso enrol invite --site anji --at hub.example.cn:7443"),
            Example("moso enrol invite --site anji --at hub.example.cn:7443 --expires 2h"),
            Example(
                "moso enrol invite --site hangzhou --at hub.example.cn:7443 --confirm",
                Phrase(
                    zh: "先由本站的人核对确认", en: "a person here compares words and confirms first")),
        ])

    public static let enrolJoin = Entry(
        Phrase(zh: "分站：凭总部的邀请码加入。", en: "A site: join the hub by its code."),
        detail: Phrase(
            zh: "不带参数时从标准输入读取，邀请码就不会留在命令历史里。显示四个词，与总部核对一致后才登记总部的密钥。",
            en: "Without an argument the code is read from standard input, and so stays out of the "
                + "shell's history. The hub's key is taken once a person says that the four words are "
                + "the same at both ends."),
        [Example("moso enrol join"), Example("moso enrol join --yes < code.txt")])

    public static let enrolConfirm = Entry(
        Phrase(
            zh: "总部：确认凭邀请码到来的站点。", en: "The hub: enrol who came with a code and waits."),
        detail: Phrase(
            zh: "显示等待者的四个词，与该站用电话核对一致后登记它的密钥；--yes 表示已核对。邀请码过期后还有 24 小时可以确认。",
            en:
                "Shows four words, to be compared with that site by telephone, and enrols its key once a "
                + "person says that they are the same; --yes says that they were. It can be done for "
                + "24 hours after the end of the code."),
        [Example("moso enrol confirm hangzhou"), Example("moso enrol confirm hangzhou --yes")])

    public static let enrolRefuse = Entry(
        Phrase(zh: "总部：拒绝凭邀请码到来的站点。", en: "The hub: refuse who came with a code and waits."),
        detail: Phrase(
            zh: "它的密钥不登记，邀请码作废。", en: "Its key is not enrolled, and the code is void."),
        [
            Example(
                Phrase(
                    zh: "moso enrol refuse hangzhou --reason 四个词不一致",
                    en: "moso enrol refuse hangzhou --reason \"the words differ\""))
        ])

    public static let enrolList = Entry(
        Phrase(
            zh: "列出登记过的密钥、未用的邀请码、等待确认的站点。",
            en: "Every key there ever was, codes that are out, and who waits."),
        [Example("moso enrol list"), Example("moso enrol list --json")])

    public static let enrolAdd = Entry(
        Phrase(zh: "登记一个站点的公钥。", en: "Take a key for a site's."),
        detail: Phrase(
            zh: "公钥由对方的 moso key show 给出；登记后用电话核对指纹。",
            en: "The other site's moso key show tells it; compare the fingerprint by telephone."),
        [
            Example("moso enrol add anji --key 7f3a…", Phrase(zh: "在总部", en: "at the hub")),
            Example(
                "moso enrol add beijing --key 91c0… --at https://hub.example.cn:7443",
                Phrase(zh: "在分站，并指明地址", en: "at a branch, with the hub's address")),
        ])

    public static let enrolRevoke = Entry(
        Phrase(
            zh: "吊销一个站点的密钥，不能恢复。", en: "Trust a site's key no more, for good."),
        detail: Phrase(
            zh: "立即生效，已建立的连接也不例外。以后再登记该站点，它要有一把新密钥。",
            en: "At once, for connections that are open too. To be enrolled again, the site needs "
                + "another key."),
        [
            Example(
                Phrase(
                    zh: "moso enrol revoke hangzhou --reason 笔记本失窃",
                    en: "moso enrol revoke hangzhou --reason \"laptop stolen\""))
        ])
}

extension Catalogue.Flag {
    public static let enrolSite = Phrase(zh: "站点的代号。", en: "The site's name.")
    public static let inviteAt = Phrase(
        zh: "站点从外面连接总部所用的主机和端口。", en: "Host and port at which sites reach the hub.")
    public static let inviteExpires = Phrase(
        zh: "有效多久，如 2h；最长 7d。", en: "How long it holds, such as 2h; 7d at most.")
    public static let inviteConfirm = Phrase(
        zh: "是否先由本站的人确认；不给则只有合作城市的站点（本站有它的 guest 账户）要确认。",
        en:
            "Whether a person here confirms who comes with it; else only for a partner city's site, one that "
            + "a guest was let in here for.")
    public static let joinCode = Phrase(
        zh: "邀请码；不给则从标准输入读取。", en: "The code; else it is read from standard input.")
    public static let enrolKey = Phrase(
        zh: "对方的公钥，64 位十六进制数字（moso key show）。",
        en: "Its public key, 64 hexadecimal digits (moso key show).")
    public static let enrolAt = Phrase(
        zh: "对方的地址，https，用来主动连接它。",
        en: "Its address, https, if this site is to call it.")
}
