extension Problem {
    /// A workbook that is not read.
    static func workbook(_ path: String, _ fault: WorkbookFault) -> Problem {
        let (why, advice) = said(fault)
        return importing(
            .importShape, path,
            Phrase(zh: "\(path) 读不了：\(why.zh)。", en: "cannot read \(path): \(why.en)."),
            [.advice(advice)],
            ["why": .string(fault.code)])
    }

    private static func said(_ fault: WorkbookFault) -> (Phrase, Phrase) {
        let again = Phrase(
            zh: "在 Excel 或 WPS 里打开它，另存为 .xlsx 再导入",
            en: "open it in Excel or WPS, save it as .xlsx and import that")
        switch fault {
        case .encrypted:
            return (
                Phrase(zh: "工作簿有密码", en: "the workbook asks for a password"),
                Phrase(
                    zh: "在 Excel 里去掉密码后另存，再导入", en: "save it without the password and import that")
            )
        case .broken(let part):
            return (Phrase(zh: "文件损坏（\(part)）", en: "it is damaged (\(part))"), again)
        case .tooLargeInside(let most):
            let most = NumberText.bytes(most)
            return (
                Phrase(
                    zh: "解压后超过 \(most)，不像是正常的工作簿",
                    en: "unpacked it is over \(most), which no honest workbook is"),
                Phrase(
                    zh: "只留需要的工作表，另存后再导入",
                    en: "keep the sheet that is needed, save it anew and import that")
            )
        case .wrongName(let name):
            return (
                Phrase(
                    zh: "里面有不该有的文件名 \(name)",
                    en: "it holds a name that does not belong there, \(name)"), again
            )
        case .noWorkbook:
            return (Phrase(zh: "不是 .xlsx 工作簿", en: "it is no .xlsx workbook"), again)
        case .noSheet(let name, let known):
            let names = known.joined(separator: ", ")
            return (
                Phrase(
                    zh: "没有工作表“\(name)”；有：\(names)",
                    en: "it has no sheet \"\(name)\"; it has \(names)"),
                Phrase(zh: "用 --sheet 写明工作表", en: "name the sheet with --sheet")
            )
        case .noRows:
            return (Phrase(zh: "可见的工作表里没有内容", en: "no visible sheet holds anything"), again)
        case .tooManyRows(let most):
            return (
                Catalogue.Import.tooMany(rows: most),
                Phrase(zh: "分成几个文件再导入", en: "split it into several files")
            )
        case .tooManySheets(let most):
            return (
                Phrase(
                    zh: "工作表超过 \(most.grouped) 张",
                    en: "it has more than \(English.counted(most, "sheet"))"),
                Phrase(
                    zh: "只留需要的工作表，另存后再导入",
                    en: "keep the sheet that is needed, save it anew and import that")
            )
        }
    }
}
