internal import Causality
public import Storage

extension Catalogue {
    /// What other SQLite tools wrote and cannot be replicated.
    public enum Aside {
        /// One value, or one row, and what is wrong with it.
        public static func edit(_ edit: UnsealedEdit) -> Phrase {
            let field = edit.field.map { Phrase.field($0, of: edit.table) }
            let (fault, key) = (fault(edit.fault), edit.key.isEmpty ? "''" : edit.key)
            return Phrase(
                zh: "\(edit.table) \(key)"
                    + (field.map { "的“\($0.zh)”" } ?? "") + "没有同步：\(fault.zh)",
                en: "\(edit.table) \(key)"
                    + (field.map { ", \($0.en)" } ?? "") + ": not replicated, \(fault.en)")
        }

        public static func fault(_ fault: UnsealedEdit.Fault) -> Phrase {
            switch fault {
            case .tooLong(let bytes, let most):
                Phrase(
                    zh: "文字有 \(bytes.grouped) 字节，最多 \(most.grouped) 字节",
                    en: "a text of \(bytes.grouped) bytes, where \(most.grouped) are the most")
            case .notUTF8: Phrase(zh: "不是 UTF-8 文字", en: "no UTF-8")
            case .badKey(let bytes, let most):
                Phrase(
                    zh: "编号有 \(bytes) 字节，应为 1 到 \(most) 字节",
                    en: "an id of \(bytes) bytes, where 1 to \(most) are allowed")
            case .rowTooLarge(let bytes, let most):
                Phrase(
                    zh: "一条记录有 \(bytes.grouped) 字节，最多 \(most.grouped) 字节",
                    en: "a record of \(bytes.grouped) bytes, where \(most.grouped) are the most")
            case .notHeld(let scope):
                Phrase(
                    zh: "属于 \(scope)，本站不持有，不会发给任何站点",
                    en: "of scope \(scope), which this site does not hold and would never send")
            case .undecided:
                Phrase(
                    zh: "删除未执行：记录里还有未决定的内容，请先决定：moso conflicts list",
                    en:
                        "not deleted: a field of it is not decided. Decide it first: moso conflicts list"
                )
            }
        }

        public static let advice = Phrase(
            zh: "原样保存在 replica.db 的表 moso_aside 里。改成合规的内容重新录入；不需要了，就从该表删除。",
            en:
                "It is kept as it was in the table moso_aside of replica.db. Enter it anew in a form that "
                + "fits; or, if it is not needed, delete it from that table.")

        /// More than are listed.
        public static func more(_ count: Int) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 处：moso verify",
                en: "and \(count.grouped) more: moso verify")
        }

        /// After a sync.
        public static func stays(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 处由其他程序写入的内容无法同步，留在本机：moso status",
                en: "\(English.counted(count, "value")) that another program wrote "
                    + "\(English.form(count, "stays", "stay")) here and cannot be replicated: moso status"
            )
        }

        /// Changes in scopes that are not held.
        public static func stranded(_ count: Int, scopes: [String]) -> Phrase {
            let names = scopes.joined(separator: ", ")
            return Phrase(
                zh: "\(count.grouped) 个改动写在本站不持有的范围（\(names)）里，不会发给任何站点：请在那个站点或总部重新录入",
                en:
                    "\(English.counted(count, "change")) of \(names), which this site does "
                    + "not hold, will never leave it: enter the records anew at that site or at the hub"
            )
        }
    }
}
