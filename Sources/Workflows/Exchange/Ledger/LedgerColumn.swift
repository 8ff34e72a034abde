/// The columns of a tenant ledger (台账), with the words by which sites name them.
enum LedgerColumn: String, CaseIterable {
    case sequence, name, code, sectors, seats, labels, start, freeEnd, rent, financing, amount
    case contact, phone, remark

    /// The first is the usual one.
    var words: [String] {
        switch self {
        case .sequence: ["序号", "编号"]
        case .name: ["企业名称", "公司名称", "单位名称", "团队名称", "企业", "公司"]
        case .code: ["统一社会信用代码", "社会信用代码", "信用代码"]
        case .sectors: ["行业", "所属行业", "行业领域", "领域", "赛道"]
        case .seats: ["工位数", "工位数量", "工位个数"]
        case .labels: ["工位号", "工位编号", "工位"]
        case .start: ["入驻日期", "入驻时间", "入驻日"]
        case .freeEnd: ["免租到期", "免租到期日", "免租期至", "免租截止", "免租截止日期"]
        case .rent: ["月租", "月租金", "租金"]
        case .financing: ["融资情况", "融资阶段", "融资状态", "融资轮次"]
        case .amount: ["最近一轮金额", "最近一轮融资金额", "融资金额", "最近融资金额"]
        case .contact: ["联系人", "联络人"]
        case .phone: ["电话", "联系电话", "联系方式", "手机", "手机号"]
        case .remark: ["备注", "说明"]
        }
    }

    /// Without these no row could be sound.
    var isRequired: Bool {
        switch self {
        case .name, .code, .seats, .start, .freeEnd: true
        default: false
        }
    }

    /// The longest text that the field it ends up in holds; `nil` where reading checks the value.
    var bytesMax: Int? {
        switch self {
        case .name: 300
        case .contact: 100
        case .phone, .financing: 40
        // Together with telephone and amount in a note of 4,096.
        case .remark: 3_800
        case .sectors, .code, .amount: 200
        default: nil
        }
    }

    static let search = HeaderSearch(
        words: allCases.map {
            HeaderWord(key: $0.rawValue, words: $0.words, isRequired: $0.isRequired)
        })
}

extension HeaderRow {
    func cell(_ column: LedgerColumn, of record: DelimitedRecord) -> String {
        cell(column.rawValue, of: record)
    }

    func title(_ column: LedgerColumn) -> String { title(of: column.rawValue) }
}
