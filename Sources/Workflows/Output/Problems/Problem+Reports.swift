extension Problem {
    public static func noReport(_ name: String, didYouMean near: String?) -> Problem {
        Problem(
            .noReport,
            happened: Phrase(zh: "没有名为 \(name) 的报表。", en: "there is no report \(name)."),
            evidence: near.map { [Catalogue.Usage.didYouMean($0)] } ?? [],
            safety: Safety.nothingRead, remedies: [.run("moso report list")],
            details: near.map { ["name": .string(name), "did_you_mean": .string($0)] }
                ?? ["name": .string(name)])
    }

    /// A site that this replica holds nothing of.
    public static func noReportSite(
        _ name: String, didYouMean near: String?, known: [String]
    ) -> Problem {
        let list = known.prefix(12).joined(separator: " ")
        let there = Phrase(zh: "本机有这些分站的数据：\(list)", en: "this replica has records of: \(list)")
        return Problem(
            .noReportSite,
            happened: Phrase(
                zh: "本机没有分站 \(name) 的数据。", en: "there is nothing of a site \(name) here."),
            evidence: (near.map { [Catalogue.Usage.didYouMean($0)] } ?? []) + [there],
            safety: Safety.nothingRead, remedies: [.run("moso record list site")],
            details: ["site": .string(name), "known": .array(known.map { .string($0) })])
    }

    /// A name after `--list` that opens nothing in this report.
    public static func noReportList(
        _ name: String, report: String, didYouMean near: String?, known: [String]
    ) -> Problem {
        let list = known.prefix(16).joined(separator: " ")
        let there = Phrase(zh: "可以展开：\(list)", en: "it can open: \(list)")
        return Problem(
            .noReportList,
            happened: Phrase(
                zh: "报表 \(report) 里没有“\(name)”可展开。",
                en: "the report \(report) has nothing called \(name) to open."),
            evidence: (near.map { [Catalogue.Usage.didYouMean($0)] } ?? []) + [there],
            safety: Safety.nothingRead, remedies: [.run("moso report \(report)")],
            details: ["name": .string(name), "report": .string(report)])
    }
}
