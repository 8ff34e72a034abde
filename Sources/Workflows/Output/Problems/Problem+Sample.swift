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
}
