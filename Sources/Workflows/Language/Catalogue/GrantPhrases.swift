extension Catalogue {
    /// Which sites may hold which scopes beside their own.
    public enum Grants {
        public static let scope = Phrase(zh: "数据范围", en: "Scope")
        public static let word = Phrase(zh: "状态", en: "Standing")
        public static let given = Phrase(zh: "已授予", en: "granted")
        public static let withdrawn = Phrase(zh: "已收回", en: "withdrawn")

        public static let none = Phrase(
            zh: "没有授予过其他范围：各站只持有公共记录和自己的记录。",
            en: "No scope has been granted: each site holds the common records and its own.")

        public static func granted(_ scope: String, _ site: String) -> Phrase {
            Phrase(
                zh: "\(scope) 已授予 \(site)；下次收发时把内容送去。",
                en: "\(scope) is granted to \(site), and reaches it with the next exchanges.")
        }

        public static func withdrawn(_ scope: String, _ site: String) -> Phrase {
            Phrase(
                zh: "\(scope) 已从 \(site) 收回；它下次收发时删除内容，未发出的改动存入文件。",
                en:
                    "\(scope) is withdrawn from \(site), which with its next exchange removes it and saves "
                    + "unsent work in a file.")
        }

        public static func isSoAlready(_ scope: String, _ site: String, isGiven: Bool) -> Phrase {
            isGiven
                ? Phrase(
                    zh: "\(site) 已有 \(scope)。", en: "\(site) holds \(scope) already.")
                : Phrase(
                    zh: "\(site) 没有 \(scope)。", en: "\(site) does not hold \(scope).")
        }

        public static let notForgotten = Phrase(
            zh: "已经看过的内容无法收回；它怎么做由它自己的程序保证。",
            en:
                "What was read there cannot be called back, and that it is removed rests on that site."
        )

        /// Work that a withdrawal kept from being sent.
        public static func unsent(_ files: [String]) -> Phrase {
            Phrase(
                zh: "收回的范围里有未发出的改动，存于 \(files.joined(separator: "、"))",
                en:
                    "unsent work of a scope that was withdrawn is in \(files.joined(separator: ", "))"
            )
        }

        public static let unsentAdvice = Phrase(
            zh: "重新授予后取回：moso members bring-back",
            en: "once the scope is granted again: moso members bring-back")

        public static func broughtBack(_ count: Int, _ path: String) -> Phrase {
            Phrase(
                zh: "\(path)：\(count.grouped) 笔改动已重新写入。",
                en: "\(path): \(English.counted(count, "transaction")) sealed again.")
        }

        public static let noFiles = Phrase(
            zh: "没有未发出的改动的文件。", en: "There is no file of unsent work.")
    }
}

extension Catalogue.Help {
    public static let membersGrants = Entry(
        Phrase(
            zh: "列出授予过和收回过的数据范围。", en: "The scopes that have been granted and withdrawn."),
        [Example("moso members grants"), Example("moso members grants --json")])

    public static let membersGrant = Entry(
        Phrase(
            zh: "总部：让某站持有并填写一个数据范围，如 capital。",
            en: "The hub: let a site hold and write a scope, such as capital."),
        detail: Phrase(
            zh: "可授予 capital（投资记录）和 city/代码（与某城市的洽谈）。内容随之后的收发送到；没有授权的站点不会知道这个范围的存在。",
            en:
                "The records follow with the next exchanges; sites without a grant do not learn that there are any."
        ),
        [
            Example(
                Phrase(
                    zh: "moso members grant hangzhou capital --reason 共同投资",
                    en: "moso members grant hangzhou capital --reason \"joint investments\"")),
            Example(
                Phrase(
                    zh: "moso members grant anji city/330523 --reason 参与洽谈",
                    en: "moso members grant anji city/330523 --reason \"takes part in the talks\"")),
        ])

    public static let membersWithdraw = Entry(
        Phrase(
            zh: "总部：收回授予某站的数据范围。", en: "The hub: withdraw a scope from a site."),
        detail: Phrase(
            zh: "该站下次收发时删除全部内容；未发出的改动先存入签名的文件。",
            en:
                "With its next exchange the site removes all of it, and saves unsent work in a signed file first."
        ),
        [
            Example(
                Phrase(
                    zh: "moso members withdraw hangzhou capital --reason 合作结束",
                    en: "moso members withdraw hangzhou capital --reason \"joint work ended\""))
        ])

    public static let membersBringBack = Entry(
        Phrase(
            zh: "重新授予后，取回收回时未发出的改动。",
            en: "Seal unsent work again, once a scope is granted again."
        ),
        [
            Example("moso members bring-back"),
            Example("moso members bring-back unsent-capital-1-1.body"),
        ])
}

extension Catalogue.Flag {
    public static let grantScope = Phrase(
        zh: "数据范围：capital 或 city/代码。", en: "The scope: capital, or city/CODE.")
    public static let unsentFile = Phrase(
        zh: "文件；不写时取回本站的全部文件。", en: "The file; all of this site's when left out.")
}

extension Catalogue {
    /// A site's next key.
    public enum NextKey {
        public static func made(fingerprint: String) -> Phrase {
            Phrase(
                zh: "新密钥已生成，指纹 \(fingerprint)；与总部收发后生效：moso sync",
                en:
                    "A next key is made, fingerprint \(fingerprint). It takes effect once exchanged with the hub: moso sync"
            )
        }

        public static let waits = Phrase(
            zh: "新密钥等待与总部收发后生效：moso sync",
            en: "a next key waits to be exchanged with the hub: moso sync")
    }
}
