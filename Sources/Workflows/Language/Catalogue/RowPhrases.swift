internal import Domain

extension Catalogue {
    /// What is wrong with a row of a file, in one clause, and what to do about it.
    public enum Row {
        static let noName = Phrase(zh: "企业名称为空", en: "the company has no name")
        static let notUnderstood = Phrase(zh: "不能识别", en: "not understood")

        static func empty(_ column: Phrase) -> Phrase {
            Phrase(zh: "\(column.zh)为空", en: "\(column.en) is empty")
        }

        static func notDay(_ column: Label, _ value: String) -> Phrase {
            Phrase(zh: "\(column.zh)“\(value)”不是有效日期", en: "\(column.en) “\(value)” is not a day")
        }

        static func beforeStart(_ column: Label, _ value: String, _ first: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(value)”太早，起始日期是 \(first)",
                en: "\(column.en) “\(value)” is too early: the first day is \(first)")
        }

        static func duplicate(line: String) -> Phrase {
            Phrase(
                zh: "与第 \(line) 行重复（同一企业、同一入驻日期）",
                en: "same company and first day as line \(line)")
        }

        static func alreadyHere(_ tenancy: String) -> Phrase {
            Phrase(
                zh: "与已导入的 \(tenancy) 重复（同一企业、同一入驻日期）",
                en: "same company and first day as \(tenancy), which is in already")
        }

        static func codeLength(_ count: String) -> Phrase {
            Phrase(
                zh: "统一社会信用代码应为 18 位，现为 \(count) 位",
                en: "the credit code has \(count) characters instead of 18")
        }

        static func codeCharacters(_ found: String) -> Phrase {
            Phrase(
                zh: "统一社会信用代码含无效字符“\(found)”",
                en: "the credit code contains “\(found)”, which no code does")
        }

        static func codeDigitsLost(_ value: String) -> Phrase {
            Phrase(
                zh: "统一社会信用代码“\(value)”被表格软件当作数字，末尾几位已丢失",
                en: "a spreadsheet cut the last digits of the credit code “\(value)”")
        }

        static func unreadable(_ column: Label, _ value: String) -> Phrase {
            Phrase(zh: "\(column.zh)“\(value)”无法识别", en: "\(column.en) “\(value)” cannot be read")
        }

        static func otherCount(_ column: Label, _ value: String, labels: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(value)”与工位号个数 \(labels) 不一致",
                en: "\(column.en) “\(value)” differs from the \(labels) seat labels")
        }

        static func seatTaken(_ seat: String, line: String) -> Phrase {
            Phrase(
                zh: "工位 \(seat) 已被第 \(line) 行占用", en: "seat \(seat) is taken by line \(line)")
        }

        static func seatsHeld(_ seats: [String], by company: String) -> Phrase {
            let shown = Phrase.list(seats.prefix(8).map { Phrase(verbatim: $0) })
            let rest = seats.count > 8 ? "… (\(seats.count))" : ""
            return Phrase(
                zh: "工位 \(shown.zh)\(rest) 已被“\(company)”占用",
                en: "seat \(shown.en)\(rest) is taken by “\(company)”")
        }

        static func notAmount(_ column: Label, _ value: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(value)”不是有效金额", en: "\(column.en) “\(value)” is not an amount")
        }

        static func tooManyCells(_ count: String) -> Phrase {
            Phrase(
                zh: "本行有 \(count) 个单元格，超出表头列数",
                en: "the row has \(count) cells, more than the header")
        }

        static func tooLong(_ column: Label, bytes: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)过长，最多 \(bytes) 字节",
                en: "\(column.en) is longer than \(bytes) bytes")
        }

        static func badValue(_ column: Label, _ value: String, _ problem: Phrase) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(value)”：\(problem.zh)",
                en: "\(column.en) “\(value)”: \(problem.en)")
        }

        static func severalRecords(_ column: Label, _ value: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(value)”对应多条记录",
                en: "\(column.en) “\(value)” could be several records")
        }

        static func noRecord(_ column: Label, _ value: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(value)”在本站没有对应的记录",
                en: "\(column.en) “\(value)” is no record here")
        }

        static func immutable(_ column: Label, _ value: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)写定后不能改为“\(value)”",
                en: "\(column.en) is written once and cannot become “\(value)”")
        }

        static func sameRecord(line: String) -> Phrase {
            Phrase(zh: "与第 \(line) 行是同一条记录", en: "the same record as line \(line)")
        }

        static func badJSON(byte: String) -> Phrase {
            Phrase(
                zh: "本行第 \(byte) 字节起不是 JSON", en: "the line is no JSON from its byte \(byte) on")
        }

        static let notRecord = Phrase(
            zh: "本行没有 fields 对象，不是记录", en: "the line has no object “fields”: it is no record")

        static func otherKind(_ kind: String, wanted: String) -> Phrase {
            guard !kind.isEmpty else {
                return Phrase(zh: "本行没有 kind，不知是哪一类记录", en: "the line does not say its kind")
            }
            return wanted.isEmpty
                ? Phrase(zh: "没有名为“\(kind)”的类别", en: "there is no kind “\(kind)”")
                : Phrase(
                    zh: "这是“\(kind)”，导入的是“\(wanted)”",
                    en: "this is a “\(kind)”, and “\(wanted)” is taken in")
        }

        static func otherSite(_ column: Label, _ key: String, site: String) -> Phrase {
            Phrase(
                zh: "\(column.zh)“\(key)”属于 \(site)，不能记在别的分站",
                en: "\(column.en) “\(key)” is \(site)'s, and so the row cannot be another site's")
        }

        static func notOwner(_ site: String) -> Phrase {
            Phrase(zh: "只有 \(site) 能确认", en: "only \(site) can confirm it")
        }

        static func seatOut(_ seat: String) -> Phrase {
            Phrase(zh: "工位 \(seat) 已停用或拆除", en: "seat \(seat) is out of service")
        }

        static func otherCompany(_ card: String, now code: String) -> Phrase {
            Phrase(
                zh: "\(card) 的信用代码已改为 \(code)，现在是另一家企业",
                en: "\(card) has had its credit code changed to \(code) and is another company now")
        }

        static func quotaShort(_ wanted: String, here: String) -> Phrase {
            Phrase(
                zh: "额度不够：还要 \(wanted)，本站只剩 \(here)",
                en: "beyond this site's share: \(wanted) more wanted, \(here) left here")
        }

        static func quotaNone(_ name: String) -> Phrase {
            Phrase(zh: "没有可用的额度“\(name)”", en: "there is no quota “\(name)” to draw from")
        }

        static func quotaCurrency(_ found: String, unit: String) -> Phrase {
            Phrase(
                zh: "金额是 \(found)，额度以 \(unit) 计",
                en: "the amount is in \(found), the quota in \(unit)")
        }

        // What to do.
        static let giveName = Phrase(zh: "补填企业名称", en: "enter the company's name")
        static let giveDay = Phrase(
            zh: "按 2023-08-11 的形式改为实际日期", en: "enter the real day in the form 2023-08-11")
        static let checkDays = Phrase(
            zh: "核对起止日期", en: "check the first day and the last")
        static let deleteRow = Phrase(
            zh: "删除本行；若是增加工位，请并入前一行",
            en: "delete this row; to add seats, add them to the other row")
        static let checkLicence = Phrase(zh: "核对营业执照", en: "compare with the business licence")
        static let formatAsText = Phrase(
            zh: "把该列设为文本格式，按营业执照重新填写",
            en: "format the column as text and type the code from the licence")
        static let giveSeats = Phrase(
            zh: "填写整数，工位号写成 A-001~A-019 或用顿号分隔",
            en: "enter a whole number, and labels as A-001~A-019 or separated by commas")
        static let checkSeats = Phrase(
            zh: "核对实际占用情况，改正工位号", en: "find out who sits there and correct the labels")
        static let giveAmount = Phrase(
            zh: "只填一个数字，例如 1200 或 1200.50", en: "enter one number, such as 1200 or 1200.50")
        static let lookForComma = Phrase(
            zh: "检查是否有未加引号的逗号", en: "look for a comma without quotation marks")
        static let shorten = Phrase(
            zh: "缩短内容；企业名称过长时补填统一社会信用代码",
            en: "shorten it; a long company name also needs a credit code")
        static let followForm = Phrase(zh: "按该字段的格式填写", en: "write it in the form of its field")
        static let fillIn = Phrase(zh: "补填该字段", en: "fill it in")
        static let giveID = Phrase(zh: "改填记录编号", en: "give the record's id")
        static let addFirst = Phrase(
            zh: "先录入那条记录，或改填已有记录的编号",
            en: "add that record first, or give the id of one that is here")
        static let putBack = Phrase(
            zh: "改回原值，或停用后另录一条",
            en: "put the old value back, or retire the record and add another")
        static let oneObject = Phrase(
            zh: "每行写一个对象，如 moso export --format jsonl 所写",
            en: "write one object a line, as moso export --format jsonl does")
        static let nameKind = Phrase(
            zh: "写明 kind，或用 --kind 指定这一类", en: "give the kind, or choose it with --kind")
        static let leaveSiteOut = Phrase(
            zh: "分站一栏留空", en: "leave the site empty: it follows by itself")
        static let propose = Phrase(zh: "状态改为“拟定”", en: "make the state “proposed”")
        static let otherSeat = Phrase(zh: "另选工位", en: "choose another seat")
        static let addCompany = Phrase(
            zh: "用 moso record add 录入这家企业和它的租约",
            en: "enter this company and its tenancy with moso record add")
        static let askForShare = Phrase(
            zh: "用 moso quota ask 申请后再导入本行",
            en: "ask for more with moso quota ask, then import this row")
        static let seeQuotas = Phrase(
            zh: "用 moso quota list 查看额度，改正预算", en: "see moso quota list and correct the budget")
        static let convert = Phrase(zh: "先换算成额度的币种", en: "convert it to the quota's currency")
        static let makeOne = Phrase(zh: "合并为一行", en: "make one row of the two")

        // What to look at in a row that is imported.
        static let checkCharacter = Phrase(
            zh: "统一社会信用代码校验位不符，请核对营业执照",
            en: "a check character of the credit code is wrong; see the licence")
        static let oldNumber = Phrase(
            zh: "15 位旧注册号，请补填统一社会信用代码",
            en: "an old number of 15 digits; enter the credit code")
        static let noSeatLabels = Phrase(
            zh: "没有工位号，未分配工位", en: "no seat labels, so no seats are assigned")
        static let noFreeEnd = Phrase(
            zh: "没有免租到期日，未建立免租条款", en: "no last free day, so no free term is made")
        static let sameName = Phrase(
            zh: "上面有同名企业，信用代码不同", en: "a row above has this name under another credit code")
        static let secondTenancy = Phrase(
            zh: "上面有同一企业的另一入驻日期",
            en: "a row above has this company with another first day")
        static let wasDeleted = Phrase(
            zh: "该记录曾被删除，本行使其恢复；若文件已过时，请撤销导入",
            en: "the record was deleted, and this row brings it back; undo if the file is old")
        static let isRetired = Phrase(
            zh: "该记录已停用，导入后仍为停用", en: "the record is retired, and stays so")
    }
}
