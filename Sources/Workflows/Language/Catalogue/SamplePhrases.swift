extension Catalogue {
    /// `moso sample`
    public enum Sample {
        public static func filled(site: String, records: Int) -> Phrase {
            Phrase(
                zh: "\(site)：写入示例记录 \(records.grouped) 条，日期为 2023-08-11",
                en: "\(site): wrote \(English.counted(records, "sample record")), as of 2023-08-11")
        }

        public static func made(sites: Int, records: Int, path: String) -> Phrase {
            Phrase(
                zh: "在 \(path) 建立 \(sites) 个分站的副本，共 \(records.grouped) 条示例记录",
                en:
                    "Made the replicas of \(sites) sites in \(path), \(English.counted(records, "sample record")) "
                    + "in all")
        }

        public static func would(sites: Int, records: Int) -> Phrase {
            Phrase(
                zh: "将写入 \(sites) 个分站、\(records.grouped) 条示例记录",
                en: "Would write \(English.counted(records, "sample record")) of "
                    + "\(English.counted(sites, "site"))")
        }

        public static func stories(conflicts: Int, path: String) -> Phrase {
            Phrase(
                zh: "又在互不通气的分站写下故事：同步之后应当正好有 \(conflicts.grouped) 处冲突，列在 \(path)",
                en: "Wrote the stories at sites apart: once they have met there must be just "
                    + "\(English.counted(conflicts, "conflict")), listed in \(path)")
        }

        public static let storiesNeedInto = Phrase(
            zh: "--stories 要和 --into 一起用。", en: "--stories goes with --into.")

        /// - Parameter path: the folder of the hub's replica.
        public static func nextSteps(hub path: String) -> Phrase {
            Phrase(
                zh: "总部副本里有全部记录：moso --data \(path) overview；各站之间已互认密钥，可直接启动 mosod。",
                en:
                    "The hub's replica holds everything: moso --data \(path) overview; the sites know each other's "
                    + "keys, so that mosod can be started as they are.")
        }
    }
}

extension Catalogue.Flag {
    public static let sampleInto = Phrase(
        zh: "在这个目录里为每个分站建一个副本；目录不能已经存在。",
        en: "Make a replica for each site in this folder, which must not exist yet.")
    public static let sampleScale = Phrase(
        zh: "规模：0.1、1 或 10；总部的一屋子人不随规模变。",
        en: "How large the world is: 0.1, 1 or 10; the hub's own house is the same in each.")
    public static let sampleStories = Phrase(
        zh: "再写下两地互不知情的改动，并把应有的冲突列进 expected-conflicts.json。",
        en:
            "Then write what sites did without knowing of each other, and list the conflicts that must follow "
            + "in expected-conflicts.json.")
    public static let sampleSeed = Phrase(
        zh: "随机种子；同一种子在任何机器上得到同样的记录。",
        en: "What chance begins from: the same seed makes the same records everywhere.")
}

extension Catalogue.Help {
    public static let sample = Entry(
        Phrase(zh: "写入示例数据，供试用和测速。", en: "Write sample data, to try things and to measure."),
        detail: Phrase(
            zh: "虚构的十二个分站、两千家企业、约五万一千条记录，“今天”是 2023-08-11。不加 --into 时，把本站那一份写入还没有"
                + "记录的副本；有记录的副本不会被碰。",
            en:
                "Twelve invented sites, two thousand companies and some 51,100 records, on 11 August 2023. Without "
                + "--into, this site's part goes into a replica that has no records yet; one that has is "
                + "never touched."),
        [
            Example("moso sample --into sample", Phrase(zh: "十二个副本", en: "twelve replicas")),
            Example(
                "moso sample --into small --scale 0.1", Phrase(zh: "十分之一", en: "a tenth of it")),
            Example("moso sample -n"),
        ])
}
