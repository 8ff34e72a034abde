extension Catalogue {
    /// `moso init`
    public enum Init {
        public static func created(site: Phrase, id: String, path: String) -> Phrase {
            Phrase(
                zh: "已建立\(site.zh)（\(id)）的副本：\(path)",
                en: "Set up the replica of \(site.en) (\(id)): \(path)")
        }

        public static func would(site: Phrase, id: String, path: String) -> Phrase {
            Phrase(
                zh: "将建立\(site.zh)（\(id)）的副本：\(path)",
                en: "Would set up the replica of \(site.en) (\(id)): \(path)")
        }

        public static func identity(path: String, epoch: Int) -> Phrase {
            Phrase(
                zh: "身份文件：\(path)（第 \(epoch) 世代）。备份数据库时不要带上它。",
                en: "Identity file: \(path) (epoch \(epoch)). Keep it out of backups.")
        }

        public static let nextSteps = Phrase(
            zh: "下一步：moso record add 录入，或 moso import 导入台账；moso sync 与总部收发。",
            en: "Next: moso record add or moso import to fill it; moso sync to exchange changes.")
    }
}
