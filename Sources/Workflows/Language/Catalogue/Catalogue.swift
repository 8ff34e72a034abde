/// Everything moso says, in one place, for the command line and the pages alike.
///
/// A group for each command, a function for each sentence. Functions take what varies; names of
/// sites, kinds and fields are phrases because people know them by different names in the two
/// languages. Sentences of errors stand with `Problem`. Signs such as `✓` are not part of a phrase:
/// whoever prints it adds the one that the terminal can show (`Marks`).
///
/// Glossary, so that one thing has one name: record 记录, field 字段, site 分站, head office 总部, peer
/// 对端, replica 副本, change 改动, conflict 冲突 (to staff 待核对), undecided 待核对, to send 待发送,
/// working value 暂用值, transaction 事务.
public enum Catalogue {}

extension Catalogue {
    /// Single words that several commands use.
    public enum Word {
        public static let yes = Phrase(zh: "是", en: "yes")
        public static let no = Phrase(zh: "否", en: "no")
        public static let none = Phrase(zh: "无", en: "none")
        public static let never = Phrase(zh: "从未", en: "never")
        public static let unknown = Phrase(zh: "未知", en: "unknown")
        public static let hub = Phrase(zh: "总部", en: "hub")
        public static let branch = Phrase(zh: "分站", en: "branch")
        public static let undecided = Phrase(zh: "待核对", en: "undecided")
        public static let emptyValue = Phrase(zh: "（空）", en: "(empty)")
        public static let semicolon = Phrase(zh: "；", en: "; ")
        public static let total = Phrase(zh: "合计", en: "Total")

        /// An undecided field in a list: both values, never one of them alone.
        public static func undecided(_ values: [String]) -> Phrase {
            Phrase(
                zh: "\(values.joined(separator: " 或 "))，待核对",
                en: "\(values.joined(separator: " or ")), undecided")
        }

        /// The end of every dry run.
        public static let nothingWritten = Phrase(
            zh: "试运行，未写入。去掉 -n 即可执行。",
            en: "Nothing written. Run again without -n to do it.")

    }
}
