extension Catalogue {
    /// The review queue as pages.
    public enum Queue {
        public static let caption = Phrase(
            zh: "待核对的事项，等得最久的在前", en: "What waits, the longest first")
        public static let about = Phrase(zh: "字段或规则", en: "Field or rule")
        public static let record = Phrase(zh: "记录", en: "Record")
        public static let sides = Phrase(zh: "各方", en: "Sides")
        public static let waited = Phrase(zh: "已等", en: "Waited")
        public static let decides = Phrase(zh: "谁来定", en: "Decides")
        public static let nothing = Phrase(zh: "没有待核对的事项。", en: "Nothing waits for a decision.")
        public static func count(_ open: Int, mine: Int) -> Phrase {
            Phrase(
                zh: "\(open.grouped) 处待核对，本站可定 \(mine.grouped) 处。",
                en: "\(English.counted(open, "thing")) to decide, \(mine.grouped) of them here.")
        }
        public static let all = Phrase(zh: "全部", en: "All")
        public static let mine = Phrase(zh: "本站可定", en: "To decide here")
        public static func forYou(_ count: Int) -> Phrase {
            Phrase(zh: "指派给我 \(count.grouped)", en: "Assigned to me: \(count.grouped)")
        }
        public static func later(_ count: Int) -> Phrase {
            Phrase(zh: "搁置的 \(count.grouped)", en: "Put off: \(count.grouped)")
        }
        public static func page(_ page: Int, of pages: Int) -> Phrase {
            Phrase(
                zh: "第 \(page.grouped) 页，共 \(pages.grouped) 页",
                en: "Page \(page.grouped) of \(pages.grouped)")
        }
        public static let newer = Phrase(zh: "上一页", en: "Previous page")
        public static let older = Phrase(zh: "下一页", en: "Next page")

        // A card.
        public static func waitedFor(_ span: Phrase) -> Phrase {
            Phrase(zh: "等了 \(span.zh)", en: "waiting for \(span.en)")
        }
        public static func place(_ place: Int, of count: Int) -> Phrase {
            Phrase(
                zh: "第 \(place.grouped) 处，共 \(count.grouped) 处",
                en: "\(place.grouped) of \(count.grouped)")
        }
        public static let previous = Phrase(zh: "上一处", en: "Previous")
        public static let next = Phrase(zh: "下一处", en: "Next")
        public static let backToList = Phrase(zh: "回到列表", en: "Back to the list")
        public static let sidesOf = Phrase(zh: "各方写了什么", en: "What each side wrote")
        public static let value = Phrase(zh: "值", en: "Value")
        public static let who = Phrase(zh: "谁", en: "By")
        public static let site = Phrase(zh: "站点", en: "Site")
        public static let when = Phrase(zh: "何时", en: "When")
        public static let why = Phrase(zh: "理由", en: "Reason")
        public static let base = Phrase(zh: "共同起点", en: "Both started from")
        public static let deletion = Phrase(zh: "删除", en: "Delete")
        public static let shownNow = Phrase(zh: "目前显示", en: "shown now")
        public static let decide = Phrase(zh: "决定", en: "Decide")
        public static let yourReason = Phrase(
            zh: "理由（会记入日志，各站可见）", en: "Your reason (kept in the log, every site sees it)")
        public static func use(_ letter: String, of site: String) -> Phrase {
            Phrase(zh: "用 \(site) 的 \(letter)", en: "Use \(letter), of \(site)")
        }
        public static let useBase = Phrase(zh: "用起点", en: "Use what both started from")
        public static let keepRecord = Phrase(zh: "保留这条记录", en: "Keep the record")
        public static let deleteRecord = Phrase(zh: "删除这条记录", en: "Delete the record")
        public static let another = Phrase(zh: "另填一个值", en: "Another value")
        public static let useAnother = Phrase(zh: "用这个值", en: "Use this value")
        public static let suggestedMark = Phrase(zh: "建议", en: "suggested")
        public static func notHere(_ who: Phrase) -> Phrase {
            Phrase(
                zh: "这一处由 \(who.zh) 决定，这里只能看。",
                en: "This is decided by \(who.en); here it can only be looked at.")
        }
        public static let nothingToChoose = Phrase(
            zh: "这一处没有可选的办法，请按上面的说明处理。",
            en: "There is nothing to choose here; do as said above.")
        public static func decided(_ id: String, _ field: Phrase, _ value: String) -> Phrase {
            Phrase(
                zh: "✓ \(id) 已定：\(field.zh)用“\(value)”。已存在本机，联网后自动发送。",
                en:
                    "✓ \(id) is decided: \(field.en) is \(value). Saved here, sent at the next sync."
            )
        }
        public static let undo = Phrase(zh: "撤销", en: "Undo")
        public static let decidedByYou = Phrase(zh: "这次登录以来的决定", en: "Decided in this session")
        public static func decidedMore(_ count: Int) -> Phrase {
            Phrase(zh: "还有 \(count) 处：全部列出", en: "\(count) more: list them all")
        }
    }
}
