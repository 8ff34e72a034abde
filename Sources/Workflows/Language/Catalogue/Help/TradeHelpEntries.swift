extension Catalogue.Help {
    // The commands of the trade. The Chinese sentence begins with the name by which the command also
    // answers.

    public static let enquiry = Entry(
        Phrase(zh: "问询：登记上门来问的企业。", en: "Note a company that walked in to ask."),
        [
            Example(
                Phrase(
                    zh: "moso 问询 演示·观岳 --工位 8 --行业 机器人",
                    en: "moso enquiry Guanyue --seats 8 --sectors robotics"))
        ])

    public static let apply = Entry(
        Phrase(zh: "入驻申请：收到申请。", en: "Take in an application."),
        [
            Example(
                Phrase(
                    zh: "moso 入驻申请 观岳 --工位 8 --自 2023-09-01",
                    en: "moso apply Guanyue --seats 8 --from 2023-09-01"))
        ])

    public static let screen = Entry(
        Phrase(zh: "初审：打分，通过或不通过。", en: "Score an application, accept or decline it."),
        [
            Example(
                Phrase(
                    zh: "moso 初审 观岳 --团队 4 --技术 5 --AI 5 --空间 3 --通过",
                    en: "moso screen Guanyue --team 4 --technology 5 --ai 5 --need 3 --accept"))
        ])

    public static let queue = Entry(
        Phrase(zh: "排队：谁在等工位。", en: "Who waits for seats."),
        [
            Example(Phrase(zh: "moso 排队 列表", en: "moso queue list")),
            Example(Phrase(zh: "moso 排队 叫号 --工位 8", en: "moso queue next --seats 8")),
        ])

    public static let queueList = Entry(
        Phrase(
            zh: "列表：按次序，有承诺日、推迟天数。", en: "List the queue in order, with promises and slips."),
        [Example(Phrase(zh: "moso 排队 列表", en: "moso queue list"))])

    public static let queueJoin = Entry(
        Phrase(zh: "加入：企业开始排队。", en: "Put a company into the queue."),
        [
            Example(
                Phrase(
                    zh: "moso 排队 加入 观岳 --工位 8 --评级 A",
                    en: "moso queue join Guanyue --seats 8 --rating A"
                ))
        ])

    public static let queueLeave = Entry(
        Phrase(zh: "退出：企业不再排队。", en: "Take a company out of the queue."),
        [
            Example(
                Phrase(
                    zh: "moso 排队 退出 观岳 --理由 已另租",
                    en: "moso queue leave Guanyue --reason \"rented elsewhere\""))
        ])

    public static let queueUp = Entry(
        Phrase(zh: "插队：提前，须有理由。", en: "Put a company before others, with a reason."),
        [
            Example(
                Phrase(
                    zh: "moso 排队 插队 观岳 --理由 算力紧缺",
                    en: "moso queue up Guanyue --reason \"compute is short\""))
        ])

    public static let queueNext = Entry(
        Phrase(zh: "叫号：空出的工位该给谁。", en: "Who is next for seats that are free."),
        [Example(Phrase(zh: "moso 排队 叫号 --工位 8", en: "moso queue next --seats 8"))])

    public static let promise = Entry(
        Phrase(
            zh: "承诺：答应的入驻日，取决于谁搬离。", en: "A day promised for moving in, and on whom it depends."),
        detail: Phrase(
            zh: "每次承诺都留下来：推迟了几天、说过几次，都看得到。",
            en: "Every promise is kept, so that it shows how often and how far a day has slipped."),
        [
            Example(
                Phrase(
                    zh: "moso 承诺 观岳 2023-09-01 --等 澜图 --告知 电话",
                    en: "moso promise Guanyue 2023-09-01 --after Lantu --told phone"))
        ])

    public static let offer = Entry(
        Phrase(zh: "发入驻通知：给出工位，限期答复。", en: "Offer seats, to be answered by a day."),
        [
            Example(
                Phrase(
                    zh: "moso 发入驻通知 观岳 --工位 8 --自 2023-09-01 --答复 下周五",
                    en: "moso offer Guanyue --seats 8 --from 2023-09-01 --answer-by \"next friday\""
                )),
            Example(Phrase(zh: "moso 发入驻通知 观岳 --接受", en: "moso offer Guanyue --accepted")),
        ])

    public static let seats = Entry(
        Phrase(zh: "工位：谁在用，哪些空着。", en: "Who has which seat, and which are free."),
        [
            Example(Phrase(zh: "moso 工位 --空", en: "moso seats --free")),
            Example(Phrase(zh: "moso 工位 下周一", en: "moso seats 2023-09-01")),
        ])

    public static let sign = Entry(
        Phrase(zh: "签约：合同号取本站的下一号。", en: "Sign a contract, numbered from this site's own block."),
        [
            Example(
                Phrase(
                    zh: "moso 签约 澜图 --自 2023-08-14 --至 2024-08-13 --工位 10",
                    en: "moso sign Lantu --from 2023-08-14 --to 2024-08-13 --seats 10"))
        ])

    public static let moveIn = Entry(
        Phrase(zh: "入驻：确认工位，起算免租。", en: "A company sits down: its seats, and its free months."),
        detail: Phrase(
            zh: "一次写好协议、工位、免租段，并从排队中划去；moso undo 一次撤销。",
            en: "Contract, seats, free term and queue are written in one go, and undone in one."),
        [
            Example(
                Phrase(
                    zh: "moso 入驻 澜图 A-001..A-010 --自 2023-08-14 --免租 6",
                    en: "moso move-in Lantu A-001..A-010 --from 2023-08-14 --free 6"))
        ])

    public static let extend = Entry(
        Phrase(zh: "续期：接着上一段再续。", en: "A further term behind the last one."),
        [
            Example(
                Phrase(
                    zh: "moso 续期 澜图 --月 3 --租金 900", en: "moso extend Lantu --months 3 --rent 900"))
        ])

    public static let market = Entry(
        Phrase(zh: "转正价：按市价留下。", en: "The company stays and pays the market's rent."),
        [Example(Phrase(zh: "moso 转正价 澜图 --租金 1200", en: "moso market Lantu --rent 1200"))])

    public static let notice = Entry(
        Phrase(zh: "通知搬离：写明期限和理由。", en: "Tell a company to leave by a day, with the reason."),
        [
            Example(
                Phrase(
                    zh: "moso 通知搬离 澜图 --期限 2024-01-31 --理由 已完成融资",
                    en: "moso notice Lantu --by 2024-01-31 --reason \"closed its round\""))
        ])

    public static let moveOut = Entry(
        Phrase(zh: "退租：释放工位，条款到此为止。", en: "A company leaves: its seats are free, its terms end."),
        [
            Example(
                Phrase(
                    zh: "moso 退租 澜图 --日期 2024-01-31 --原因 空间不足",
                    en: "moso move-out Lantu --on 2024-01-31 --because outgrew"))
        ])

    public static let graduate = Entry(
        Phrase(zh: "毕业：须有依据。", en: "A company graduates, with evidence."),
        [
            Example(
                Phrase(
                    zh: "moso 毕业 澜图 --依据 交割单",
                    en: "moso graduate Lantu --evidence \"closing paper\""))
        ])

    public static let book = Entry(
        Phrase(zh: "订会议室：时间重叠就拒绝。", en: "Book a room; what overlaps is refused."),
        [
            Example(
                Phrase(
                    zh: "moso 订会议室 路演厅 明天 14:00-15:30 --企业 澜图 --用途 演练",
                    en: "moso book roadshow tomorrow 14:00-15:30 --for Lantu --purpose rehearsal"))
        ])

    public static let rooms = Entry(
        Phrase(zh: "会议室：一天的预订。", en: "The bookings of a day."),
        [Example(Phrase(zh: "moso 会议室 明天", en: "moso rooms tomorrow"))])

    public static let cancel = Entry(
        Phrase(zh: "取消预订：编号见 moso 会议室。", en: "Take a booking back; moso rooms has its id."),
        [Example(Phrase(zh: "moso 取消预订 BK-7K3F", en: "moso cancel BK-7K3F"))])

    public static let visit = Entry(
        Phrase(zh: "接待：来了、走了、后续。", en: "Visitors: they came, they left, what follows."),
        [
            Example(
                Phrase(zh: "moso 接待 开始 政府 安吉县政府", en: "moso visit start government \"Anji county\"")
            )
        ])

    public static let visitStart = Entry(
        Phrase(zh: "开始：人到了，细节以后再补。", en: "They are here; details later."),
        [
            Example(
                Phrase(
                    zh: "moso 接待 开始 政府 安吉县政府 --人数 6",
                    en: "moso visit start government \"Anji county\" --people 6"))
        ])

    public static let visitEnd = Entry(
        Phrase(zh: "结束：记下用时和议题。", en: "They have left; the time spent is counted."),
        [Example(Phrase(zh: "moso 接待 结束 --议题 下一步合作", en: "moso visit end --topics \"next step\""))])

    public static let visitNext = Entry(
        Phrase(zh: "后续：要做什么，谁做，何时前。", en: "What follows: what, who, by when."),
        [
            Example(
                Phrase(
                    zh: "moso 接待 后续 寄资料 --谁 周凯 --期限 下周一",
                    en: "moso visit next \"send papers\" --who \"Zhou Kai\" --by \"next monday\""))
        ])

    public static let fix = Entry(
        Phrase(zh: "报修：登记、完工、销单、返修。", en: "Repairs: reported, done, confirmed, reopened."),
        [
            Example(
                Phrase(
                    zh: "moso 报修 登记 A-017 空调漏水 --停用", en: "moso fix report A-017 ac-leak --block"))
        ])

    public static let fixReport = Entry(
        Phrase(zh: "登记：哪里坏了，什么坏了。", en: "Where something is broken, and what."),
        [
            Example(
                Phrase(
                    zh: "moso 报修 登记 A-017 空调漏水 --停用", en: "moso fix report A-017 ac-leak --block"))
        ])

    public static let fixDone = Entry(
        Phrase(zh: "完工：修好了，等报修人确认。", en: "It is mended; whoever reported it confirms."),
        [Example(Phrase(zh: "moso 报修 完工 WO-7K3F", en: "moso fix done WO-7K3F"))])

    public static let fixConfirm = Entry(
        Phrase(zh: "销单：报修人确认，停用的工位恢复。", en: "Confirmed; a seat that was blocked is back."),
        [Example(Phrase(zh: "moso 报修 销单 WO-7K3F", en: "moso fix confirm WO-7K3F"))])

    public static let fixReopen = Entry(
        Phrase(zh: "返修：没修好。", en: "It is not mended after all."),
        [Example(Phrase(zh: "moso 报修 返修 WO-7K3F", en: "moso fix reopen WO-7K3F"))])

    public static let funding = Entry(
        Phrase(zh: "融资动态：创始人怎么说。", en: "What the founder says of a round."),
        [
            Example(
                Phrase(
                    zh: "moso 融资动态 澜图 A 已完成 --金额 50000000 --完成日 2023-07-28 --依据 交割单",
                    en:
                        "moso funding Lantu A closed --amount 50000000 --closed 2023-07-28 --evidence paper"
                ))
        ])

    public static let milestone = Entry(
        Phrase(zh: "成果：模型、专利、奖项。", en: "What a company achieved: a model, a patent, an award."),
        [
            Example(
                Phrase(
                    zh: "moso 成果 澜图 模型发布 \"13B 开源模型\" --公开",
                    en: "moso milestone Lantu model-release \"open 13B model\" --public"))
        ])

    public static let expert = Entry(
        Phrase(zh: "专家辅导：几分钟也算。", en: "An expert helped, for however few minutes."),
        [
            Example(
                Phrase(
                    zh: "moso 专家辅导 演示·教授 锐影 --分钟 7 --结果 已解决",
                    en: "moso expert \"Prof Demo\" Ruiying --minutes 7 --outcome solved"))
        ])

    public static let demand = Entry(
        Phrase(zh: "产业需求：谁要解决什么。", en: "Who in industry needs what."),
        [
            Example(
                Phrase(
                    zh: "moso 产业需求 演示·矿业 \"地质疏松，提前发现塌陷\"",
                    en: "moso demand \"Demo Mining\" \"loose strata: detect collapse early\""))
        ])

    public static let match = Entry(
        Phrase(zh: "对接：需求与企业。", en: "Match a demand with a company."),
        [Example(Phrase(zh: "moso 对接 DE-7K3F 深瞳", en: "moso match DE-7K3F Shentong"))])
}
