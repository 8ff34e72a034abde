extension RowWarning {
    /// What a person should look at, in one clause.
    public func note(in language: Language) -> String {
        switch language {
        case .zh: chinese
        case .en: english
        }
    }

    private var chinese: String {
        switch self {
        case .warnCheck: "统一社会信用代码校验位不符，请核对营业执照"
        case .oldNumber: "15位旧注册号，请补填统一社会信用代码"
        case .noSeatLabels: "没有工位号，未分配工位"
        case .noFreeEnd: "没有免租到期日，未建立免租条款"
        case .sameName: "上面有同名企业，信用代码不同"
        case .secondTenancy: "上面有同一企业的另一入驻日期"
        }
    }

    private var english: String {
        switch self {
        case .warnCheck: "a check character of the credit code is wrong; see the licence"
        case .oldNumber: "an old number of 15 digits; enter the credit code"
        case .noSeatLabels: "no seat labels, so no seats are assigned"
        case .noFreeEnd: "no last free day, so no free term is made"
        case .sameName: "a row above has this name under another credit code"
        case .secondTenancy: "a row above has this company with another first day"
        }
    }
}
