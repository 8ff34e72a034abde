extension Catalogue.Help {
    public static let quota = Entry(
        Phrase(
            zh: "总量有上限的额度：各站只用自己的份额，断网也不会超。",
            en: "What may never be exceeded: each site uses its own share, so not even offline."),
        detail: Phrase(
            zh: "投资项目的批准金额占用所属基金的额度，补贴占用预算的额度：份额不够就不能保存。"
                + "份额由总部转给分站；不够时申请，下次同步时对方按规则让出，最多一半。",
            en:
                "The approved amount of an investment draws from its fund's quota, a subsidy from its "
                + "budget's: what the share does not cover is not saved. The hub lends shares to "
                + "branches; who is short asks, and gets at a sync what can be spared, at most half."
        ),
        [
            Example("moso quota list"), Example("moso quota lend K-7K3F 3000000 --to anji"),
            Example("moso quota ask K-7K3F 500000"),
        ])

    public static let quotaList = Entry(
        Phrase(zh: "列出本站知道的额度和可用份额。", en: "The quotas known here, and what is left."),
        [Example("moso quota list"), Example("moso quota list --json")])

    public static let quotaShow = Entry(
        Phrase(
            zh: "查看一个额度：份额、占用、变动、争议。",
            en: "One quota: shares, use, moves, disputes."),
        detail: Phrase(
            zh: "分站只看得到自己的账簿。", en: "A branch sees its own book only."),
        [Example("moso quota show K-7K3F")])

    public static let quotaGrant = Entry(
        Phrase(
            zh: "总部：核定额度，或追加。", en: "The hub: declare a quota, or raise it."),
        detail: Phrase(
            zh: "基金和补贴预算的额度不超过其规模；已经批准的金额立即计入占用。",
            en: "The quota of a fund or budget never exceeds its size; what records have committed "
                + "already is drawn at once."),
        [
            Example("moso quota grant K-7K3F 30000000"),
            Example(
                Phrase(
                    zh: "moso quota grant hot-desks 20 --name 流动工位 --unit count",
                    en: "moso quota grant hot-desks 20 --name \"hot desks\" --unit count")),
        ])

    public static let quotaWithdraw = Entry(
        Phrase(
            zh: "总部：从自己的份额里核减额度。",
            en: "The hub: lower a quota, out of its own share."),
        [
            Example(
                Phrase(
                    zh: "moso quota withdraw K-7K3F 5000000 --reason 规模调整",
                    en: "moso quota withdraw K-7K3F 5000000 --reason \"fund reduced\""))
        ])

    public static let quotaLend = Entry(
        Phrase(
            zh: "转让一部分份额：总部转给分站，分站转给总部。",
            en: "Pass on a part of the share: the hub to a site, a branch to the hub."),
        [Example("moso quota lend K-7K3F 3000000 --to anji")])

    public static let quotaReturn = Entry(
        Phrase(zh: "把一部分份额交回总部。", en: "Hand a part of the share back to the hub."),
        [Example("moso quota return K-7K3F 500000")])

    public static let quotaSpend = Entry(
        Phrase(
            zh: "占用份额（不由投资项目或补贴记录占用时）。",
            en: "Use up a part of the share, where no investment or subsidy does."),
        [
            Example(
                Phrase(
                    zh: "moso quota spend K-7K3F 2000000 --reason 青竹智能，已签意向",
                    en: "moso quota spend K-7K3F 2000000 --reason \"term sheet signed\""))
        ])

    public static let quotaRelease = Entry(
        Phrase(
            zh: "释放一笔占用，全部或一部分。", en: "Give back what a spend used up, or a part."),
        [Example("moso quota release J-anji.1/site/anji:42.1 500000")])

    public static let quotaAsk = Entry(
        Phrase(
            zh: "申请份额：分站向总部，或总部向一个分站；下次同步时答复。",
            en: "Ask for a share: a branch the hub, or the hub a branch; answered at a sync."),
        [
            Example("moso quota ask K-7K3F 500000"),
            Example("moso quota ask K-7K3F 500000 --from anji"),
            Example("moso quota ask K-7K3F --withdraw"),
        ])

    public static let quotaWitness = Entry(
        Phrase(
            zh: "总部：确认某站的旧世代已经结束，余下的份额由新世代接手。",
            en: "The hub: an earlier epoch has ended, its site's present one has what is left."),
        detail: Phrase(
            zh: "数据库恢复或复制之后开始新世代，旧世代的份额要等确认。请先弄清旧的文件不再有人使用："
                + "确认之后旧世代再写的变动不作数，会列为争议。",
            en:
                "A restored or copied database begins a new epoch, and what the earlier one held waits "
                + "for this. Make sure first that nobody uses the old file any more: what it writes "
                + "afterwards does not count, and is listed as disputed."),
        [
            Example(
                Phrase(
                    zh: "moso quota witness anji.1 --reason 已电话核对",
                    en: "moso quota witness anji.1 --reason \"checked by telephone\""))
        ])

    public static let quotaDismiss = Entry(
        Phrase(
            zh: "总部：搁置一笔有争议的变动，它仍不作数。",
            en: "The hub: put a disputed move aside; it goes on counting for nothing."),
        [
            Example(
                Phrase(
                    zh: "moso quota dismiss J-anji.1/site/anji:42.1 --reason 已另行处理",
                    en: "moso quota dismiss J-anji.1/site/anji:42.1 --reason \"settled on paper\""))
        ])
}
