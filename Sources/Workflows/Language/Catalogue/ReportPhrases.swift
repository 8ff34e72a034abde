extension Catalogue {
    /// What reports say: titles, columns and notes.
    public enum Report {
        // Seats.
        public static let inService = Phrase(zh: "可用工位", en: "In service")
        public static let assigned = Phrase(zh: "已分配", en: "Assigned")
        public static let offered = Phrase(zh: "已发通知", en: "Offered")
        public static let blocked = Phrase(zh: "停用", en: "Blocked")
        public static let free = Phrase(zh: "空闲", en: "Free")
        public static let stranded = Phrase(zh: "停用却有人", en: "Blocked but held")
        public static let occupied = Phrase(zh: "入驻率", en: "Occupied")
        public static let areaPerSeat = Phrase(zh: "每工位面积", en: "Area per seat")
        public static let roomsTaken = Phrase(zh: "被占会议室", en: "Rooms taken")

        public static func assignedIn(days: Int) -> Phrase {
            Phrase(zh: "\(days) 天后已分配", en: "Assigned in \(days) d")
        }

        public static let occupancyNote = Phrase(
            zh: "入驻率 = （已分配 + 停用却有人）÷ 可用工位；被占会议室：两周内一家用去开放时间四成以上，或一次超过 12 小时。",
            en:
                "Occupied = (assigned + blocked but held) / in service. A room is taken when one company "
                + "used over 40 % of its open hours in two weeks, or more than 12 hours at once.")

        // The queue.
        public static let place = Phrase(zh: "位次", en: "#")
        public static let daysWaiting = Phrase(zh: "已等天数", en: "Days")
        public static let promised = Phrase(zh: "承诺日", en: "Promised")
        public static let slip = Phrase(zh: "推迟天数", en: "Slip")
        public static let overdue = Phrase(zh: "逾期天数", en: "Overdue")
        public static let waitsFor = Phrase(zh: "等待腾退", en: "Waits for")
        public static let lastContact = Phrase(zh: "最近联系", en: "Last contact")
        public static let services = Phrase(zh: "已享服务", en: "Services")
        public static let waiting = Phrase(zh: "等待", en: "waiting")
        public static let withPromise = Phrase(zh: "有承诺日", en: "promised a day")
        public static let slipped = Phrase(zh: "承诺推迟过", en: "slipped")
        public static let late = Phrase(zh: "承诺已逾期", en: "overdue")
        public static let offeredSeats = Phrase(zh: "已发通知", en: "offered seats")
        public static let slipNote = Phrase(
            zh: "推迟天数 = 最近承诺日 − 首次承诺日；逾期天数 = 截至日 − 最近承诺日。",
            en:
                "Slip: from the first promised day to the last. Overdue: since the last promised day."
        )

        /// A company whose cards were linked, and that has more than one entry in a queue.
        public static func standsOnce(
            _ company: Phrase, others: [String], since day: String?
        ) -> Phrase {
            let (keys, day) = (others.joined(separator: ", "), day ?? "-")
            return Phrase(
                zh: "\(company.zh) 的企业卡已关联，只占一个位次，按最早的 \(day) 排；另有排队记录 \(keys)。",
                en:
                    "\(company.en) stands once, by its earliest day \(day): its cards are linked, and "
                    + "\(keys) wait as well.")
        }

        // The morning page.
        public static let when = Phrase(zh: "时间", en: "When")
        public static let what = Phrase(zh: "事项", en: "What")
        public static let detail = Phrase(zh: "说明", en: "Detail")
        public static let number = Phrase(zh: "数量", en: "Number")
        public static let done = Phrase(zh: "已完成", en: "done")
        public static let visitsToday = Phrase(zh: "今日接待", en: "Visits today")
        public static let bookingsToday = Phrase(zh: "今日会议室", en: "Rooms booked today")
        public static let moveIns = Phrase(zh: "今日入驻", en: "Moving in today")
        public static let moveOuts = Phrase(zh: "今日搬离", en: "Moving out today")
        public static let promisesDue = Phrase(zh: "到期承诺", en: "Promises due")
        public static let answersDue = Phrase(zh: "应答复的通知", en: "Answers due")
        public static let nextSteps = Phrase(zh: "后续事项", en: "Next steps due")
        public static let gatesDue = Phrase(zh: "待评审项目", en: "Gates due")
        public static let urgentRepairs = Phrase(zh: "紧急报修", en: "Urgent repairs")
        public static let silentSites = Phrase(zh: "未联系到的分站", en: "Sites not heard from")
        public static let conflictsWaiting = Phrase(zh: "待核对", en: "Conflicts waiting")
        public static let conflictsHint = Phrase(
            zh: "待核对的逐条见 moso conflicts list。",
            en: "What waits for a decision: moso conflicts list.")

        public static func after(_ company: Phrase) -> Phrase {
            Phrase(zh: "等\(company.zh)腾退", en: "after \(company.en)")
        }

        // Units.
        static let inYuan = Phrase(zh: "（元）", en: " (yuan)")
        static let inThousandYuan = Phrase(zh: "（千元）", en: " (1,000 yuan)")
        static let inTenThousandYuan = Phrase(zh: "（万元）", en: " (10,000 yuan)")
        static let inHundredMillionYuan = Phrase(zh: "（亿元）", en: " (100 million yuan)")
        static let inSquareMetres = Phrase(zh: "（㎡）", en: " (m²)")
    }
}
