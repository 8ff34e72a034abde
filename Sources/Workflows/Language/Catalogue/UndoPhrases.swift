extension Catalogue {
    /// `moso undo`, `moso conflicts undo` and `moso conflicts log`.
    public enum Undo {
        public static func undone(_ name: String, as new: String) -> Phrase {
            Phrase(zh: "已撤销 \(name)（\(new)）：", en: "Undone \(name) (\(new)):")
        }

        public static func wouldUndo(_ name: String) -> Phrase {
            Phrase(zh: "将撤销 \(name)：", en: "Would undo \(name):")
        }

        public static func both(record: String, field: Phrase, values: String) -> Phrase {
            Phrase(
                zh: "\(record) 的\(field.zh)又同时是 \(values)，待核对。",
                en: "\(field.en) of \(record) shows \(values) again, undecided.")
        }

        public static func restored(record: String, field: Phrase, value: String) -> Phrase {
            Phrase(
                zh: "\(record) 的\(field.zh)又是 \(value)。",
                en: "\(field.en) of \(record) is \(value) again.")
        }

        public static func existence(record: String) -> Phrase {
            Phrase(
                zh: "\(record) 的存废恢复为之前的状态。",
                en: "whether \(record) is there is as it was before.")
        }

        public static func thereAgain(record: String) -> Phrase {
            Phrase(zh: "\(record) 又有了。", en: "\(record) is there again.")
        }

        public static func goneAgain(record: String) -> Phrase {
            Phrase(zh: "\(record) 又没有了。", en: "\(record) is not there any more.")
        }

        /// A delete stands against other writes again.
        public static func staysOpen(record: String) -> Phrase {
            Phrase(
                zh: "\(record) 的存废又待核对。", en: "whether \(record) stays is undecided again.")
        }

        /// What a forced undo took the place of.
        public static func overrode(_ cell: Phrase) -> Phrase {
            Phrase(zh: "取代了之后的改动：\(cell.zh)", en: "took the place of a later change: \(cell.en)")
        }

        public static func staysInLog(redo: String) -> Phrase {
            Phrase(
                zh: "原来的改动留在经过里。重做：\(redo)",
                en: "What it undid stays in the log. Redo: \(redo)")
        }

        public static let noDecisions = Phrase(zh: "没有裁决。", en: "No decisions.")
        /// Where bodies of transactions are gone, and with them what they decided.
        public static let olderTrimmed = Phrase(
            zh: "较早的改动已由 moso trim 清理，其中的裁决、撤销和台账不再列出。",
            en: "Older changes have been trimmed (moso trim): their decisions, undos and ledger "
                + "entries are not shown.")
        public static let decisions = Phrase(zh: "裁决和撤销", en: "Decisions and undos")
        public static let ledger = Phrase(
            zh: "台账：互相没有看到的不同写入", en: "Ledger: differing writes of which neither saw the other")
        public static let noLedger = Phrase(zh: "台账是空的。", en: "The ledger is empty.")
        public static let automatic = Phrase(
            zh: "由规则自动处理、尚可改判的字段", en: "Fields decided by a policy, which can be overruled")
        public static let noneAutomatic = Phrase(
            zh: "没有由规则自动处理、尚可改判的字段。",
            en: "No field was decided by a policy that can be overruled.")
        public static let present = Phrase(zh: "写入", en: "written")
        public static let absent = Phrase(zh: "删除", en: "deleted")
        public static let kept = Phrase(zh: "保留记录", en: "the record stays")
        public static let deleted = Phrase(zh: "同意删除", en: "the record goes")

        public static func undid(_ name: String) -> Phrase {
            Phrase(zh: "撤销 \(name)", en: "undid \(name)")
        }

        public static func undid(_ name: String, why: String?) -> Phrase {
            Phrase(
                zh: undid(name).zh + (why.map { "：\($0)" } ?? ""),
                en: undid(name).en + (why.map { ": \($0)" } ?? ""))
        }

        // Columns of the log.
        public static let when = Phrase(zh: "时间", en: "When")
        public static let id = Phrase(zh: "编号", en: "Id")
        public static let what = Phrase(zh: "内容", en: "What")
        public static let by = Phrase(zh: "谁", en: "By")
        public static let site = Phrase(zh: "分站", en: "Site")
        public static let conflict = Phrase(zh: "冲突", en: "Conflict")
        public static let reason = Phrase(zh: "理由", en: "Reason")
        public static let record = Phrase(zh: "记录", en: "Record")
        public static let field = Phrase(zh: "字段", en: "Field")
        public static let one = Phrase(zh: "一边", en: "One side")
        public static let other = Phrase(zh: "另一边", en: "The other")
        public static let shown = Phrase(zh: "现用值", en: "Shown")
    }
}
