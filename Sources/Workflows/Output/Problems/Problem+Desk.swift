public import Causality
public import Domain

/// What a record may not say.
extension Problem {
    /// A reference to a record that is not here. `near` are the records that may have been meant.
    public static func reference(
        _ text: String, field: FieldDeclaration, kind: String, to other: RecordKind,
        near: [Phrase], canInsist: Bool
    ) -> Problem {
        let target = Phrase(other.label)
        let insisting = Phrase(
            zh: "若是别处的记录、还没有同步过来：写完整编号并加 --allow-missing",
            en:
                "or its whole key and --allow-missing, when it is another site's and still on its way"
        )
        let adding = other.name == "site" ? "code=…" : "…"
        return Problem(
            .reference,
            happened: Phrase(
                zh: "\(field.label.zh)：本站没有“\(text)”这条\(target.zh)记录。",
                en: "\(field.label.en): there is no \(target.en) \"\(text)\" here."),
            evidence: near.isEmpty ? [] : [Phrase(zh: "最接近的：", en: "Nearest:")] + near,
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso record list \(other.name)", Phrase(zh: "查找", en: "look for it")),
                .run(
                    "moso record add \(other.name) \(adding)",
                    Phrase(zh: "先录入", en: "add it first")),
            ] + (canInsist ? [.advice(insisting)] : []),
            details: [
                "field": .string(field.name), "kind": .string(kind), "value": .string(text),
                "refers_to": .string(other.name),
            ])
    }

    /// Something that would end before it begins.
    public static func period(
        _ pair: DayPair, of kind: RecordKind, _ value: (String) -> Value?
    ) -> Problem {
        let (from, to) = (
            Phrase.field(pair.from, of: kind.name), Phrase.field(pair.to, of: kind.name)
        )
        let (first, last) = (value(pair.from)?.text ?? "", value(pair.to)?.text ?? "")
        let isEmpty = pair.isHalfOpen && first == last
        return Problem(
            .period,
            happened: isEmpty
                ? Phrase(
                    zh: "\(to.zh) \(last) 与\(from.zh) \(first) 是同一天，一天也不剩。",
                    en: "\(to.en) \(last) is the same day as \(from.en) \(first): no day is left.")
                : Phrase(
                    zh: "\(to.zh) \(last) 早于\(from.zh) \(first)。",
                    en: "\(to.en) \(last) is before \(from.en) \(first)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "把\(to.zh)改晚，或把\(from.zh)改早",
                        en: "give a later \(to.en), or an earlier \(from.en)"))
            ],
            details: [
                "kind": .string(kind.name), "from": .string(first), "to": .string(last),
                "fields": [.string(pair.from), .string(pair.to)],
            ])
    }

    /// A word of the command line that is no UTF-8, so that nobody can tell what it says.
    public static func encoding(word: Int, repaired: String) -> Problem {
        Problem(
            .encoding,
            happened: Phrase(
                zh: "第 \(word) 个参数不是有效的 UTF-8：\(repaired)。",
                en: "word \(word) of the command line is not valid UTF-8: \(repaired)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "把终端和脚本的编码设为 UTF-8；GB18030 的表格用 moso import 导入",
                        en:
                            "set the terminal and the script to UTF-8; moso import reads GB18030 files"
                    ))
            ],
            details: ["word": .integer(Int64(word)), "text": .string(repaired)])
    }

    /// An edit that says nothing; `fields` are what the kind of record can hold.
    public static func nothingToSet(_ id: String, kind: String, fields: [String]) -> Problem {
        Problem(
            .usage,
            happened: Phrase(
                zh: "没有写要改什么：\(id) 后面要有“字段=值”。",
                en: "nothing to change: \(id) wants field=value behind it."),
            evidence: [
                Phrase(
                    zh: "可改：\(fields.joined(separator: "、"))",
                    en: "One of: \(fields.joined(separator: ", "))")
            ],
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso record edit \(id) \(fields.first ?? "")=…"),
                .run("moso record fields \(kind)", Phrase(zh: "各字段的格式", en: "what each holds")),
            ],
            details: ["kind": .string(kind), "fields": .array(fields.map { .string($0) })])
    }
}
