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

    /// A short id or a name that stands for several things, of which `lines` show the nearest.
    public static func ambiguous(
        _ id: String, count: Int, candidates: [String], lines: [Phrase]
    ) -> Problem {
        let rest = count - lines.count
        let more = Phrase(zh: "  还有 \(rest.grouped) 个", en: "  and \(rest.grouped) more")
        return Problem(
            .ambiguous,
            happened: Phrase(
                zh: "\(id) 可以指 \(count.grouped) 个，不知道是哪一个：",
                en: "\(id) could be any of \(count.grouped):"),
            evidence: lines + (rest > 0 ? [more] : []),
            safety: Safety.nothingRead,
            remedies: [
                .advice(
                    Phrase(zh: "多输入几个字符，或写完整编号", en: "type more of the id, or all of it"))
            ],
            details: [
                "id": .string(id), "count": .count(count),
                "candidates": .array(candidates.map { .string($0) }),
            ])
    }

    /// The same for things that are known by their ids alone.
    public static func ambiguous(_ id: String, ids: [String]) -> Problem {
        ambiguous(
            id, count: ids.count, candidates: ids,
            lines: ids.prefix(10).map { Phrase(verbatim: "  " + $0) })
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
