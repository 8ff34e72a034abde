extension Catalogue {
    /// What each report is called, and the question that it answers.
    public enum ReportNames {
        typealias Names = (title: Phrase, question: Phrase)

        static let today: Names = (
            Phrase(zh: "今日总览", en: "Today"),
            Phrase(
                zh: "今天有什么事，什么到期，什么待定，哪个分站没有消息？",
                en: "What happens today, what is due or undecided, which site is silent?")
        )

        static let occupancy: Names = (
            Phrase(zh: "入驻率", en: "Occupancy"),
            Phrase(
                zh: "各站有多少工位可用、已分配、已发通知、停用、空闲？",
                en:
                    "How many seats does each site have in service, assigned, offered, blocked, free?"
            )
        )

        static let forecast: Names = (
            Phrase(zh: "入驻预测", en: "Forecast"),
            Phrase(
                zh: "按已签的日期，30、60、90 天后有多少工位有人、空闲？",
                en: "By what is signed, how many seats are held and free in 30, 60 and 90 days?")
        )

        static let seats: Names = (
            Phrase(zh: "工位图", en: "Seat map"),
            Phrase(
                zh: "每个工位当天是什么状态，谁在用，到哪天？",
                en: "What is each seat on the day, who has it, and until when?")
        )

        static let waitlist: Names = (
            Phrase(zh: "排队", en: "Waitlist"),
            Phrase(
                zh: "谁在排队，排了多久，承诺了哪天，推迟了几天？",
                en: "Who waits, for how long, promised which day, and slipped by how much?")
        )

        static let chains: Names = (
            Phrase(zh: "腾退—入驻链", en: "Promise chains"),
            Phrase(
                zh: "谁搬离，腾出哪些工位，接着谁入驻，哪条链断了？",
                en:
                    "Who leaves, which seats that frees, who moves in next, and which chain is broken?"
            )
        )

        static let freePeriods: Names = (
            Phrase(zh: "免租到期", en: "Free periods ending"),
            Phrase(
                zh: "哪些免租期 90 天内到期，已用几个月，去留定了没有？",
                en:
                    "Which free periods end within 90 days, after how many free months, and is it decided?"
            )
        )

        static let graduation: Names = (
            Phrase(zh: "毕业与迁出", en: "Graduation"),
            Phrase(
                zh: "谁在融资、已融资、可自给，谁该定去留，离场原因各多少？",
                en:
                    "Who is raising, funded or profitable, whose leaving is due, and why did others leave?"
            )
        )

        static let market: Names = (
            Phrase(zh: "转正价申请", en: "Market-rent requests"),
            Phrase(
                zh: "谁申请按市价留下，出价与市价多少，谁会因此多等？",
                en: "Who asks to stay at market rent, at what price, and who would wait longer?")
        )

        static let funnel: Names = (
            Phrase(zh: "投资漏斗", en: "Investment funnel"),
            Phrase(
                zh: "各阶段有多少项目、多少金额，两关评审如何？",
                en:
                    "How many projects and how much money stand at each stage, and how are both gates?"
            )
        )

        static let fund: Names = (
            Phrase(zh: "基金额度", en: "Fund position"),
            Phrase(
                zh: "各基金的规模、承诺、付款、预留、可用各多少？",
                en: "What is the size of each fund, committed, paid, reserved, available?")
        )

        static let followOn: Names = (
            Phrase(zh: "LP 跟投", en: "LP follow-on"),
            Phrase(
                zh: "哪位出资人跟投哪个项目，到哪一步？",
                en: "Which LP follows into which project, and how far is that?")
        )

        static let values: Names = (
            Phrase(zh: "估值变化", en: "Portfolio values"),
            Phrase(
                zh: "各企业首次与最近估值、依据、倍数、月数？",
                en:
                    "What was each company first and last valued at, on what basis, how many times that?"
            )
        )

        static let visits: Names = (
            Phrase(zh: "接待统计", en: "Visits per week"),
            Phrase(
                zh: "每周接待多少批、多少人、多少工时，来自哪里？",
                en:
                    "How many groups came each week, how many people, from where, at what cost in hours?"
            )
        )

        static let offers: Names = (
            Phrase(zh: "各地条件对比", en: "City offers compared"),
            Phrase(
                zh: "各城市给什么条件，口头还是盖章，我方答复如何？",
                en: "What does each city offer, in what form, and what did we answer?")
        )

        static let policies: Names = (
            Phrase(zh: "政策日历", en: "Policy calendar"),
            Phrase(
                zh: "哪些政策在征求意见、哪些生效，截止日是哪天，适合谁？",
                en:
                    "Which policies are drafts or in force, when are the deadlines, whom do they fit?"
            )
        )

        static let experts: Names = (
            Phrase(zh: "专家与法务", en: "Experts and clinics"),
            Phrase(
                zh: "专家辅导与法务门诊做了多少，哪些企业 60 天没有人管？",
                en: "What did experts and clinics do, and which residents had nothing for 60 days?")
        )

        static let demands: Names = (
            Phrase(zh: "需求对接", en: "Demand matching"),
            Phrase(
                zh: "有哪些产业需求，对接到哪一步，闭环了几个？",
                en: "What does industry ask for, how far is it matched, how many loops closed?")
        )

        static let repairs: Names = (
            Phrase(zh: "工单", en: "Repairs"),
            Phrase(
                zh: "有哪些报修未完，修了多久，哪里反复坏？",
                en: "What is broken, how long does fixing take, and where does it break again?")
        )

        static let conflicts: Names = (
            Phrase(zh: "冲突待办", en: "Conflict queue"),
            Phrase(
                zh: "哪些事待核对，等了多久，归谁定？",
                en: "What waits for a decision, since when, and whose is it?")
        )

        static let freshness: Names = (
            Phrase(zh: "同步状态", en: "Freshness"),
            Phrase(
                zh: "各站的数据新到什么时候，还有多少没发出？",
                en: "How old is what is known of each site, and what waits to be sent?")
        )

        static let torch: Names = (
            Phrase(zh: "火炬报表", en: "Torch statistics"),
            Phrase(
                zh: "截至某一天的火炬统计各格是多少，彼此对得上吗？",
                en:
                    "What are the cells of the Torch form as of a day, and do they agree with each other?"
            )
        )

        static let week: Names = (
            Phrase(zh: "周报", en: "Weekly brief"),
            Phrase(
                zh: "这一周来了谁，谁入驻、搬离，修了什么，和上周比呢？",
                en: "Who came this week, who moved in and out, what was mended, beside last week?")
        )

        static let month: Names = (
            Phrase(zh: "月报", en: "Monthly brief"),
            Phrase(
                zh: "这个月来了谁，谁入驻、搬离，修了什么，和上月比呢？",
                en: "Who came this month, who moved in and out, what was mended, beside last month?"
            )
        )

        static let gap: Names = (
            Phrase(zh: "认定差距", en: "Recognition gap"),
            Phrase(
                zh: "各站离众创空间、孵化器的认定条件还差多少？",
                en: "How far is each site from being recognised as a makerspace or an incubator?")
        )
    }
}
