extension Catalogue {
    /// `moso record add|edit|list|show|retire|kinds|fields`
    public enum Record {
        public static func added(id: String, kind: Phrase) -> Phrase {
            Phrase(zh: "已新增 \(id)（\(kind.zh)）", en: "Added \(id) (\(kind.en))")
        }

        public static func changed(id: String, kind: Phrase, changes: [Phrase]) -> Phrase {
            let list = Phrase.list(changes)
            return Phrase(
                zh: "已改 \(id)（\(kind.zh)）：\(list.zh)",
                en: "Changed \(id) (\(kind.en)): \(list.en)")
        }

        /// One field of a change: `联系人 王丽 → 赵敏`.
        public static func change(
            field: Phrase, from old: Phrase, to new: Phrase, marks: Marks
        ) -> Phrase {
            Phrase(
                zh: "\(field.zh) \(old.zh) \(marks.arrow) \(new.zh)",
                en: "\(field.en) \(old.en) \(marks.arrow) \(new.en)")
        }

        public static func retired(id: String, kind: Phrase) -> Phrase {
            Phrase(
                zh: "已停用 \(id)（\(kind.zh)）。记录和经过都保留。",
                en: "Retired \(id) (\(kind.en)). The record and its history stay.")
        }

        public static func unchanged(id: String) -> Phrase {
            Phrase(
                zh: "\(id) 已经是这些值，没有改动。",
                en: "\(id) has these values already; nothing changed.")
        }

        public static func wouldAdd(kind: Phrase) -> Phrase {
            Phrase(zh: "将新增一条\(kind.zh)。", en: "Would add one \(kind.en).")
        }

        public static func wouldChange(id: String, kind: Phrase, changes: [Phrase]) -> Phrase {
            let list = Phrase.list(changes)
            return Phrase(
                zh: "将改 \(id)（\(kind.zh)）：\(list.zh)",
                en: "Would change \(id) (\(kind.en)): \(list.en)")
        }

        public static func wouldRetire(id: String, kind: Phrase) -> Phrase {
            Phrase(zh: "将停用 \(id)（\(kind.zh)）。", en: "Would retire \(id) (\(kind.en)).")
        }

        /// Said after every write at a site that has peers.
        public static func savedHere(waiting: Int) -> Phrase {
            Phrase(
                zh: "已安全保存在本机，下次联网自动发送（待发送 \(waiting.grouped) 条）。",
                en: "Safe on this machine; sent at the next sync "
                    + "(\(English.counted(waiting, "change")) waiting).")
        }

        public static func undo(command: String) -> Phrase {
            Phrase(zh: "撤销：\(command)", en: "Undo: \(command)")
        }

        public static func count(_ count: Int, kind: Phrase) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条\(kind.zh)。",
                en: "\(English.sentence(kind.en)): \(English.counted(count, "record")).")
        }

        /// Columns that a narrow terminal has no room for.
        public static func leftOut(_ columns: [String]) -> Phrase {
            Phrase(
                zh: "屏幕不够宽，未列出：\(columns.joined(separator: "、"))。用 --columns 选列，--plain 列出全部。",
                en: "No room for: \(columns.joined(separator: ", ")). "
                    + "--columns picks, --plain shows all.")
        }

        /// When `--limit` cuts a list off.
        public static func more(shown: Int, of count: Int) -> Phrase {
            Phrase(
                zh: "只列出前 \(shown.grouped) 条，共 \(count.grouped) 条；用 --limit 0 列出全部。",
                en: "Showing \(shown.grouped) of \(count.grouped); --limit 0 shows all.")
        }

        public static func none(kind: Phrase) -> Phrase {
            Phrase(zh: "没有符合条件的\(kind.zh)。", en: "No matching \(kind.en).")
        }

        public static func hasConflicts(id: String, count: Int, first: String) -> Phrase {
            Phrase(
                zh: "\(id) 有 \(count.grouped) 处待核对：moso conflicts show \(first)",
                en: "\(id) has \(English.counted(count, "undecided value")): "
                    + "moso conflicts show \(first)")
        }

        /// What is open about a record besides values.
        public static func hasOpen(id: String, what: Phrase, conflict: String) -> Phrase {
            Phrase(
                zh: "\(id) 待核对：\(what.zh)。moso conflicts show \(conflict)",
                en: "\(id) is undecided: \(what.en). moso conflicts show \(conflict)")
        }

        /// A company of several cards.
        public static func linkedCards(_ keys: [String]) -> Phrase {
            Phrase(
                zh: "这家企业有 \(keys.count.grouped) 张卡：\(keys.joined(separator: "、"))。下面是合在一起的内容。",
                en:
                    "This company has \(keys.count.grouped) cards: \(keys.joined(separator: ", ")). "
                    + "Here is what they say together.")
        }

        public static func cardsDiffer(_ count: Int, first: String) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 项各卡说法不同，逐项决定：moso conflicts show \(first)",
                en: "The cards differ in \(English.counted(count, "field")), each to be decided: "
                    + "moso conflicts show \(first)")
        }

        /// How to take cards apart that were linked.
        public static func unlink(_ keys: [String]) -> Phrase {
            let pair = keys.prefix(2).joined(separator: " ")
            return Phrase(
                zh: "不是同一家：moso dup unlink \(pair)；各卡的内容不变，合并期间裁决过的除外。",
                en:
                    "Not one company after all: moso dup unlink \(pair). The cards stay as they are, but for what "
                    + "was decided while they were one.")
        }

        public static func title(id: String, kind: Phrase, label: String) -> Phrase {
            Phrase(zh: "\(id)　\(kind.zh)　\(label)", en: "\(id)   \(kind.en)   \(label)")
        }

        /// A record that may have been meant, below a problem.
        static func candidate(id: String, title: Phrase) -> Phrase {
            Phrase(zh: "  \(id)　\(title.zh)", en: "  \(id)   \(title.en)")
        }

        public static func wouldErase(_ fields: Phrase, of id: String) -> Phrase {
            Phrase(zh: "将抹除 \(id) 的\(fields.zh)。", en: "Would erase \(fields.en) of \(id).")
        }

        public static func erased(_ fields: Phrase, of id: String) -> Phrase {
            Phrase(
                zh: "已抹除 \(id) 的\(fields.zh)，不可恢复。",
                en: "Erased \(fields.en) of \(id) for good.")
        }

        public static let erasedElsewhere = Phrase(
            zh: "其他分站在下次同步时抹除；数据目录中的备份已重做，移到别处的备份仍含原值。",
            en:
                "Other sites follow at their next sync. Backups in the replica's folder are made "
                + "anew; copies kept elsewhere still hold it.")

        /// Another card of the company that still says what was erased here.
        public static func alsoErase(_ fields: Phrase, of id: String, flags: String) -> Phrase {
            Phrase(
                zh: "同一家企业的另一张卡 \(id) 也有\(fields.zh)，没有抹除："
                    + "moso record erase \(id) \(flags) --reason …",
                en:
                    "\(id), another card of the same company, has \(fields.en), too, which is not erased: "
                    + "moso record erase \(id) \(flags) --reason …")
        }

        public static func reason(_ reason: String) -> Phrase {
            Phrase(zh: "理由：\(reason)", en: "Reason: \(reason)")
        }

        public static func fieldsOf(kind: Phrase, name: String) -> Phrase {
            Phrase(
                zh: "\(kind.zh)（\(name)）的字段，与 moso record add \(name) 所用相同：",
                en: "Fields of \(kind.en) (\(name)), as moso record add \(name) takes them:")
        }

        public static let kindsHint = Phrase(
            zh: "某一类的字段：moso record fields 类别",
            en: "The fields of one: moso record fields KIND")
    }
}
