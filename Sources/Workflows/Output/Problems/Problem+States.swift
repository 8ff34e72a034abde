internal import Causality
public import Domain

extension Problem {
    /// A state that does not follow from the one a record is in.
    public static func move(
        _ id: String, _ field: FieldDeclaration, from: String, to: String, allowed: [String]
    ) -> Problem {
        let name = { (state: String) in Phrase(field.type.display(.text(state))) }
        let next = Phrase.list(
            allowed.map { code in
                Phrase(zh: "\(name(code).zh)（\(code)）", en: "\(name(code).en) (\(code))")
            })
        let label = Phrase(field.label)
        return Problem(
            .move,
            happened: Phrase(
                zh: "\(id) 的\(label.zh)现为“\(name(from).zh)”，不能直接改为“\(name(to).zh)”。",
                en: "\(label.en) of \(id) is \"\(name(from).en)\", and \"\(name(to).en)\" does not "
                    + "follow from it."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    allowed.isEmpty
                        ? Phrase(
                            zh: "这是最后的状态；记错了就撤销那一步，见 moso history \(id)",
                            en: "that is its last state; if it was a mistake, undo that step: "
                                + "moso history \(id)")
                        : Phrase(zh: "从这里可以改为：\(next.zh)", en: "from here it may go to \(next.en)"))
            ],
            details: [
                "record": .string(id), "field": .string(field.name), "from": .string(from),
                "to": .string(to), "allowed": .array(allowed.map { .string($0) }),
            ])
    }

    /// Sites moved the record apart from each other, and nobody has decided between them.
    public static func stateUndecided(
        _ id: String, _ field: FieldDeclaration, sides: [String], agreed: String?, conflict: String
    ) -> Problem {
        let name = { (state: String) in Phrase(field.type.display(.text(state))) }
        let list = Phrase.list(sides.map(name))
        let label = Phrase(field.label)
        let last = agreed.map(name)
        return Problem(
            .stateUndecided,
            happened: Phrase(
                zh: "\(id) 的\(label.zh)各处不一致：\(list.zh)"
                    + (last.map { "；双方最后一致的是“\($0.zh)”。" } ?? "。"),
                en: "sites differ about the \(label.en) of \(id): \(list.en)"
                    + (last.map { "; the last on which they agreed is \"\($0.en)\"." } ?? ".")),
            safety: Phrase(
                zh: "没有写入任何内容，各方的值都还在。",
                en: "Nothing was written; every side is still there."),
            remedies: [
                .run(
                    "moso conflicts show \(conflict)",
                    Phrase(zh: "先裁决，再往下走", en: "decide it first"))
            ],
            details: [
                "record": .string(id), "field": .string(field.name),
                "conflict": .string(conflict), "agreed": .optional(agreed),
            ])
    }
}
