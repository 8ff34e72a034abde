extension Catalogue {
    /// `moso history` and `moso log`
    public enum History {
        public static func title(id: String, label: String, count: Int) -> Phrase {
            Phrase(
                zh: "\(id) \(label)：\(count.grouped) 次改动，最近的在前",
                en: "\(id) \(label): \(English.counted(count, "change")), newest first")
        }

        /// In the place of a value that is no longer kept.
        public static let trimmed = Phrase(zh: "（已清理）", en: "(trimmed)")

        /// In the place of a value, where a cell was erased.
        public static let erasure = Phrase(zh: "（永久删除）", en: "(erased for good)")

        /// Below a history whose oldest writes are trimmed, so that what they replaced is not known.
        public static let olderTrimmed = Phrase(
            zh: "更早的改动已由 moso trim 清理，不再列出。",
            en: "Older changes have been trimmed (moso trim) and are not shown.")

        public static let created = Phrase(zh: "新增", en: "added")
        public static let changed = Phrase(zh: "修改", en: "changed")
        public static let cleared = Phrase(zh: "清空", en: "cleared")
        public static let retired = Phrase(zh: "停用", en: "retired")
        public static let resolved = Phrase(zh: "处理冲突", en: "resolved")
        public static let imported = Phrase(zh: "导入", en: "imported")
        public static let concurrent = Phrase(
            zh: "当时没有看到对方", en: "did not see the other")

        /// A value of a field that several people have set.
        public static func undecidedIn(_ value: String, conflict id: String) -> Phrase {
            Phrase(zh: "\(value)（待核对 \(id)）", en: "\(value) (undecided, \(id))")
        }

        /// One that the field's policy does not show.
        public static func passedOver(_ value: String) -> Phrase {
            Phrase(zh: "\(value)（未采用）", en: "\(value) (not shown)")
        }

        public static func asOf(_ moment: String) -> Phrase {
            Phrase(zh: "当时的样子：\(moment)", en: "As it was: \(moment)")
        }

        public static func notThereYet(_ moment: String) -> Phrase {
            Phrase(zh: "\(moment) 时还没有这条记录。", en: "It was not there yet: \(moment).")
        }

        public static func deletedThen(_ moment: String) -> Phrase {
            Phrase(zh: "\(moment) 时这条记录已被删除。", en: "It was deleted then: \(moment).")
        }

        public static let deletedNow = Phrase(
            zh: "这条记录现在已被删除。", en: "The record is deleted now.")

        public static func none(id: String) -> Phrase {
            Phrase(zh: "\(id) 没有符合条件的改动。", en: "No matching change of \(id).")
        }

    }

    public enum Log {
        public static func summary(transactions: Int, streams: Int) -> Phrase {
            Phrase(
                zh: "\(transactions.grouped) 个事务，来自 \(streams.grouped) 条流。",
                en: "\(English.counted(transactions, "transaction")) "
                    + "in \(English.counted(streams, "stream")).")
        }

        public static func operations(_ count: Int) -> Phrase {
            Phrase(zh: "\(count.grouped) 处写入", en: English.counted(count, "write"))
        }

        public static let empty = Phrase(zh: "日志是空的。", en: "The log is empty.")

        /// In place of the number of writes, of a transaction that makes no rows.
        public static let void = Phrase(zh: "无效", en: "void")
    }

    /// `moso verify`
    public enum Verify {
        public static let allAlone = Phrase(
            zh: "--all 已包括每个对端，不能再指定对端或 --audit。",
            en: "--all is every peer; it goes with no peer and not with --audit.")

        public static func sound(records: Int, transactions: Int, took: Phrase) -> Phrase {
            Phrase(
                zh: "本机副本完好：\(records.grouped) 条记录、\(transactions.grouped) 个事务已核对，"
                    + "用时 \(took.zh)。",
                en: "This replica is sound: \(English.counted(records, "record")) and "
                    + "\(English.counted(transactions, "transaction")) checked, \(took.en).")
        }

        public static func scope(_ name: String, _ verdict: Phrase) -> Phrase {
            Phrase(zh: "\(name)　\(verdict.zh)", en: "\(name)  \(verdict.en)")
        }

        public static let scopeEqual = Phrase(zh: "一致", en: "equal")
        public static let scopeDifferent = Phrase(
            zh: "事务相同而状态不同：请在两边各运行 moso verify",
            en: "the same transactions, another state: run moso verify at both ends")

        // Where it differs.
        public static let rowMissing = Phrase(zh: "没有这条记录", en: "no such record")
        public static let rowThere = Phrase(zh: "有", en: "there")
        public static let otherWrites = Phrase(
            zh: "值相同，但来自不同的写入", en: "the same value by other writes")
        public static let otherDeletes = Phrase(
            zh: "各字段相同，删除或抹除的记录不同", en: "the same fields, other deletes or erasures")

        public static func stopped(after rows: Int) -> Phrase {
            Phrase(
                zh: "找到 \(rows) 条后停止；可能还有。",
                en: "Stopped after \(English.counted(rows, "record")); there may be more.")
        }

        public static func scopeApart(here: Int, there: Int) -> Phrase {
            Phrase(
                zh: "尚未一致：仅本站 \(here) 个事务，仅对端 \(there) 个；先 moso sync",
                en: "not in step yet: \(here) transactions only here, \(there) only there; "
                    + "moso sync first")
        }

        public static let scopeNotThere = Phrase(
            zh: "对端没有这个范围", en: "the peer has nothing of it")

        public static func compared(scopes: Int, with peer: String, different: Int) -> Phrase {
            Phrase(
                zh: "与 \(peer) 比较了 \(scopes) 个范围：\(different) 个不一致。",
                en: "Compared \(English.counted(scopes, "scope")) with \(peer): \(different) "
                    + "\(English.form(different, "differs", "differ")).")
        }

        public static func found(_ count: Int, records: Int, transactions: Int) -> Phrase {
            Phrase(
                zh: "核对了 \(records.grouped) 条记录、\(transactions.grouped) 个事务："
                    + "\(count.grouped) 处不符。",
                en: "Checked \(English.counted(records, "record")) and "
                    + "\(English.counted(transactions, "transaction")): "
                    + "\(English.counted(count, "difference")).")
        }
    }
}
