extension Catalogue {
    /// Records as pages: lists, a record, forms.
    public enum RecordPage {
        public static let whichKind = Phrase(zh: "选择类别", en: "Choose a kind")
        public static func area(_ area: Area) -> Phrase {
            switch area {
            case .network: Phrase(zh: "网内（各站都有）", en: "Network (at every site)")
            case .site: Phrase(zh: "站内（本站和总部）", en: "Site (this site and head office)")
            case .capital: Phrase(zh: "投资（总部投资团队）", en: "Investment (capital team)")
            case .city: Phrase(zh: "城市", en: "Cities")
            case .overview, .reports, .people, .settings, .audit, .guest:
                Phrase(verbatim: area.rawValue)
            }
        }
        public static func count(_ count: Int) -> Phrase {
            Phrase(zh: "\(count.grouped) 条", en: English.counted(count, "record"))
        }
        public static let search = Phrase(zh: "查找", en: "Find")
        public static let searchHint = Phrase(zh: "名称或编号的一部分", en: "Part of a name or an id")
        public static let state = Phrase(zh: "状态", en: "State")
        public static let anyState = Phrase(zh: "全部", en: "Any")
        public static let withRetired = Phrase(zh: "包括已停用的", en: "Retired ones too")
        public static let retired = Phrase(zh: "已停用", en: "retired")
        public static func new(_ kind: Phrase) -> Phrase {
            Phrase(zh: "新增\(kind.zh)", en: "New: \(kind.en)")
        }
        public static let none = Phrase(zh: "没有符合的记录。", en: "No record fits.")
        public static let record = Phrase(zh: "记录", en: "Record")

        // One record.
        public static let fields = Phrase(
            zh: "内容，以及谁在何时写的", en: "What it says, and who wrote it when")
        public static let field = Phrase(zh: "字段", en: "Field")
        public static let history = Phrase(zh: "经过", en: "History")
        public static let historyCaption = Phrase(
            zh: "写过的每一笔，新的在前", en: "Every write, the newest first")
        public static func writesLeftOut(_ shown: Int, of count: Int) -> Phrase {
            Phrase(
                zh: "显示了 \(count.grouped) 笔中的 \(shown.grouped) 笔。",
                en: "\(shown.grouped) of \(count.grouped) are shown.")
        }
        public static let edit = Phrase(zh: "修改", en: "Edit")
        public static let decide = Phrase(zh: "待核对", en: "to decide")
        public static func place(_ place: RecordView.Place) -> Phrase {
            switch place {
            case .hereOnly:
                Phrase(
                    zh: "只在本机，已安全保存，联网后自动发送。",
                    en: "On this machine only, safe; sent at the next sync.")
            case .atHub: Phrase(zh: "总部已有，还没有到齐各站。", en: "At head office, not yet at every site.")
            case .everywhere: Phrase(zh: "该有它的站点都有了。", en: "Wherever it belongs.")
            case .stays: Phrase(zh: "只属于本站。", en: "It belongs to this site alone.")
            }
        }
        public static let saved = Phrase(
            zh: "✓ 已保存在本机，联网后自动发送。", en: "✓ Saved here; sent at the next sync.")
        public static let unchanged = Phrase(
            zh: "没有改动，未写入。", en: "Nothing was changed, nothing written.")

        // Forms.
        public static func editing(_ title: String) -> Phrase {
            Phrase(zh: "修改 \(title)", en: "Edit \(title)")
        }
        public static let save = Phrase(zh: "保存", en: "Save")
        public static let saveAndAnother = Phrase(zh: "保存并再录一条", en: "Save and add another")
        public static let cancel = Phrase(zh: "取消", en: "Cancel")
        public static let required = Phrase(zh: "必填", en: "required")
        public static let mustBeFilled = Phrase(zh: "必填，不能为空。", en: "This is required.")
        public static let whyChange = Phrase(zh: "为什么改", en: "Why")
        public static let yes = Phrase(zh: "是", en: "yes")
        public static let no = Phrase(zh: "否", en: "no")
        public static func faults(_ count: Int) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 处要改，还没有保存：",
                en: "\(English.counted(count, "thing")) to mend; nothing is saved yet:")
        }
        public static let byKeyOrName = Phrase(zh: "编号或名称", en: "id or name")
        public static let draftRestored = Phrase(
            zh: "这是上次没有保存的内容。", en: "This is what you typed before and did not save.")
        public static let draftDropped = Phrase(zh: "不要这份草稿", en: "Put it away")
        /// Of a record that was changed after somebody began to type.
        public static let overtaken = Phrase(
            zh: "那以后这条记录有了别的改动。保存时两边都留下：改的是同一项，就成为待核对，谁的也不会被盖掉。",
            en:
                "The record was changed by others since. Saving keeps both: where it is the same field, the two "
                + "wait to be decided, and nobody's is written over.")
        public static let saysNow = Phrase(zh: "现在写的是：", en: "It says now: ")
    }
}
