extension Catalogue {
    /// What a site that leaves still holds.
    public enum Handover {
        public static let title = Phrase(
            zh: "交接清单：该站仍持有的记录（收不回来）",
            en: "For the hand-over, what it still holds (nothing can be called back):")
        public static let kind = Phrase(zh: "类别", en: "Kind")
        public static let own = Phrase(zh: "本站记录", en: "Its own")
        public static let common = Phrase(zh: "网内公开", en: "Common")
        public static let nothing = Phrase(zh: "该站没有任何记录。", en: "It holds no records.")

        public static func heard(_ when: String?) -> Phrase {
            when.map { Phrase(zh: "最近联系：\($0)", en: "last heard: \($0)") }
                ?? Phrase(zh: "从未联系", en: "never heard")
        }

        public static func lacks(_ count: UInt64) -> Phrase {
            Phrase(
                zh: "其中 \(count) 次变动它没有确认收到",
                en: "of these, \(count) changes it has not acknowledged")
        }

        public static func stays(_ count: UInt64) -> Phrase {
            Phrase(
                zh: "它自己的 \(count) 次变动没有收进来，留在那里",
                en: "\(count) changes of its own were not taken in and stay there")
        }
    }
}
