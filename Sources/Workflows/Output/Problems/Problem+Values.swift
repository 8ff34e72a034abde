extension Problem {
    /// A value that is not of the field's type. `expected` says what is: `a day such as 2026-11-01`.
    public static func value(_ text: String, field: Phrase, expected: Phrase) -> Problem {
        badValue(
            .value, text, field,
            Phrase(
                zh: "“\(text)”不能用作\(field.zh)。",
                en: "\"\(text)\" cannot be the value of \(field.en)."),
            Phrase(zh: "填写\(expected.zh)", en: "give \(expected.en)"))
    }

    public static func valueTooLong(field: Phrase, bytes: Int, most: Int) -> Problem {
        badValue(
            .valueTooLong, nil, field,
            Phrase(
                zh: "\(field.zh)过长：\(bytes.grouped) 字节，上限 \(most.grouped)。",
                en: "\(field.en) is too long: \(English.counted(bytes, "byte")), "
                    + "at most \(most.grouped)."),
            Phrase(zh: "缩短后再填", en: "shorten it"))
    }

    public static func valueUnit(_ text: String, field: Phrase, units: [String]) -> Problem {
        badValue(
            .valueUnit, text, field,
            Phrase(
                zh: "“\(text)”的单位不适用于\(field.zh)。",
                en: "\"\(text)\" has no unit that \(field.en) can be given in."),
            Phrase(
                zh: "可用单位：\(units.joined(separator: "、"))",
                en: "one of \(units.joined(separator: ", "))"))
    }

    public static func valueChoice(_ text: String, field: Phrase, choices: [String]) -> Problem {
        badValue(
            .valueChoice, text, field,
            Phrase(
                zh: "\(field.zh)不能是“\(text)”。", en: "\(field.en) cannot be \"\(text)\"."),
            Phrase(
                zh: "可选：\(choices.joined(separator: "、"))",
                en: "one of \(choices.joined(separator: ", "))"))
    }

    /// A filter that can match nothing, because no such thing is known.
    /// - Parameter command: tells what there is, where `choices` are not all of it.
    public static func filter(
        _ text: String, flag: String, choices: [String], see command: String? = nil
    ) -> Problem {
        Problem(
            .valueChoice,
            happened: Phrase(
                zh: "\(flag) 不能是“\(text)”。", en: "\(flag) cannot be \"\(text)\"."),
            safety: Safety.nothingRead,
            remedies: (choices.isEmpty
                ? []
                : [
                    .advice(
                        Phrase(
                            zh: "可选：\(choices.joined(separator: "、"))",
                            en: "one of \(choices.joined(separator: ", "))"))
                ]) + [command].compactMap(\.self).map { Remedy.run($0) },
            details: ["flag": .string(flag), "value": .string(text)])
    }

    private static func badValue(
        _ code: ProblemCode, _ text: String?, _ field: Phrase, _ happened: Phrase, _ remedy: Phrase
    ) -> Problem {
        Problem(
            code, happened: happened, safety: Safety.nothingWritten, remedies: [.advice(remedy)],
            details: ["field": .string(field.en), "value": .optional(text)])
    }
}
