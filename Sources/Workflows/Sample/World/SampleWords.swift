internal import Domain

/// The words of which names and texts are put together. All are recognisable as invented.
enum SampleWords {
    private static let first = Array(
        "澜青锐芯观深云星海知行远望博睿天元启明晨朗维智景瑞泽恒益承嘉禾沐拓翼翔凌越卓衡度象数策谱律韵岚岳峰川原野辰")
    private static let second = Array(
        "桐影测瞳帆河舟语言视听触感思识见闻悟觉解析算法序列枢纽桥港湾田林森石泉流波光电磁声纹络径途程尺器匠工坊阁轩")
    private static let trades = ["智能", "数据", "视觉", "机器人", "生物", "芯片", "语音", "仿真"]

    /// How many names there are; a prime that does not divide it walks through all of them.
    private static var nameCount: Int { first.count * second.count * trades.count }

    /// The name at a place of a walk in which none comes twice.
    static func companyName(_ index: Int) -> String {
        let at = (index * 7_919 + 1_013) % nameCount
        let (pair, trade) = at.quotientAndRemainder(dividingBy: trades.count)
        let (one, two) = pair.quotientAndRemainder(dividingBy: second.count)
        return "演示·\(first[one])\(second[two])\(trades[trade])"
    }

    static let sectors = ["大模型", "AIGC", "游戏", "EDA", "MR", "大数据分析", "商业智能", "生物医药", "机器人"]
    static let roles = ["创始人", "技术负责人", "行政", "财务", "产品负责人", "首席科学家", "市场负责人"]
    static let officeRoles = ["站长", "运营专员", "前台", "物业专员"]
    static let skills = ["多模态大模型", "轻量模型", "数据分析", "自然语言处理", "AIGC", "联邦学习", "隐私计算"]
    static let departments = ["招商", "科技", "发改", "经信"]
    static let clinicTopics = ["股权", "知识产权", "数据合规", "劳动用工", "合同"]
    static let purposes = ["周会", "投资人沟通", "路演排练", "技术评审", "培训", "客户来访"]
    static let questions = ["训练不收敛", "推理时延过高", "数据标注质量", "模型压缩方案", "评测集怎么建", "多模态对齐"]
    static let problems = [
        "矿层地质疏松，有塌方风险，希望提前发现", "产线缺陷靠人工目检", "竹材分级依赖经验", "客服话务量大", "设备故障难以预判",
        "单据录入费时", "能耗居高不下", "病理切片阅片慢", "仓储拣选出错", "巡检记录无法检索",
    ]
    static let industries = ["采矿", "制造", "竹产业", "金融", "电力", "物流", "纺织", "医药", "零售", "建筑"]
    static let visitors = [
        "industry": "企业", "investor": "投资机构", "startup": "创业团队", "press": "媒体",
        "university": "高校", "peer": "同行",
    ]
    static let told = ["电话", "微信", "面谈"]
    static let reasons = ["AI 为核心，团队完整", "技术方向契合", "与现有入驻企业重复", "尚无 AI 核心技术", "暂无空间"]

    /// Division codes of cities that send delegations, with their names.
    static let cities: [(code: String, name: String)] = [
        ("440300", "深圳"), ("310000", "上海"), ("320500", "苏州"), ("120000", "天津"),
        ("510100", "成都"), ("610100", "西安"), ("420100", "武汉"), ("330500", "湖州"),
        ("330100", "杭州"), ("340100", "合肥"), ("320100", "南京"), ("350200", "厦门"),
        ("370200", "青岛"), ("430100", "长沙"), ("210200", "大连"), ("330200", "宁波"),
        ("440100", "广州"), ("500000", "重庆"), ("370100", "济南"), ("410100", "郑州"),
        ("350100", "福州"), ("360100", "南昌"), ("530100", "昆明"), ("450100", "南宁"),
    ]
}
