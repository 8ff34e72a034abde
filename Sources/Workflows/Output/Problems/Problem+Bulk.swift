extension Problem {
    /// Somebody confirmed another number of decisions than there would be.
    public static func bulkCount(_ count: Int, typed: Int) -> Problem {
        refusal(
            Phrase(
                zh: "将处理 \(count.grouped) 处，而确认的是 \(typed.grouped) 处。",
                en: "\(count.grouped) would be decided, and \(typed.grouped) were confirmed."),
            count)
    }

    /// More than `--yes` is enough for.
    public static func bulkTooMany(_ count: Int, most: Int) -> Problem {
        refusal(
            Phrase(
                zh: "一次处理 \(count.grouped) 处，超过 \(most.grouped) 处的要写出数量来确认。",
                en:
                    "\(count.grouped) are to be decided; beyond \(most.grouped) the number has to be "
                    + "typed."), count)
    }

    /// The question was answered with no.
    public static func bulkRefused(_ count: Int) -> Problem {
        refusal(Phrase(zh: "没有确认。", en: "not confirmed."), count)
    }

    private static func refusal(_ happened: Phrase, _ count: Int) -> Problem {
        Problem(
            .bulk, happened: happened, safety: Safety.nothingWritten,
            remedies: [
                .run("… -n", Phrase(zh: "先看计划", en: "see the plan first")),
                .run("… --confirm \(count)"),
            ], details: ["count": .count(count)])
    }
}
