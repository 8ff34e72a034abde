extension Catalogue {
    /// The start page of a branch.
    public enum Today {
        public static let title = Phrase(zh: "今天", en: "Today")
        public static let toDo = Phrase(zh: "今天要办", en: "To do today")
        public static let nothing = Phrase(
            zh: "今天没有要办的事。", en: "There is nothing to do today.")
        public static func decide(_ mine: Int, of open: Int) -> Phrase {
            Phrase(
                zh: "\(open.grouped) 处待核对，其中您可以定 \(mine.grouped) 处",
                en: "\(English.counted(open, "thing")) to decide, \(mine.grouped) of them by you")
        }
        public static func unsent(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条改动还没有发送，已安全保存在本机",
                en: "\(English.counted(count, "change")) not sent yet, safe on this machine")
        }
        public static func backup(_ ago: Phrase) -> Phrase {
            Phrase(
                zh: "最近的备份：\(ago.zh)，做时已校验", en: "Newest backup: \(ago.en), tried when it was made")
        }
        public static let noBackup = Phrase(
            zh: "这台机器上还没有备份（moso backup）", en: "No backup on this machine yet (moso backup)")
        public static let look = Phrase(zh: "去看看", en: "Look")
        public static func andMore(_ count: Int) -> Phrase {
            Phrase(zh: "还有 \(count.grouped) 条", en: "and \(count.grouped) more")
        }
        public static let wholeReport = Phrase(zh: "看整张今日总览", en: "The whole morning report")
        public static let recent = Phrase(zh: "本站最近的改动", en: "What this site wrote last")
        public static let fromSheet = Phrase(zh: "从 Excel 导入", en: "Import a spreadsheet")
    }

    /// What waits to be sent.
    public enum Outbox {
        public static let title = Phrase(zh: "待发送", en: "To send")
        public static func count(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条改动等待发送。都已安全保存在本机，联网后自动发送，不用做什么。",
                en:
                    "\(English.counted(count, "change")) to send. All are safe on this machine and "
                    + "go out by themselves when there is a network; nothing needs to be done.")
        }
        public static let nothing = Phrase(
            zh: "没有待发送的改动：该有的站点都有了。",
            en: "Nothing waits to be sent: all is wherever it belongs.")
        public static let caption = Phrase(
            zh: "本站写的、还有站点没有收到的改动，新的在前",
            en: "What this site wrote and some site does not have yet, the newest first")
        public static let changes = Phrase(zh: "改了什么", en: "Change")
        public static let place = Phrase(zh: "到了哪里", en: "Where it is")
        public static func placed(_ place: RecordView.Place) -> Phrase {
            switch place {
            case .hereOnly: Phrase(zh: "○ 只在本机", en: "○ This machine only")
            case .atHub: Phrase(zh: "◐ 总部已有", en: "◐ At head office")
            case .everywhere: Phrase(zh: "● 都到齐了", en: "● Wherever it belongs")
            case .stays: Phrase(zh: "只属于本站", en: "This site's alone")
            }
        }
        public static let added = Phrase(zh: "新增", en: "added")
        public static let deleted = Phrase(zh: "删除", en: "deleted")
        public static let kept = Phrase(zh: "保留", en: "kept")
        public static let erased = Phrase(zh: "删除个人信息", en: "personal data erased")
        public static func more(_ count: Int) -> Phrase {
            Phrase(
                zh: "等，另有 \(count.grouped) 条记录", en: "and \(English.counted(count, "more record"))")
        }
        public static let takeBack = Phrase(zh: "撤回", en: "Take back")
        public static let takenBack = Phrase(
            zh: "✓ 已撤回，原来的内容又回来了。", en: "✓ Taken back; what was there before is there again.")
        /// The last line of a workbook.
        public static func sheetCut(_ shown: Int, of count: Int) -> Phrase {
            Phrase(
                zh: "（共 \(count.grouped) 条等待发送，这里只有最新的 \(shown.grouped) 条）",
                en:
                    "(\(count.grouped) changes wait to be sent; here are the newest \(shown.grouped) alone)"
            )
        }
        public static func notAll(_ shown: Int) -> Phrase {
            Phrase(
                zh: "只列出最新的 \(shown.grouped) 条，其余的同样会发送。",
                en: "The newest \(shown.grouped) are listed; the others are sent all the same.")
        }
    }

    /// Files that come in and go out by a page.
    public enum Exchange {
        public static let title = Phrase(zh: "导入导出", en: "Import and export")
        public static let importTitle = Phrase(zh: "导入文件", en: "Bring in a file")
        public static let file = Phrase(zh: "文件", en: "File")
        public static func fileHint(megabytes: Int) -> Phrase {
            Phrase(
                zh: "Excel（.xlsx）、CSV、TSV 或 JSON Lines，最大 \(megabytes) MB。先给您看会改什么，确认后才写入。",
                en:
                    "Excel (.xlsx), CSV, TSV or JSON Lines, \(megabytes) MB at most. You see what it would do before "
                    + "anything is written.")
        }
        public static func tooLarge(megabytes: Int) -> Phrase {
            Phrase(
                zh: "文件超过 \(megabytes) MB，请分成几个，或在终端用 moso import。",
                en:
                    "The file is larger than \(megabytes) MB: split it, or use moso import in a terminal."
            )
        }
        public static let what = Phrase(zh: "文件里是什么", en: "What is in it")
        public static let ledger = Phrase(
            zh: "入驻台账（企业、工位、租约在一张表）", en: "The ledger of tenants (companies, seats, tenancies)")
        public static let encoding = Phrase(zh: "文字编码", en: "Text encoding")
        public static let encodingAuto = Phrase(zh: "自动识别", en: "Find out")
        public static let show = Phrase(zh: "看看会改什么", en: "Show what it would do")
        public static let noFile = Phrase(
            zh: "没有选文件。请先选一个文件。", en: "No file was chosen. Choose one first.")
        public static let previewTitle = Phrase(zh: "还没有写入", en: "Nothing is written yet")
        public static func counts(added: Int, changed: Int, same: Int, refused: Int) -> [(
            label: Phrase, count: Int
        )] {
            [
                (Phrase(zh: "新增", en: "New"), added), (Phrase(zh: "修改", en: "Changed"), changed),
                (Phrase(zh: "不变", en: "The same"), same),
                (Phrase(zh: "退回", en: "Refused"), refused),
            ]
        }
        public static let columns = Phrase(zh: "认出的列", en: "Columns that were understood")
        public static let changes = Phrase(zh: "会改的地方（前几处）", en: "What would change (the first)")
        public static let refusedRows = Phrase(
            zh: "退回的行（前几行）", en: "Rows that are refused (the first)")
        public static let remarks = Phrase(zh: "请看一眼", en: "Please look at")
        public static func write(_ count: Int) -> Phrase {
            Phrase(
                zh: "写入这 \(count.grouped) 条", en: "Write \(English.counted(count, "record"))")
        }
        public static let drop = Phrase(zh: "不导入", en: "Leave it")
        public static let refusedFile = Phrase(
            zh: "下载退回的行（改好后可以单独导入）",
            en: "Download the refused rows (to be mended and brought again)")
        public static let changedSince = Phrase(
            zh: "这之间又有了改动，结果和刚才看到的不一样。没有写入，请再看一遍。",
            en:
                "Something changed in between, and the file would do something else now. Nothing was "
                + "written; please look again.")
        public static func written(_ count: Int) -> Phrase {
            Phrase(
                zh: "✓ 已写入 \(count.grouped) 条，已存在本机，联网后自动发送。",
                en:
                    "✓ \(English.counted(count, "record")) written; saved here, sent at the next sync."
            )
        }
        public static let undoAll = Phrase(zh: "全部撤销", en: "Take all of it back")
        public static let undone = Phrase(
            zh: "✓ 这次导入已全部撤销。", en: "✓ All of this import is taken back.")
        public static let another = Phrase(zh: "再导入一个文件", en: "Bring in another file")
        public static let exportTitle = Phrase(zh: "导出", en: "Export")
        public static let exportHint = Phrase(
            zh: "整类记录的 Excel 表，改好后可以再导入。每个列表下面的“导出 XLSX”给的是屏幕上的内容。",
            en:
                "All records of a kind as a workbook that can be brought in again. “Export XLSX” below "
                + "each list gives what is on the screen.")
        /// The last line of a workbook that does not hold all.
        public static func cut(_ most: Int) -> Phrase {
            Phrase(
                zh: "（到此为止：一个文件最多 \(most.grouped) 行，后面还有）",
                en: "(cut here: a file has \(most.grouped) rows at most, and there are more)")
        }
        public static let exportThis = Phrase(zh: "导出 XLSX", en: "Export XLSX")
    }
}
