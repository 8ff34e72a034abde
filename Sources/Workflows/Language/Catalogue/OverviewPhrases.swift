extension Catalogue {
    /// `moso overview` and the head-office page.
    public enum Overview {
        public static func title(now: String) -> Phrase {
            Phrase(zh: "全网总览　\(now)", en: "All sites   \(now)")
        }

        public static let occupancy = Phrase(zh: "各分站工位", en: "Seats by site")
        public static let waitlist = Phrase(zh: "排队企业", en: "Waitlist")
        public static let freePeriods = Phrase(zh: "即将到期的免租期", en: "Free periods ending")
        public static let pipeline = Phrase(zh: "投资项目（按评审关）", en: "Investments by gate")
        public static let conflicts = Phrase(zh: "待核对", en: "Open conflicts")
        public static let sources = Phrase(zh: "各分站数据", en: "Data of each site")

        public static func endingWithin(days: Int, count: Int) -> Phrase {
            Phrase(
                zh: "\(days.grouped) 天内 \(count.grouped) 家",
                en: "within \(English.counted(days, "day")): \(count.grouped)")
        }

        /// How old the contribution of a site is; a figure is only as good as its oldest part.
        public static func asOf(site: Phrase, age: Phrase) -> Phrase {
            Phrase(zh: "\(site.zh)：\(age.zh)", en: "\(site.en): \(age.en)")
        }

        public static func missing(site: Phrase, age: Phrase) -> Phrase {
            Phrase(
                zh: "\(site.zh)已 \(age.zh)没有数据，以下数字可能不含它最近的改动。",
                en: "Nothing from \(site.en) for \(age.en); these figures may lack its latest "
                    + "changes.")
        }

        public static let allFresh = Phrase(
            zh: "各分站数据齐全。", en: "Every site's data is up to date.")

        /// A total with undecided parts.
        public static func range(_ low: String, _ high: String) -> Phrase {
            low.hasSameScalars(as: high)
                ? Phrase(verbatim: low)
                : Phrase(zh: "\(low) 至 \(high)", en: "\(low) to \(high)")
        }

        public static func rangeBecause(_ count: Int) -> Phrase {
            Phrase(
                zh: "范围：含 \(count.grouped) 处待核对",
                en: "a range: \(English.counted(count, "value")) undecided")
        }

        public static let noWaitlist = Phrase(zh: "没有企业排队。", en: "Nobody is waiting.")
        public static let noFreePeriods = Phrase(
            zh: "90 天内没有免租期到期。", en: "No free period ends within 90 days.")
        public static let noPipeline = Phrase(zh: "没有在审项目。", en: "No investment is under way.")

        public static func page(_ address: String) -> Phrase {
            Phrase(zh: "网页：\(address)", en: "Page: \(address)")
        }
    }
}
