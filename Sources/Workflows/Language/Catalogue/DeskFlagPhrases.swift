extension Catalogue {
    /// What the flags and arguments of the desk's further commands mean. One sentence each.
    public enum DeskFlag {
        public static let place = Phrase(
            zh: "工位在哪个分站；默认本站。别站的只能拟定。",
            en: "The site of the seats; this one by default. Another's are proposed.")
        public static let target = Phrase(zh: "转到哪个分站。", en: "The site it goes to.")
        public static let newSeats = Phrase(
            zh: "新站要几个工位；默认与原来相同。", en: "Seats at the new site; as many as now by default.")
        public static let origin = Phrase(
            zh: "由其他分站转来时，原协议的编号。", en: "Where it comes from another site: its tenancy there.")
        public static let stampWhat = Phrase(
            zh: "企业、合同号、协议编号，或政府条件的编号。",
            en: "A company, a contract's number or id, or the id of a city's offer.")
        public static let box = Phrase(
            zh: "档案盒号，写了就是已归档。", en: "The box it lies in; then it is filed.")
        public static let scan = Phrase(
            zh: "扫描件；只记下摘要和大小。", en: "The scan; its hash and size are kept.")
        public static let pages = Phrase(zh: "几页。", en: "How many pages.")
        public static let firm = Phrase(zh: "律所名称。", en: "The law firm.")
        public static let companies = Phrase(zh: "来咨询的企业。", en: "The companies that came.")
        public static let lawyers = Phrase(zh: "律师，顿号或逗号隔开。", en: "The lawyers, with commas.")
        public static let clinicTopics = Phrase(
            zh: "议题：股权、知识产权、数据合规、劳动、合同……", en: "Topics: equity, IP, data, labour, contracts …")
        public static let clinicMinutes = Phrase(zh: "一共几分钟。", en: "How many minutes in all.")
        public static let advised = Phrase(
            zh: "给出了法律意见（内容不记录）。", en: "Advice was given (it is not kept).")
        public static let followUp = Phrase(zh: "后续要做什么。", en: "What follows.")
        public static let since = Phrase(
            zh: "从哪天起；默认 90 天前。", en: "From which day on; 90 days ago by default.")
        public static let offerCity = Phrase(
            zh: "城市的六位区划代码，或已有条件的城市名称。",
            en: "The city's six digits, or its name where it has offered before.")
        public static let cityName = Phrase(zh: "城市名称。", en: "The city's name.")
        public static let offerVersion = Phrase(
            zh: "第几版；默认下一版。", en: "The version; the next by default.")
        public static let space = Phrase(zh: "提供的面积，平方米。", en: "Space offered, in square metres.")
        public static let spaceYears = Phrase(zh: "面积给几年。", en: "For how many years.")
        public static let money = Phrase(zh: "启动资金，元；可以写万、亿。", en: "Start-up money in yuan.")
        public static let fund = Phrase(zh: "基金规模，元；可以写万、亿。", en: "The fund's size in yuan.")
        public static let fundShare = Phrase(zh: "我方出资比例，百分数。", en: "Our share of it, in per cent.")
        public static let tax = Phrase(
            zh: "地方留存减免比例，百分数；没说就不写。",
            en: "Share of the retained tax waived, in per cent; left out where it was not said.")
        public static let taxYears = Phrase(zh: "减免几年。", en: "For how many years it is waived.")
        public static let growth = Phrase(zh: "增量奖励倍数，如 1.5。", en: "The rebate on growth, as 1.5.")
        public static let housing = Phrase(zh: "人才住房几套。", en: "Homes for staff.")
        public static let schooling = Phrase(zh: "子女入学。", en: "Schooling of children.")
        public static let otherClauses = Phrase(zh: "其他条款。", en: "Other clauses.")
        public static let asks = Phrase(zh: "对方要求什么。", en: "What they ask in return.")
        public static let verbatim = Phrase(zh: "条款原文。", en: "The clauses, verbatim.")
        public static let form = Phrase(
            zh: "形式：口头、草案、盖章文件；默认口头。", en: "spoken, draft or stamped; spoken by default.")
        public static let dated = Phrase(zh: "条件的日期；默认今天。", en: "Its date; today by default.")
        public static let validUntil = Phrase(zh: "有效期至。", en: "Until when it holds.")
        public static let answer = Phrase(
            zh: "答复：考虑中、谈判中、已接受、已签约、已谢绝、已失效。",
            en: "considering, negotiating, accepted, signed, declined or lapsed.")
        public static let offer = Phrase(
            zh: "条件的编号，或城市（最近一版）。", en: "The offer's id, or the city for its last version.")
        public static let policyTitle = Phrase(zh: "政策的标题。", en: "The policy's title.")
        public static let policy = Phrase(
            zh: "政策的标题、标题的一部分、文号或编号。", en: "Its title or a part, its number or id.")
        public static let body = Phrase(zh: "发布单位。", en: "The issuing body.")
        public static let documentNumber = Phrase(zh: "文号。", en: "Its document number.")
        public static let level = Phrase(
            zh: "级别：国家、省级、市级、区县。", en: "national, province, city or district.")
        public static let division = Phrase(zh: "六位区划代码。", en: "Six digits of the division code.")
        public static let issued = Phrase(zh: "发布日期。", en: "The day it was issued.")
        public static let policyStatus = Phrase(
            zh: "状态：征求意见稿、已发布、已修订、已失效；登记时默认已发布。",
            en: "draft, issued, amended or expired; a new one is issued by default.")
        public static let validFrom = Phrase(zh: "生效日。", en: "The day from which it holds.")
        public static let points = Phrase(zh: "要点，顿号或逗号隔开。", en: "Its points, with commas.")
        public static let deadlines = Phrase(zh: "截止日期，逗号隔开。", en: "Its deadlines, with commas.")
        public static let link = Phrase(zh: "网址。", en: "Where it can be read.")
        public static let asOf = Phrase(zh: "截至哪天；默认今天。", en: "As of which day; today by default.")
        public static let everything = Phrase(zh: "每类都列全。", en: "All records of each kind.")
        public static let look = Phrase(
            zh: "名称、简称、联系人、工位号、合同号……的一部分。",
            en: "A part of a name, a contact, a seat, a number …")
        public static let kind = Phrase(zh: "只查这一类。", en: "Only records of this kind.")
        public static let most = Phrase(zh: "每类最多列几条。", en: "How many of each kind.")
        public static let card = Phrase(zh: "企业，或卡的编号。", en: "The company, or its card's id.")
        public static let year = Phrase(zh: "年度。", en: "The year.")
        public static let revenue = Phrase(zh: "营业收入，元；可以写千元、万、亿。", en: "Revenue in yuan.")
        public static let profit = Phrase(
            zh: "净利润；亏损写 --亏损。", en: "Net profit; a loss goes to --loss.")
        public static let loss = Phrase(zh: "净亏损。", en: "Net loss.")
        public static let research = Phrase(zh: "研发投入。", en: "R&D spend.")
        public static let taxPaid = Phrase(zh: "实缴税费。", en: "Tax paid.")
        public static let exports = Phrase(zh: "出口额。", en: "Exports.")
        public static let grants = Phrase(zh: "政府补助。", en: "Grants.")
        public static let investment = Phrase(zh: "获得投资。", en: "Investment received.")
        public static let staff = Phrase(zh: "从业人员。", en: "People employed.")
        public static let applied = Phrase(zh: "申请知识产权。", en: "IP applied for.")
        public static let granted = Phrase(zh: "授权知识产权。", en: "IP granted.")
        public static let held = Phrase(zh: "拥有知识产权。", en: "IP held.")
        public static let contracts = Phrase(zh: "技术合同。", en: "Technology contracts.")
        public static let signedBy = Phrase(zh: "企业签字人。", en: "Who signed for the company.")
    }
}
