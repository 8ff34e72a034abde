extension Catalogue {
    /// `moso init`
    public enum Init {
        /// - Parameter name: what people call the site, where they were told.
        public static func created(site: String, name: String?, path: String) -> Phrase {
            let called = called(site, name)
            return Phrase(
                zh: "已建立 \(called.zh) 的副本：\(path)",
                en: "Set up the replica of \(called.en): \(path)")
        }

        public static func would(site: String, name: String?, path: String) -> Phrase {
            let called = called(site, name)
            return Phrase(
                zh: "将建立 \(called.zh) 的副本：\(path)",
                en: "Would set up the replica of \(called.en): \(path)")
        }

        private static func called(_ site: String, _ name: String?) -> Phrase {
            guard let name else { return Phrase(verbatim: site) }
            return Phrase(zh: "\(name)（\(site)）", en: "\(name) (\(site))")
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
