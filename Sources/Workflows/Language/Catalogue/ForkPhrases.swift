extension Catalogue {
    /// Forks: two copies of one site's database were at work.
    public enum Fork {
        public static let kind = Phrase(zh: "分叉", en: "fork")

        public static let closed = Phrase(zh: "已关闭", en: "closed")

        public static func closedSince(site: String) -> Phrase {
            Phrase(
                zh: "站点 \(site) 看到两支之后，已以新的世代写过：这些编号不再有人用。",
                en: "Site \(site) has written under a new epoch since it saw both branches: nobody "
                    + "uses these numbers any more.")
        }

        public static func record(stream: String, seq: UInt64) -> Phrase {
            Phrase(zh: "\(stream) 自第 \(seq) 笔起", en: "\(stream) from number \(seq) on")
        }

        public static func what(site: String) -> Phrase {
            Phrase(
                zh: "站点 \(site) 的数据库有两份拷贝在用，两份用了同样的编号。两支都已保留，没有数据丢失；"
                    + "各自改过的字段按普通冲突列出。",
                en: "Two copies of the database of site \(site) have been in use and took the same "
                    + "numbers. Both branches are kept and nothing is lost; fields that both changed "
                    + "are listed as conflicts of their own.")
        }

        public static func branch(
            _ name: String, count: UInt64, author: String, when: String
        ) -> Phrase {
            Phrase(
                zh: "\(name)　\(count) 笔，第一笔由 \(author) 写于 \(when)",
                en: "\(name)   \(count) of them, the first by \(author) at \(when)")
        }

        public static func proved(site: String) -> Phrase {
            Phrase(
                zh: "两支都带有 \(site) 自己的签名：这证明它给出过两份不同的历史。",
                en:
                    "\(site) has signed both branches with its own key: that proves that it has given "
                    + "two histories.")
        }

        public static func toDo(site: String) -> Phrase {
            Phrase(
                zh: "请到站点 \(site) 查明：是备份连同 replica.id 一起放回了，还是整机快照在别处启动了？"
                    + "多余的那一份要停掉。该站点以新的世代写过之后，此项自动关闭。",
                en: "Find out at \(site): was a backup put back together with replica.id, or is a "
                    + "snapshot of the machine running elsewhere? Stop the copy that should not be. "
                    + "This closes by itself once the site has written under a new epoch.")
        }

        public static func nothingToChoose(id: String) -> Phrase {
            Phrase(
                zh: "\(id) 是分叉，两支都已保留，没有可选的一方；该站点以新的世代写过之后自动关闭",
                en:
                    "\(id) is a fork: both branches are kept and there is no side to take; it closes "
                    + "by itself once the site has written under a new epoch")
        }

        public static func status(_ count: Int, first: String) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 处分叉（同一站点的数据库有两份在用）：\(first)",
                en: "\(English.counted(count, "fork")) (two copies of one site's database in use): "
                    + "\(first)")
        }
    }
}
