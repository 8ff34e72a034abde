extension Catalogue {
    /// The export of decisions and its check.
    public enum Audit {
        public static func exported(_ added: Int, total: Int, path: String) -> Phrase {
            Phrase(
                zh: "\(path)：新增 \(added.grouped) 条裁决，共 \(total.grouped) 条",
                en: "\(path): \(English.counted(added, "decision")) added, \(total.grouped) in all")
        }

        public static func noteHash(_ hash: String) -> Phrase {
            Phrase(
                zh: "最后一行的校验值，请另行记下：\(hash)",
                en: "Hash of the last line, to be noted elsewhere: \(hash)")
        }

        public static func sound(_ lines: Int, notHere: Int) -> Phrase {
            Phrase(
                zh: "审计文件完好：\(lines.grouped) 条裁决，其中 \(notHere.grouped) 条本站没有。",
                en: "The audit file is sound: \(English.counted(lines, "decision")), "
                    + "\(notHere.grouped) of them not held here.")
        }

        public static func notExported(_ count: Int) -> Phrase {
            Phrase(
                zh: "本站另有 \(count.grouped) 条裁决还没有导出。",
                en:
                    "\(English.counted(count, "decision")) of this site \(English.form(count, "is", "are")) not in it yet."
            )
        }

        public static let noLine = Phrase(zh: "不是审计文件的一行。", en: "this is no line of an audit file.")
        public static let changed = Phrase(
            zh: "内容与它的校验值不符，被改动过。", en: "it is not what its hash was made of: it was changed.")
        public static let gap = Phrase(
            zh: "与上一行接不上：有行被删除、插入或调换。",
            en: "it does not follow the line before: a line was removed, put in or moved.")
    }
}
