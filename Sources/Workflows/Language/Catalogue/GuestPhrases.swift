extension Catalogue {
    /// The page of a partner city.
    public enum Guest {
        public static let title = Phrase(zh: "合作城市", en: "Partner city")
        public static let about = Phrase(
            zh: "只含本市分站的汇总和公开信息，只供查看。",
            en: "Totals and public facts of your own site, to be looked at.")
        public static func residents(_ count: Int) -> Phrase {
            Phrase(zh: "在驻企业（\(count.grouped) 家）", en: "Residents (\(count.grouped))")
        }
        public static let sectors = Phrase(zh: "行业", en: "Sectors")
        public static func totals(_ year: String) -> Phrase {
            Phrase(zh: "\(year) 年合计", en: "Totals of \(year)")
        }
        public static let visits = Phrase(zh: "贵市的来访", en: "Your visits")
        public static let organisation = Phrase(zh: "来访单位", en: "Organisation")
        public static let people = Phrase(zh: "人数", en: "People")
        public static let policies = Phrase(zh: "本市政策", en: "Policies of the city")
        public static let policy = Phrase(zh: "政策", en: "Policy")
        public static let issuer = Phrase(zh: "发布单位", en: "Issued by")
        public static let validTo = Phrase(zh: "有效至", en: "Valid until")
        public static let none = Phrase(zh: "没有。", en: "None.")
    }
}
