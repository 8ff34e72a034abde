extension Catalogue {
    /// `moso claims`.
    public enum Claims {
        public static let none = Phrase(zh: "没有工位分配。", en: "No seat is claimed.")
        public static let assignment = Phrase(zh: "分配", en: "Claim")
        public static let seat = Phrase(zh: "工位", en: "Seat")
        public static let company = Phrase(zh: "企业", en: "Company")
        public static let period = Phrase(zh: "时段", en: "Period")
        public static let standing = Phrase(zh: "现状", en: "Standing")
        public static let offers = Phrase(zh: "最近的空位", en: "Nearest free seats")
        public static let confirmed = Phrase(zh: "已确认", en: "confirmed")
        public static let proposed = Phrase(zh: "拟定", en: "proposed")
        public static let ended = Phrase(zh: "已结束", en: "ended")
        public static let unavailable = Phrase(zh: "工位停用", en: "seat out of service")
        public static let putAside = Phrase(zh: "被让位", en: "displaced")

        public static func disputed(with key: String) -> Phrase {
            Phrase(
                zh: "与 \(key) 有争议（时钟可疑）", en: "disputed with \(key) (a clock is suspect)")
        }

        public static func undecided(_ shown: Phrase) -> Phrase {
            Phrase(zh: "\(shown.zh)（待定）", en: "\(shown.en) (undecided)")
        }

        public static func displaced(by key: String) -> Phrase {
            Phrase(zh: "让位给 \(key)", en: "displaced by \(key)")
        }
    }
}
