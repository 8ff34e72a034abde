internal import Domain

extension RowFault {
    /// What is wrong, in one clause.
    public func problem(in language: Language) -> String {
        let line = otherLine.map(String.init) ?? ""
        return switch language {
        case .zh: chineseProblem(line)
        case .en: englishProblem(line)
        }
    }

    /// What the user should do about it.
    public func remedy(in language: Language) -> String {
        switch language {
        case .zh: reason.chineseRemedy
        case .en: reason.englishRemedy
        }
    }

    private func chineseProblem(_ line: String) -> String {
        switch reason {
        case .noName: "企业名称为空"
        case .badDate:
            value.isEmpty ? "\(column)为空" : "\(column)“\(value)”不是有效日期"
        case .endBeforeStart: "\(column)“\(value)”早于入驻日期\(detail)"
        case .duplicate: "与第\(line)行重复（同一企业、同一入驻日期）"
        case .badCodeLength: "统一社会信用代码应为18位，现为\(detail)位"
        case .badCodeCharacters: "统一社会信用代码含无效字符“\(detail)”"
        case .codeDigitsLost: "统一社会信用代码“\(value)”被表格软件当作数字，末尾几位已丢失"
        case .badSeats:
            detail.isEmpty
                ? "\(column)“\(value)”无法识别" : "\(column)“\(value)”与工位号个数\(detail)不一致"
        case .seatOverlap: "工位\(detail)已被第\(line)行占用"
        case .badAmount, .badRent: "\(column)“\(value)”不是有效金额"
        case .tooManyCells: "本行有\(detail)个单元格，超出表头列数"
        case .tooLong: "\(column)过长，最多\(detail)字节"
        case .badValue: "\(column)“\(value)”\(problem?.label.zh ?? "不能识别")"
        case .missingField: "\(column)为空"
        case .unknownRecord: "\(column)“\(value)”对应多条记录"
        case .immutable: "\(column)写定后不能改为“\(value)”"
        case .sameRecord: "与第\(line)行是同一条记录"
        }
    }

    private func englishProblem(_ line: String) -> String {
        switch reason {
        case .noName: "the company has no name"
        case .badDate:
            value.isEmpty ? "\(column) is empty" : "\(column) “\(value)” is not a day"
        case .endBeforeStart: "\(column) “\(value)” is before the first day \(detail)"
        case .duplicate: "same company and first day as line \(line)"
        case .badCodeLength: "the credit code has \(detail) characters instead of 18"
        case .badCodeCharacters: "the credit code contains “\(detail)”, which no code does"
        case .codeDigitsLost: "a spreadsheet cut the last digits of the credit code “\(value)”"
        case .badSeats:
            detail.isEmpty
                ? "\(column) “\(value)” cannot be read"
                : "\(column) “\(value)” differs from the \(detail) seat labels"
        case .seatOverlap: "seat \(detail) is taken by line \(line)"
        case .badAmount, .badRent: "\(column) “\(value)” is not an amount"
        case .tooManyCells: "the row has \(detail) cells, more than the header"
        case .tooLong: "\(column) is longer than \(detail) bytes"
        case .badValue: "\(column) “\(value)” is \(problem?.label.en ?? "not understood")"
        case .missingField: "\(detail) is empty"
        case .unknownRecord: "\(column) “\(value)” could be several records"
        case .immutable: "\(column) is written once and cannot become “\(value)”"
        case .sameRecord: "the same record as line \(line)"
        }
    }
}

extension RowReason {
    fileprivate var chineseRemedy: String {
        switch self {
        case .noName: "补填企业名称"
        case .badDate: "按 2023-08-11 的形式改为实际日期"
        case .endBeforeStart: "核对入驻日期和免租到期"
        case .duplicate: "删除本行；若是增加工位，请并入前一行"
        case .badCodeLength, .badCodeCharacters: "核对营业执照"
        case .codeDigitsLost: "把该列设为文本格式，按营业执照重新填写"
        case .badSeats: "填写整数，工位号写成 A-001~A-019 或用顿号分隔"
        case .seatOverlap: "核对实际占用情况，改正工位号"
        case .badAmount, .badRent: "只填一个数字，例如 1200 或 1200万"
        case .tooManyCells: "检查是否有未加引号的逗号"
        case .tooLong: "缩短内容；企业名称过长时补填统一社会信用代码"
        case .badValue: "按该字段的格式填写"
        case .missingField: "补填该字段"
        case .unknownRecord: "改填记录编号"
        case .immutable: "改回原值，或停用后另录一条"
        case .sameRecord: "合并为一行"
        }
    }

    fileprivate var englishRemedy: String {
        switch self {
        case .noName: "enter the company's name"
        case .badDate: "enter the real day in the form 2023-08-11"
        case .endBeforeStart: "check the first day and the last free day"
        case .duplicate: "delete this row; to add seats, add them to the other row"
        case .badCodeLength, .badCodeCharacters: "compare with the business licence"
        case .codeDigitsLost: "format the column as text and type the code from the licence"
        case .badSeats: "enter a whole number, and labels as A-001~A-019 or separated by commas"
        case .seatOverlap: "find out who sits there and correct the labels"
        case .badAmount, .badRent: "enter one number, such as 1200 or 1200万"
        case .tooManyCells: "look for a comma without quotation marks"
        case .tooLong: "shorten it; a long company name also needs a credit code"
        case .badValue: "write it in the form of its field"
        case .missingField: "fill it in"
        case .unknownRecord: "give the record's id"
        case .immutable: "put the old value back, or retire the record and add another"
        case .sameRecord: "make one row of the two"
        }
    }
}
