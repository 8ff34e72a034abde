internal import Storage

extension Catalogue {
    /// Why a replica goes on under a new epoch.
    enum Epochs {
        static func why(_ reason: EpochChange.Reason) -> Phrase {
            switch reason {
            case .missing:
                Phrase(zh: "没有身份文件，或文件不完整", en: "the identity file is missing or torn")
            case .otherIdentity:
                Phrase(zh: "身份文件与数据库不符", en: "the identity file is not of this database")
            case .otherMachine:
                Phrase(zh: "身份文件来自另一台机器", en: "the identity file is of another machine")
            case .otherFile: Phrase(zh: "数据库是一份拷贝", en: "the database is a copy")
            case .wentBack:
                Phrase(zh: "数据库被换回了旧的拷贝", en: "an older copy of the database was put back")
            case .rolledBack:
                Phrase(
                    zh: "对方有本站的改动，而这里没有：换回了旧的拷贝",
                    en:
                        "a peer has changes of this site that are not here: an older copy was put back"
                )
            case .forked:
                Phrase(
                    zh: "同一编号在别处写过别的内容",
                    en: "the same number was used for something else elsewhere")
            case .withdrawn:
                Phrase(
                    zh: "总部收回了一个数据范围，这里不再保留其内容",
                    en: "the hub withdrew a scope, and nothing of it is kept here")
            }
        }
    }
}
