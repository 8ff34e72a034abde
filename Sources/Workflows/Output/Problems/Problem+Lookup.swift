extension Problem {
    public static func noRecord(_ id: String) -> Problem {
        missing(
            .noRecord,
            Phrase(zh: "没有编号为 \(id) 的记录。", en: "there is no record \(id)."),
            "moso record list", id)
    }

    public static func noConflict(_ id: String) -> Problem {
        missing(
            .noConflict,
            Phrase(zh: "没有编号为 \(id) 的冲突。", en: "there is no conflict \(id)."),
            "moso conflicts list", id)
    }

    public static func noPeer(_ name: String) -> Problem {
        missing(
            .noPeer,
            Phrase(zh: "没有名为 \(name) 的对端。", en: "there is no peer \(name)."),
            "moso peers list", name)
    }

    public static func noKind(_ name: String, didYouMean near: String? = nil) -> Problem {
        missing(
            .noKind,
            Phrase(zh: "没有名为 \(name) 的类别。", en: "there is no kind \(name)."),
            "moso record kinds", name, near)
    }

    /// A short id that names several things.
    public static func ambiguous(_ id: String, candidates: [String]) -> Problem {
        Problem(
            .ambiguous,
            happened: Phrase(
                zh: "\(id) 对应 \(candidates.count.grouped) 个编号：",
                en: "\(id) stands for \(candidates.count.grouped) ids:"),
            evidence: candidates.prefix(10).map { Phrase(verbatim: $0) },
            safety: Safety.nothingRead,
            remedies: [.advice(Phrase(zh: "多输入几个字符", en: "type more of the id"))],
            details: [
                "id": .string(id), "candidates": .array(candidates.map { .string($0) }),
            ])
    }

    private static func missing(
        _ code: ProblemCode, _ happened: Phrase, _ list: String, _ name: String,
        _ near: String? = nil
    ) -> Problem {
        let hint = near.map {
            Phrase(zh: "是不是要找 \($0)？", en: "Did you mean \($0)?")
        }
        return Problem(
            code, happened: happened, evidence: hint.map { [$0] } ?? [],
            safety: Safety.nothingRead, remedies: [.run(list)],
            details: ["name": .string(name)])
    }
}
