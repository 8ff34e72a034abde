extension Catalogue {
    /// What becomes of two changes of one field, for `moso record fields` and the reference page.
    public enum MergeRule {
        /// The words for a merge policy by its stable name (`ask`, `latest`, …); a name from a newer
        /// version stands for itself.
        public static func named(_ name: String) -> Phrase {
            rules[name] ?? Phrase(verbatim: name)
        }

        public static func listed(_ rule: Phrase) -> Phrase {
            Phrase(zh: "\(rule.zh)，并列出备查", en: "\(rule.en), and listed for review")
        }

        static let rules: [String: Phrase] = [
            "ask": Phrase(zh: "由人决定", en: "a person decides"),
            "latest": Phrase(zh: "以最后改的为准", en: "the newest wins"),
            "earliest": Phrase(zh: "以最早录入的为准", en: "the first wins"),
            "immutable": Phrase(zh: "写定后不再改", en: "written once"),
            "owner": Phrase(zh: "以所属分站为准", en: "the record's own site wins"),
            "highest": Phrase(zh: "取最大值", en: "the highest wins"),
            "lowest": Phrase(zh: "取最小值", en: "the lowest wins"),
            "furthest": Phrase(zh: "取流程中更靠后的状态", en: "the furthest state wins"),
            "union": Phrase(zh: "合并为并集", en: "all are kept"),
            "sum": Phrase(zh: "各方相加", en: "all are added up"),
        ]
    }
}
