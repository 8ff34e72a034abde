extension Catalogue {
    /// How a site stands with the others, on every page, and what changes while one looks.
    public enum Live {
        public static let keys = Phrase(zh: "快捷键 ?", en: "Keys ?")
        public static let keysTold = Phrase(
            zh: "j 下一处，k 上一处，1 至 9 移到第几个选择，e 另填，u 移到撤销，/ 查找。只移动，不决定；在输入框里不起作用。",
            en:
                "j next, k previous, 1 to 9 to a choice, e to another value, u to undo, / to search. They move and never decide, and do nothing inside a field."
        )
        public static let keysOn = Phrase(zh: "打开快捷键", en: "Turn keys on")
        public static let keysOff = Phrase(zh: "关掉快捷键", en: "Turn keys off")

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

        /// With `{}` for how many.
        public static let changed = Phrase(zh: "有 {} 条新改动", en: "New changes: {}")
        /// On paper, of pages that are not about other sites.
        public static func asKnownHere(_ time: String) -> Phrase {
            Phrase(zh: "数据截至 \(time)（本机所有）", en: "Data as of \(time) (as far as it is here)")
        }
        public static let show = Phrase(zh: "显示", en: "Show")
        public static let gone = Phrase(
            zh: "程序没有运行，或连接断了。填过的内容还在，恢复后会自动继续。",
            en: "The program does not run, or cannot be reached. What you typed is kept; this page "
                + "goes on by itself.")
        public static let unsent = Phrase(
            zh: "没有保存：程序没有运行，或连接断了。填过的都还在这一页上，请等它恢复再试。",
            en:
                "This was not saved: the program does not run, or cannot be reached. All that you typed "
                + "is still on this page; try again when it is back.")
        public static let again = Phrase(zh: "再试一次", en: "Try again")
        public static let over = Phrase(
            zh: "登录已过期，或程序重新启动过。填过的内容还在，请重新登录。",
            en:
                "The log-in is over, or the program began anew. What you typed is kept; log in again."
        )
    }
}
