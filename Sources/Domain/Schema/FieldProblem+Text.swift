extension FieldProblem {
    /// The sentence people read, without the field's name and without a full stop.
    public var label: Label {
        switch self {
        case .tooLong(let bytes, let most):
            Label("太长：\(bytes) 字节，最多 \(most) 字节", "too long: \(bytes) bytes, at most \(most)")
        case .notAWholeNumber: Label("不是整数", "not a whole number")
        case .notADecimal(let places):
            Label(
                "不是数字，或小数多于 \(places) 位",
                "not a number with at most \(places) decimal places")
        case .notDigits(let count):
            Label("应为 \(count) 位数字", "must have exactly \(count) digits")
        case .outOfRange(let range): FieldProblem.label(range)
        case .notMoney:
            Label("不是金额（元），例如 1200.50 或 1,200万", "not an amount of money in yuan such as 1200.50")
        case .notAnArea: Label("不是面积（平方米），例如 60.5", "not an area in square metres such as 60.5")
        case .notADay: Label("不是日期，例如 2023-08-11", "not a day such as 2023-08-11")
        case .notAMoment:
            Label("不是日期和时刻，例如 2023-08-11 14:00", "not a day and time such as 2023-08-11 14:00")
        case .notYesOrNo: Label("应为“是”或“否”", "must be yes or no")
        case .unknownChoice(let codes):
            Label(
                "应为其中之一：\(codes.joined(separator: "、"))",
                "must be one of \(codes.joined(separator: ", "))")
        case .badCreditCode(let finding): finding.label
        case .notASite: Label("不是分站名，例如 anji", "not a site's name such as anji")
        case .required: Label("必填", "required")
        case .controlCharacter: Label("含有控制字符", "holds a control character")
        }
    }

    private static func label(_ range: ClosedRange<Int64>) -> Label {
        range.upperBound == .max
            ? Label("不能小于 \(range.lowerBound)", "must be \(range.lowerBound) or more")
            : Label(
                "应在 \(range.lowerBound) 到 \(range.upperBound) 之间",
                "must be \(range.lowerBound) to \(range.upperBound)")
    }
}

extension CreditCodeFinding {
    /// What is wrong with the code; empty for a valid one.
    public var label: Label {
        switch self {
        case .valid: Label(verbatim: "")
        case .wrongCheck:
            Label(
                "信用代码校验位不符，请核对营业执照",
                "the credit code's check character is wrong: compare it with the licence")
        case .wrongLength(let count):
            Label(
                "统一社会信用代码应为 18 位，现为 \(count) 位",
                "a credit code has 18 characters, this has \(count)")
        case .wrongAlphabet(let characters):
            Label("信用代码中不会出现：\(characters)", "no credit code holds \(characters)")
        case .digitsLost:
            Label(
                "末几位已被表格软件改为 0，请把单元格设为文本后重填",
                "a spreadsheet lost the last digits: format the cell as text and retype it")
        case .oldNumber:
            Label(
                "这是 15 位旧注册号，不是 18 位统一社会信用代码",
                "this is an old 15-digit number, not a credit code of 18 characters")
        }
    }
}
