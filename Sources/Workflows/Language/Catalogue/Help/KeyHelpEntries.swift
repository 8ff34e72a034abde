extension Catalogue.Help {
    public static let keyRecovery = Entry(
        Phrase(
            zh: "总部：生成写在纸上的恢复密钥，只显示一次。",
            en: "The hub: make a recovery key for paper, shown once."),
        detail: Phrase(
            zh: "它只能声明总部换了哪把密钥，此外什么也不能读、不能写。没有它，总部密钥丢失或被盗后要逐站重新登记。",
            en: "It can say which key is the hub's from now on, and read or write nothing else. "
                + "Without it a hub whose key is lost or stolen is enrolled anew at each site."),
        [
            Example(
                Phrase(
                    zh: "moso key recovery --reason 安装时",
                    en: "moso key recovery --reason \"at installation\""))
        ])

    public static let keyRecover = Entry(
        Phrase(
            zh: "总部：凭恢复密钥换上新密钥，旧密钥作废。",
            en: "The hub: take another key by the recovery key; the old one is void."),
        detail: Phrase(
            zh: "恢复密钥从标准输入读取。得知此事的站点不再认任何旧密钥；连不上总部的站点用 moso key follow。",
            en: "The recovery key is read from standard input. A site that has heard of it takes "
                + "no earlier key of the hub; one that cannot reach the hub any more runs "
                + "moso key follow."
        ),
        [
            Example(
                Phrase(
                    zh: "moso key recover --reason 总部机器被盗",
                    en: "moso key recover --reason \"the server was stolen\""))
        ])

    public static let keyFollow = Entry(
        Phrase(
            zh: "分站：认总部凭恢复密钥换上的新密钥。",
            en: "A site: take the hub's key that its recovery key names."),
        detail: Phrase(
            zh: "从标准输入读取 moso key recover 给出的那一行。它有恢复密钥的签名，经任何途径送来都可以。",
            en: "Reads the line that moso key recover prints from standard input. It is signed "
                + "with the recovery key, so it may have come by any way."
        ),
        [Example("moso key follow < line.txt")])
}
