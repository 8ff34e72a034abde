internal import Domain

extension Catalogue {
    /// `moso overview`
    public enum Overview {
        public static func title(now: String) -> Phrase {
            Phrase(zh: "总览　\(now)", en: "Overview  \(now)")
        }

        public static let branchOnly = Phrase(zh: "（仅本站数据）", en: " (this site's data only)")

        // Sections.
        public static let occupancy = Phrase(zh: "入驻率", en: "Occupancy")
        public static let freePeriods = Phrase(zh: "免租到期", en: "Free periods ending")
        public static let pipeline = Phrase(zh: "投资漏斗", en: "Investment pipeline")

        static func moreWait(_ count: Int) -> Phrase {
            Phrase(
                zh: "还有 \(count.grouped) 家：moso report waitlist",
                en: "\(count.grouped) more: moso report waitlist")
        }

        public static func waitlist(_ count: String) -> Phrase {
            Phrase(zh: "排队 \(count)", en: "Waitlist \(count)")
        }

        public static func conflicts(_ count: Int) -> Phrase {
            Phrase(zh: "待核对 \(count)", en: "Open conflicts \(count)")
        }

        /// `30 days: 2–3`
        public static func within(days: Int, _ count: String) -> Phrase {
            Phrase(zh: "\(days) 天内：\(count)", en: "\(days) days: \(count)")
        }

        public static func until(_ day: String) -> Phrase {
            Phrase(zh: "至 \(day)", en: "until \(day)")
        }

        public static func days(_ count: String) -> Phrase {
            Phrase(zh: "\(count) 天", en: "\(count) d")
        }

        public static func mayCount(_ name: String) -> Phrase {
            Phrase(zh: "\(name)（待核对）", en: "\(name) (undecided)")
        }

        // Columns.
        public static let inService = Phrase(zh: "可用", en: "In service")
        public static let days = Phrase(zh: "已等天数", en: "Days")
        public static let seats = Phrase(zh: "工位", en: "Seats")
        public static let rating = Phrase(zh: "评级", en: "Rating")
        public static let promised = Phrase(zh: "承诺日", en: "Promised")
        public static let slip = Phrase(zh: "已逾期", en: "Slip")
        public static let stage = Phrase(zh: "阶段", en: "Stage")
        public static let projects = Phrase(zh: "项目", en: "Projects")
        public static let asked = Phrase(zh: "拟融金额", en: "Asked")

        /// `3000.00 元`, `1000.00–1200.00 USD`
        static func money(_ money: Workflows.Overview.Money) -> Phrase {
            let low = Fen(money.amount.low).description
            let high = Fen(money.amount.high).description
            let range = low == high ? low : "\(low)–\(high)"
            let unit = unit(money.currency)
            return Phrase(zh: "\(range) \(unit.zh)", en: "\(range) \(unit.en)")
        }

        /// `元`, `美元`; in English the code.
        public static func unit(_ currency: String) -> Phrase {
            let zh = currency == Fen.currency ? "元" : NetworkSchema.currency(currency)?.zh
            return Phrase(zh: zh ?? currency, en: currency)
        }

        public static let neverHeard = Phrase(zh: "从未收到", en: "never heard")
    }
}
