extension Problem {
    public static func importEmpty(_ path: String) -> Problem {
        importing(
            .importEmpty, path,
            Phrase(zh: "\(path) 是空文件。", en: "\(path) is empty."),
            [
                .advice(
                    Phrase(
                        zh: "重新导出这个文件，确认里面有数据",
                        en: "export the file again and look into it"))
            ])
    }

    /// `isWorkbook`: an Excel file rather than text.
    public static func importBinary(_ path: String, isWorkbook: Bool) -> Problem {
        importing(
            .importBinary, path,
            isWorkbook
                ? Phrase(
                    zh: "\(path) 是旧的 .xls 工作簿，读不了。",
                    en: "\(path) is a workbook of the old .xls kind, which is not read.")
                : Phrase(
                    zh: "\(path) 不是文本文件。", en: "\(path) is not a text file."),
            [
                .advice(
                    Phrase(
                        zh: "在 Excel 或 WPS 里“另存为”.xlsx 或 CSV UTF-8，再导入",
                        en: "save it in Excel or WPS as .xlsx or \"CSV UTF-8\" and import that"))
            ])
    }

    /// Bytes that are not text in the encoding that was asked for or recognised.
    public static func importEncoding(
        _ path: String, encoding: String, byteOffset: Int
    ) -> Problem {
        // Not the one that just failed.
        let others = ["gb18030", "utf-8"].filter { !encoding.lowercased().hasPrefix($0) }
        return importing(
            .importEncoding, path,
            Phrase(
                zh: "\(path) 第 \(byteOffset.grouped) 字节起不是有效的 \(encoding) 文本。",
                en: "\(path) is not \(encoding) text from byte \(byteOffset.grouped) on."),
            others.map { .run("moso import \(path.asShellWord) --encoding \($0)") } + [
                .advice(
                    Phrase(
                        zh: "或在 Excel 里“另存为”CSV UTF-8，再导入",
                        en: "or save it in Excel as \"CSV UTF-8\" and import that"))
            ],
            ["encoding": .string(encoding), "byte_offset": .count(byteOffset)])
    }

    public static func importHeaders(
        _ path: String, found: [String], expected: [String]
    ) -> Problem {
        importing(
            .importHeaders, path,
            Phrase(
                zh: "认不出 \(path) 的表头。", en: "the headers of \(path) are not known."),
            [
                .advice(
                    Phrase(
                        zh: "把表头改成上面的名称；如果是某一类记录，用 --kind 写明类别",
                        en: "rename the headers so, or name the kind of record with --kind"))
            ],
            ["found": .array(found.map { .string($0) })],
            evidence: [
                Phrase(
                    zh: "文件里：\(found.joined(separator: "、"))",
                    en: "found:    \(found.joined(separator: ", "))"),
                Phrase(
                    zh: "应当有：\(expected.joined(separator: "、"))",
                    en: "expected: \(expected.joined(separator: ", "))"),
            ])
    }

    /// The file is too large, or its rows cannot be told apart; `why` says which, with the line.
    public static func importShape(_ path: String, why: Phrase) -> Problem {
        importing(
            .importShape, path,
            Phrase(zh: "\(path) 读不下去：\(why.zh)。", en: "cannot read on in \(path): \(why.en)."),
            [
                .advice(
                    Phrase(
                        zh: "改正那一行，或把文件分成几个再导入",
                        en: "correct that line, or split the file"))
            ])
    }

    /// Some rows were refused and the rest went in: the end of an import, told as exit code 65.
    public static func importRows(refused: Int, saved path: String) -> Problem {
        Problem(
            .importRows,
            happened: Phrase(
                zh: "\(refused.grouped) 行有问题，没有导入。",
                en: "\(English.counted(refused, "row")) "
                    + "\(English.form(refused, "was", "were")) refused."),
            safety: Phrase(
                zh: "其余各行都已导入，问题行另存在 \(path)。",
                en: "All other rows are in; the refused ones are in \(path)."),
            remedies: [
                .run("moso import \(path.asShellWord)", Phrase(zh: "改好后再导入", en: "once corrected"))
            ],
            details: ["refused": .count(refused), "file": .string(path)])
    }

    static func importing(
        _ code: ProblemCode, _ path: String, _ happened: Phrase, _ remedies: [Remedy],
        _ extra: JSON = [:], evidence: [Phrase] = []
    ) -> Problem {
        var details = JSON.Object()
        details["file"] = .string(path)
        if case .object(let more) = extra {
            for member in more.members { details[member.key] = member.value }
        }
        return Problem(
            code, happened: happened, evidence: evidence, safety: Safety.nothingImported,
            remedies: remedies, details: .object(details))
    }
}
