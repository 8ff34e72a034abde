extension Problem {
    /// Sample records would lie among others.
    static func sampleBeside(records: Int) -> Problem {
        Problem(
            .sampleBeside,
            happened: Phrase(
                zh: "这里已有 \(records.grouped) 条记录；示例数据不与真实记录混放。",
                en:
                    "there are \(English.counted(records, "record")) here; sample records are never put "
                    + "among others."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso sample --into DIR",
                    Phrase(zh: "在别处另建一套示例副本", en: "a set of sample replicas elsewhere"))
            ], details: ["records": .count(records)])
    }

    /// The sample world has no such site.
    public static func sampleSite(_ site: String, known: [String]) -> Problem {
        let names = known.joined(separator: ", ")
        return Problem(
            .sampleBeside,
            happened: Phrase(
                zh: "示例中没有分站 \(site)；有：\(names)。",
                en: "the sample has no site \(site); it has \(names)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso sample --into DIR",
                    Phrase(zh: "在别处另建一套示例副本", en: "a set of sample replicas elsewhere"))
            ], details: ["site": .string(site)])
    }

    /// The stories take more tenancies than live at the branches of the sample world.
    public static func sampleTenancies(found: Int) -> Problem {
        Problem(
            .sampleBeside,
            happened: Phrase(
                zh: "示例中各分站在住的租约只有 \(found.grouped) 份，不够写故事。",
                en:
                    "the branches of the sample have \(English.counted(found, "tenancy", "tenancies")) "
                    + "that moved in, too few for the stories."),
            safety: Phrase(
                zh: "别处的数据没有变化；新建的示例目录还不完整，可以删掉。",
                en:
                    "No data elsewhere was changed; the new folder of the sample is unfinished and can be deleted."
            ),
            remedies: [
                .run(
                    "moso sample --into DIR --scale 1 --stories",
                    Phrase(zh: "在新目录里建更大的示例", en: "a larger sample, in a new folder"))
            ], details: ["tenancies": .count(found)])
    }
}
