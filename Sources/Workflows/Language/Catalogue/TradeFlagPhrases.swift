extension Catalogue {
    /// What the flags and arguments of the trade's commands mean. One sentence each.
    public enum TradeFlag {
        public static let company = Phrase(
            zh: "企业的简称、全称、名称的一部分或编号。",
            en: "The company: its short or full name, a part of it, or its id.")
        public static let seats = Phrase(zh: "要几个工位。", en: "How many seats.")
        public static let seatRange = Phrase(
            zh: "工位，如 A-001..A-010 或 A-001 A-003。", en: "Seats, as A-001..A-010 or A-001 A-003.")
        public static let fewest = Phrase(zh: "最少几个也行。", en: "The fewest that will do.")
        public static let freeSeats = Phrase(zh: "空出几个工位。", en: "How many seats are free.")
        public static let contact = Phrase(zh: "联系人。", en: "Whom to speak to.")
        public static let sectors = Phrase(zh: "行业，顿号或逗号隔开。", en: "Sectors, with commas between.")
        public static let note = Phrase(zh: "备注。", en: "A note.")
        public static let channel = Phrase(
            zh: "渠道：上门、微信、邮件、推荐、工地来访。",
            en: "How it came: walk-in, wechat, mail, referral, construction-visit.")
        public static let score = Phrase(zh: "1 到 5 分，5 最好。", en: "1 to 5, 5 is best.")
        public static let interview = Phrase(zh: "去面谈。", en: "It is interviewed.")
        public static let accept = Phrase(zh: "通过。", en: "It is accepted.")
        public static let decline = Phrase(
            zh: "不通过，须写理由。", en: "It is declined; a reason is wanted.")
        public static let rating = Phrase(zh: "评级：A、B、C。", en: "Its rating: A, B or C.")
        public static let joined = Phrase(
            zh: "从哪天算排队；默认今天。", en: "Since when it waits; today by default.")
        public static let second = Phrase(zh: "第二批准人。", en: "Who seconds it.")
        public static let isException = Phrase(zh: "主任特批。", en: "It is the director's exception.")
        public static let after = Phrase(
            zh: "哪家搬离后才有位置。", en: "The tenant that has to leave first.")
        public static let told = Phrase(zh: "怎么告知的。", en: "How it was told.")
        public static let answerBy = Phrase(zh: "最迟哪天答复。", en: "The day by which it answers.")
        public static let accepted = Phrase(zh: "企业接受了。", en: "The company accepts.")
        public static let declined = Phrase(
            zh: "企业不接受，继续排队。", en: "The company declines and waits on.")
        public static let offerNeeds = Phrase(
            zh: "通知要写 --答复；排队时没写要几个工位的，还要写 --工位。",
            en: "an offer has --answer-by, and --seats where the queue does not say how many.")
        public static let day = Phrase(
            zh: "日期：2023-08-14、今天、明天、周五、下周一。",
            en: "A day: 2023-08-14, today, tomorrow, friday, \"next monday\".")
        public static let from = Phrase(
            zh: "从哪天起；默认今天。", en: "From which day on; today by default.")
        public static let to = Phrase(zh: "到哪天，含当日。", en: "The last day of it.")
        public static let number = Phrase(
            zh: "合同号；默认取本站的下一号。", en: "The contract's number; by default this site's next.")
        public static let free = Phrase(zh: "免租几个月。", en: "Months free of rent.")

        public static func freeRange(_ months: Int) -> Phrase {
            Phrase(zh: "免租 \(months) 个月不在 0 到 60 之间。", en: "\(months) free months are not 0 to 60.")
        }

        public static let isFree = Phrase(zh: "这一段免租。", en: "This term is free of rent.")
        public static let exception = Phrase(
            zh: "主任特批超过六个月免租的理由。", en: "Why the director grants more than six free months.")
        public static let leaveRule = Phrase(zh: "离场条件原文。", en: "The leaving rule, verbatim.")
        public static let months = Phrase(zh: "续几个月。", en: "For how many months.")
        public static let rent = Phrase(zh: "每工位每月租金，元。", en: "Rent per seat and month, in yuan.")
        public static let leaveBy = Phrase(zh: "最迟哪天搬离。", en: "The day by which it leaves.")
        public static let lastDay = Phrase(zh: "最后一天；默认今天。", en: "The last day; today by default.")
        public static let exitReason = Phrase(
            zh: "离场原因：毕业（已融资）、迁往合作城市、空间不足、项目终止、到期、清退。",
            en: "Why: graduated-funded, graduated-profitable, relocated, outgrew, failed, expired, "
                + "removed.")
        public static let movedTo = Phrase(zh: "搬往哪里。", en: "Where it goes.")
        public static let handover = Phrase(zh: "交接单编号或内容。", en: "The hand-over sheet.")
        public static let profitable = Phrase(
            zh: "因盈利毕业；默认因融资。", en: "It graduates by profit; by funding otherwise.")
        public static let evidence = Phrase(
            zh: "依据；可写多次。", en: "What proves it; may be given several times.")
        public static let onlyFree = Phrase(zh: "只要空的。", en: "Only those that are free.")
        public static let room = Phrase(zh: "会议室的位置或名称。", en: "The room, by its path or name.")
        public static let hours = Phrase(
            zh: "时间，如 14:00-15:30。", en: "From when to when, as 14:00-15:30.")

        public static func notHours(_ text: String) -> Phrase {
            Phrase(
                zh: "“\(text)”不是时间段，例如 14:00-15:30。", en: "\"\(text)\" is no time, as 14:00-15:30.")
        }

        public static let purpose = Phrase(zh: "用途。", en: "What for.")
        public static let people = Phrase(zh: "几个人。", en: "How many people.")
        public static let roomPriority = Phrase(
            zh: "优先级：普通、路演、接待、紧急。", en: "Its priority: normal, roadshow, delegation, emergency.")
        public static let visitKind = Phrase(
            zh: "类别：政府、产业、投资机构、媒体、高校、同行、创业团队、其他。",
            en: "Its kind: government, industry, investor, press, university, peer, startup, other."
        )
        public static let organisation = Phrase(zh: "来访单位。", en: "Who came.")
        public static let city = Phrase(zh: "来访城市，六位区划代码。", en: "Their city, six digits.")
        public static let planned = Phrase(zh: "事先约过。", en: "It was planned.")
        public static let visit = Phrase(
            zh: "接待编号；默认最近的一次。", en: "The visit; the latest by default.")
        public static let topics = Phrase(zh: "谈了什么。", en: "What was spoken about.")
        public static let step = Phrase(zh: "要做什么。", en: "What is to be done.")
        public static let who = Phrase(zh: "谁来做。", en: "Who does it.")
        public static let due = Phrase(zh: "最迟哪天。", en: "By when.")
        public static let place = Phrase(zh: "工位号或房间。", en: "A seat's label or a room.")
        public static let category = Phrase(
            zh: "类别：空调漏水、空调制冷、墙面、电力、网络、照明、门禁、保洁、家具、消防、噪音、其他。",
            en:
                "What: ac-leak, ac, paint, power, network, lighting, door, cleaning, furniture, fire, "
                + "noise, other.")
        public static let severity = Phrase(
            zh: "1 最急，4 最缓；消防一律 1。", en: "1 is the most urgent, 4 the least; fire is always 1.")
        public static let block = Phrase(
            zh: "工位停用，销单后恢复。", en: "Block the seat until it is confirmed.")
        public static let order = Phrase(
            zh: "工单编号，或工位号、房间。", en: "The order's id, or the seat or room.")
        public static let round = Phrase(zh: "轮次，如 天使、A。", en: "The round, as angel or A.")
        public static let roundStatus = Phrase(
            zh: "状态：传闻、融资中、已签意向、已完成、未成。",
            en: "Where it stands: rumour, raising, term-sheet, closed, failed.")
        public static let amount = Phrase(zh: "金额，元。", en: "The amount in yuan.")
        public static let currency = Phrase(zh: "币种；默认人民币。", en: "Its currency; CNY by default.")
        public static let closed = Phrase(zh: "完成日。", en: "The day it closed.")
        public static let milestoneKind = Phrase(
            zh: "类别：模型发布、专利申请、专利授权、软件著作权、论文、产品、合同、奖项、高新证书、上市、被收购。",
            en: "Its kind: model-release, patent-filed, patent-granted, software, paper, product, "
                + "contract, award, high-tech, listing, acquired.")
        public static let title = Phrase(zh: "名称。", en: "What it is called.")
        public static let identifier = Phrase(
            zh: "证书号或专利号；同号只算一次。", en: "Its number; one number counts once.")
        public static let isPublic = Phrase(zh: "可以公开。", en: "It is public.")
        public static let expert = Phrase(zh: "专家姓名。", en: "The expert's name.")
        public static let minutes = Phrase(
            zh: "辅导了几分钟；不写就是预约。", en: "How many minutes; without it, a request.")
        public static let question = Phrase(zh: "什么问题。", en: "What it was about.")
        public static let outcome = Phrase(
            zh: "结果：已解决、部分解决、未解决。", en: "How it ended: solved, partly, open.")
        public static let asker = Phrase(zh: "需求单位。", en: "Who asks.")
        public static let problem = Phrase(zh: "要解决的问题。", en: "What has to be solved.")
        public static let industry = Phrase(zh: "所在行业。", en: "Its industry.")
        public static let technology = Phrase(
            zh: "所需技术，顿号或逗号隔开。", en: "Technology wanted, with commas.")
        public static let demand = Phrase(zh: "需求编号或单位。", en: "The demand, by its id or asker.")
    }
}
