extension Catalogue {
    /// How a site stands with the others, on every page, and what changes while one looks.
    public enum Live {
        public static func synced(_ ago: Phrase) -> Phrase {
            Phrase(zh: "✓ 已全部同步（\(ago.zh)）", en: "✓ All synced (\(ago.en))")
        }
        public static let syncedNow = Phrase(zh: "✓ 已全部同步", en: "✓ All synced")
        public static func waiting(_ count: Int) -> Phrase {
            Phrase(
                zh: "↑ 有 \(count.grouped) 条待发送，已存在本机",
                en: "↑ \(English.counted(count, "change")) to send, safe here")
        }
        public static let syncing = Phrase(zh: "↻ 正在同步…", en: "↻ Syncing…")
        public static func offline(_ span: Phrase) -> Phrase {
            Phrase(zh: "○ 已离线 \(span.zh)，照常使用", en: "○ Offline for \(span.en), carry on")
        }
        public static let alone = Phrase(zh: "只有本机，没有对端", en: "This machine alone, no peers")

        public static let changed = Phrase(zh: "有新的改动", en: "There are new changes")
        public static let show = Phrase(zh: "显示", en: "Show")
        public static let gone = Phrase(
            zh: "程序没有运行，或连接断了。填过的内容还在，恢复后会自动继续。",
            en: "The program does not run, or cannot be reached. What you typed is kept; this page "
                + "goes on by itself.")
    }
}
