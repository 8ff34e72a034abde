extension Catalogue.Help {
    // Further commands of the trade. The Chinese sentence begins with the name by which the command
    // also answers.

    public static let assign = Entry(
        Phrase(
            zh: "分配工位：加工位，或确认拟定的。", en: "Give a company more seats, or confirm what was proposed."),
        [
            Example(
                Phrase(
                    zh: "moso 分配工位 澜图 A-011..A-012 --自 2023-09-01",
                    en: "moso assign Lantu A-011..A-012 --from 2023-09-01")),
            Example(
                Phrase(
                    zh: "moso 分配工位 澜图 A-001..A-003 --分站 anji",
                    en: "moso assign Lantu A-001..A-003 --site anji"),
                Phrase(zh: "总部为别站拟定", en: "head office proposes")),
        ])

    public static let release = Entry(
        Phrase(zh: "释放工位：交回几个，企业留下。", en: "Give seats back; the company stays."),
        [
            Example(
                Phrase(
                    zh: "moso 释放工位 A-009..A-010 --日期 2023-08-31",
                    en: "moso release A-009..A-010 --on 2023-08-31"))
        ])

    public static let transfer = Entry(
        Phrase(zh: "转站：搬到另一个分站，历史相连。", en: "A company goes to another site; its history goes on."),
        detail: Phrase(
            zh: "原站结束、新站签约。总部一次写好两边；分站只写自己的一边，并说出对方要输入什么。",
            en:
                "It ends here and is signed there. Head office writes both; a branch writes its own side and "
                + "says what the other types."),
        [
            Example(
                Phrase(
                    zh: "moso 转站 澜图 anji --日期 2023-12-31",
                    en: "moso transfer Lantu anji --on 2023-12-31"))
        ])

    public static let stamp = Entry(
        Phrase(
            zh: "盖章：合同或政府条件有了盖章文件。", en: "A contract, or a city's offer, has its stamped paper."),
        [
            Example(
                Phrase(
                    zh: "moso 盖章 澜图 --档案盒 3-12 --扫描件 合同.pdf",
                    en: "moso stamp Lantu --box 3-12 --scan contract.pdf"))
        ])

    public static let clinic = Entry(
        Phrase(zh: "法务门诊：谁来了，谈了什么。", en: "Legal clinics: who came, about what."),
        [
            Example(
                Phrase(
                    zh: "moso 法务门诊 登记 演示·律所 澜图 锐影 --议题 股权",
                    en: "moso clinic add \"Demo Law\" Lantu Ruiying --topics equity")),
            Example(Phrase(zh: "moso 法务门诊 列表", en: "moso clinic list")),
        ])

    public static let clinicAdd = Entry(
        Phrase(zh: "登记：同一律所同一天算一次，企业可以补记。", en: "Note a session; the same firm on a day is one."),
        [
            Example(
                Phrase(
                    zh: "moso 法务门诊 登记 演示·律所 澜图 锐影 --议题 股权 --分钟 90",
                    en: "moso clinic add \"Demo Law\" Lantu Ruiying --topics equity --minutes 90"))
        ])

    public static let clinicList = Entry(
        Phrase(zh: "列表：近期的门诊。", en: "The sessions, the latest first."),
        [
            Example(
                Phrase(zh: "moso 法务门诊 列表 --起 2023-08-01", en: "moso clinic list --since 2023-08-01")
            )
        ])

    public static let offerGov = Entry(
        Phrase(zh: "政府条件：城市开出的条件和我们的答复。", en: "What cities offer, and our answers."),
        detail: Phrase(
            zh: "只有总部持有，其他城市看不到。分站听到的请转告总部。",
            en:
                "Only head office holds them, and no city sees another's. A branch tells head office."
        ),
        [
            Example(
                Phrase(
                    zh: "moso 政府条件 登记 330523 --名称 演示城市 --面积 10000 --资金 50000000",
                    en: "moso offer-gov add 330523 --name Demo --space 10000 --money 50000000")),
            Example(
                Phrase(
                    zh: "moso 政府条件 答复 演示城市 谈判中", en: "moso offer-gov answer Demo negotiating")),
        ])

    public static let offerGovAdd = Entry(
        Phrase(zh: "登记：一个城市的条件，每次是新的一版。", en: "Note an offer, each time as a new version."),
        [
            Example(
                Phrase(
                    zh: "moso 政府条件 登记 330523 --名称 演示城市 --面积 10000 --资金 50000000 --减免年限 3",
                    en:
                        "moso offer-gov add 330523 --name Demo --space 10000 --money 50000000 --tax-years 3"
                ))
        ])

    public static let offerGovAnswer = Entry(
        Phrase(zh: "答复：谢绝须有理由；答复后条款不再变。", en: "Answer it; declining needs a reason."),
        [
            Example(
                Phrase(
                    zh: "moso 政府条件 答复 演示城市 已谢绝 --理由 人手不够",
                    en: "moso offer-gov answer Demo declined --reason \"short of hands\""))
        ])

    public static let policy = Entry(
        Phrase(zh: "政策：登记，及以后的变化。", en: "Policies, and what becomes of them."),
        [
            Example(
                Phrase(
                    zh: "moso 政策 登记 演示·人工智能若干措施 --单位 演示·经信局 --级别 市级",
                    en: "moso policy add \"Demo AI measures\" --body \"Demo bureau\" --level city"))
        ])

    public static let policyAdd = Entry(
        Phrase(zh: "登记：征求意见稿不算生效。", en: "Note a policy; a consultation draft is not in force."),
        [
            Example(
                Phrase(
                    zh: "moso 政策 登记 演示·人工智能若干措施 --单位 演示·经信局 --级别 市级 --状态 征求意见稿",
                    en: "moso policy add \"Demo AI measures\" --body \"Demo bureau\" --level city "
                        + "--status draft"))
        ])

    public static let policyMove = Entry(
        Phrase(zh: "状态：发布、修订、失效。", en: "It is issued, amended, or has run out."),
        [
            Example(
                Phrase(
                    zh: "moso 政策 状态 若干措施 已发布 --生效 2023-09-01",
                    en: "moso policy status measures issued --from 2023-09-01"))
        ])

    public static let occupied = Entry(
        Phrase(zh: "占用检查：哪些会议室被一家长期占着。", en: "Rooms that one company has taken over."),
        detail: Phrase(
            zh: "十四天里超过开放时间的 40%，或一次超过 12 小时，就算占用。",
            en: "Over 40 % of the open hours of 14 days, or more than 12 hours at once."),
        [Example(Phrase(zh: "moso 占用检查", en: "moso occupied"))])

    public static let company = Entry(
        Phrase(zh: "企业：一家企业的全部，一页。", en: "Everything known of a company, on one page."),
        [
            Example(Phrase(zh: "moso 企业 澜图", en: "moso company Lantu")),
            Example(Phrase(zh: "moso 企业 澜图 --全部", en: "moso company Lantu --all")),
        ])

    public static let dup = Entry(
        Phrase(zh: "查重：可能是同一家的企业。", en: "Companies that may be one."),
        [
            Example(Phrase(zh: "moso 查重 列表", en: "moso dup list")),
            Example(Phrase(zh: "moso 查重 合并 澜图 C-7K3F", en: "moso dup link Lantu C-7K3F")),
        ])

    public static let dupList = Entry(
        Phrase(
            zh: "列表：疑似重复和理由；指定企业时连名称相近的也列。",
            en: "What may be one, and why; of one company also names alike."),
        [
            Example(Phrase(zh: "moso 查重 列表", en: "moso dup list")),
            Example(Phrase(zh: "moso 查重 列表 澜图", en: "moso dup list Lantu")),
        ])

    public static let dupLink = Entry(
        Phrase(zh: "合并：是同一家。卡都保留，可再分开。", en: "They are one company. Both cards stay."),
        [
            Example(
                Phrase(
                    zh: "moso 查重 合并 澜图 C-7K3F --理由 已核对执照",
                    en: "moso dup link Lantu C-7K3F --reason \"licence seen\""))
        ])

    public static let dupUnlink = Entry(
        Phrase(zh: "分开：不是同一家，以后不再提示。", en: "They are different, and are not proposed again."),
        [
            Example(
                Phrase(
                    zh: "moso 查重 分开 澜图 C-7K3F --理由 同名",
                    en: "moso dup unlink Lantu C-7K3F --reason \"same name only\""))
        ])

    public static let find = Entry(
        Phrase(zh: "查：在本站所有记录里找一个词。", en: "Look for a word in everything this site holds."),
        [
            Example(Phrase(zh: "moso 查 澜图", en: "moso find Lantu")),
            Example(Phrase(zh: "moso 查 赵 --类别 person", en: "moso find Zhao --kind person")),
        ])

    public static let print = Entry(
        Phrase(zh: "打印：表单，留出签字盖章处。", en: "A form on paper, with lines to sign."),
        detail: Phrase(
            zh: "写成一页网页，用浏览器打印成 A4；不知道的留空，手填。",
            en: "A page of HTML for A4; what is not known is left to be filled in by hand."),
        [
            Example(
                Phrase(
                    zh: "moso 打印 入驻确认单 澜图 -o 澜图.html", en: "moso print move-in Lantu -o lantu.html")
            ),
            Example(
                Phrase(
                    zh: "moso 打印 工位标签 A-001..A-012 -o 标签.html",
                    en: "moso print labels A-001..A-012 -o labels.html")),
        ])

    public static let seatMap = Entry(
        Phrase(zh: "工位图：每个工位的状态。", en: "Every seat and how it stands."),
        [Example(Phrase(zh: "moso 工位图 --截至 2023-08-11", en: "moso map --as-of 2023-08-11"))])

    public static let facts = Entry(
        Phrase(zh: "年度数据：登记和催收。", en: "The figures of a year: taken down, chased."),
        [
            Example(
                Phrase(
                    zh: "moso 年度数据 登记 澜图 2022 --营收 12000000 --人数 35",
                    en: "moso facts add Lantu 2022 --revenue 12000000 --people 35")),
            Example(Phrase(zh: "moso 年度数据 催收 2022", en: "moso facts chase 2022")),
        ])

    public static let factsAdd = Entry(
        Phrase(zh: "登记：一家企业一年的数字；盖章后不再改。", en: "A company's figures; a stamped year stands."),
        [
            Example(
                Phrase(
                    zh: "moso 年度数据 登记 澜图 2022 --营收 12000000 --人数 35",
                    en: "moso facts add Lantu 2022 --revenue 12000000 --people 35"))
        ])

    public static let factsChase = Entry(
        Phrase(zh: "催收：当年在站而没有交的企业。", en: "Who lived here that year and has not told."),
        [Example(Phrase(zh: "moso 年度数据 催收 2022", en: "moso facts chase 2022"))])
}
