public import Domain

extension Catalogue {
    /// The Torch form: blocks, cells and checks.
    public enum Torch {
        public static let item = Phrase(zh: "项目", en: "Item")
        public static let yearBefore = Phrase(zh: "上年同日", en: "A year before")
        public static let difference = Phrase(zh: "差额", en: "Difference")
        public static let stamped = Phrase(zh: "盖章数", en: "As stamped")
        public static let adjusted = Phrase(zh: "调整", en: "Adjusted")
        public static let areas = Phrase(zh: "面积", en: "Area")
        public static let places = Phrase(zh: "工位", en: "Seats")
        public static let companies = Phrase(zh: "在孵企业", en: "Companies")
        public static let people = Phrase(zh: "企业人员", en: "Their people")
        public static let money = Phrase(zh: "企业经营", en: "Their figures")
        public static let property = Phrase(zh: "知识产权", en: "Intellectual property")
        public static let financing = Phrase(zh: "融资", en: "Financing")
        public static let graduates = Phrase(zh: "毕业企业", en: "Graduates")
        public static let services = Phrase(zh: "服务", en: "Services")
        public static let seats = Phrase(zh: "提供工位", en: "Provided")
        public static let seatsUsed = Phrase(zh: "使用工位", en: "In use")
        public static let current = Phrase(zh: "在孵数", en: "In incubation")
        public static let new = Phrase(zh: "当期新入", en: "New this period")
        public static let left = Phrase(zh: "当期离场", en: "Left this period")
        public static let before = Phrase(zh: "上年末数", en: "At the end of last year")
        public static let registeredHere = Phrase(zh: "注册在本市", en: "Registered in the city")
        public static let withPatents = Phrase(zh: "有授权专利", en: "With granted patents")
        public static let ever = Phrase(zh: "历年入驻", en: "Ever resident")
        public static let financed = Phrase(zh: "当年获融资", en: "Financed this year")
        public static let financedEver = Phrase(zh: "累计获融资", en: "Ever financed")
        public static let financedAmount = Phrase(
            zh: "当年融资额（人民币）", en: "Amount this year (yuan only)")
        public static let graduatesNow = Phrase(zh: "当年毕业", en: "This year")
        public static let graduatesEver = Phrase(zh: "累计毕业", en: "In total")
        public static let sessions = Phrase(zh: "专家辅导", en: "Expert sessions")
        public static let helped = Phrase(zh: "受辅导企业", en: "Companies helped")
        public static let clinics = Phrase(zh: "法务门诊", en: "Legal clinics")
        public static let roadshows = Phrase(zh: "路演", en: "Roadshows")
        public static let squareMetres = Phrase(zh: "㎡", en: "m²")
        public static let thousandYuan = Phrase(zh: "千元", en: "1,000 yuan")
        public static let count = Phrase(zh: "个", en: "number")
        public static let areaParts = Phrase(
            zh: "办公与公共面积之和 ≤ 总面积", en: "office and public area are within the total")
        public static let seatParts = Phrase(
            zh: "使用工位 ≤ 提供工位", en: "seats in use are within those provided")
        public static let collegeParts = Phrase(
            zh: "大专及以上 ≤ 总人数", en: "college and above are within all people")
        public static let degreeParts = Phrase(
            zh: "硕士与博士之和 ≤ 大专及以上", en: "masters and doctors are within college and above")
        public static let peopleCheck = Phrase(
            zh: "总人数 ≥ 企业数", en: "there are at least as many people as companies")
        public static let grantedCheck = Phrase(zh: "当年授权 ≤ 拥有", en: "granted is within held")
        public static let registeredCheck = Phrase(
            zh: "注册在本市 ≤ 在孵数", en: "registered in the city are within all companies")
        public static let financedCheck = Phrase(
            zh: "获融资企业 ≤ 历年入驻", en: "financed companies are within those ever resident")
        public static let graduatesCheck = Phrase(
            zh: "当年毕业 ≤ 累计毕业", en: "graduates of the year are within all")
        public static let balance = Phrase(
            zh: "上年末 + 新入 − 离场 = 在孵数", en: "end of last year + new - left = now")
        public static let graduatesNever = Phrase(
            zh: "累计毕业不少于上年同日", en: "graduates in total have not fallen")
        public static let financedNever = Phrase(
            zh: "累计获融资不少于上年同日", en: "the ever financed have not fallen")
        public static let plausible = Phrase(
            zh: "金额以千元计，没有超过 1 亿千元的",
            en: "amounts are in 1,000 yuan: none is over 100 million of them")

        public static func note(day: LocalDay, year: Int) -> Phrase {
            Phrase(
                zh: "截至 \(day)，按各记录自己的日期计算；企业经营与知识产权为 \(year) 年度，已盖章的以盖章为准再加调整。",
                en:
                    "As of \(day) by the days of the records themselves; figures of companies are of \(year): "
                    + "what is stamped stands, with its adjustments.")
        }
    }

    /// Recognition: schemes, criteria and how a site stands.
    public enum Gap {
        public static let makerspace = Phrase(zh: "众创空间", en: "makerspace")
        public static let incubator = Phrase(zh: "孵化器", en: "incubator")
        public static let specialised = Phrase(zh: "专业孵化器", en: "specialised incubator")
        public static let criterion = Phrase(zh: "条件", en: "Criterion")
        public static let needed = Phrase(zh: "需要", en: "Needed")
        public static let have = Phrase(zh: "现有", en: "Have")
        public static let missing = Phrase(zh: "还差", en: "Missing")
        public static let monthsOpen = Phrase(zh: "运营月数", en: "Months open")
        public static let area = Phrase(zh: "面积（㎡）", en: "Area (m²)")
        public static let seats = Phrase(zh: "工位", en: "Seats")
        public static let residents = Phrase(zh: "一年内入驻", en: "Resident within the year")
        public static let financed = Phrase(zh: "当年获融资", en: "Financed this year")
        public static let newCompanies = Phrase(zh: "当年新入驻", en: "New this year")
        public static let events = Phrase(zh: "当年活动", en: "Events this year")
        public static let staff = Phrase(zh: "服务人员", en: "Staff")
        public static let mentors = Phrase(zh: "导师", en: "Mentors")
        public static let companies = Phrase(zh: "在孵企业", en: "Companies")
        public static let density = Phrase(zh: "每千平米企业", en: "Companies per 1,000 m²")
        public static let graduates = Phrase(zh: "累计毕业", en: "Graduates in total")
        public static let oneField = Phrase(zh: "同一领域占比", en: "Share of one field")
        public static let financedShare = Phrase(zh: "获融资占比", en: "Share financed")
        public static let patentShare = Phrase(zh: "有专利占比", en: "Share with patents")
        public static let professionals = Phrase(zh: "专业人员占比", en: "Share of professional staff")
        public static let fund = Phrase(zh: "孵化资金（万元）", en: "Own fund (10,000 yuan)")
        public static let note = Phrase(
            zh: "条件按 2018 年管理办法摘要；面积与工位、新入驻与获融资各满足其一即可；记录里没有的写作未知，须另行核实。",
            en:
                "Criteria in short, by the measures of 2018. Of area and seats one is enough, and of new and "
                + "financed. What no record tells is unknown and has to be looked up.")

        public static func met(_ scheme: Phrase, _ met: Int, of all: Int) -> Phrase {
            Phrase(
                zh: "\(scheme.zh)：\(all) 条中满足 \(met) 条",
                en: "\(scheme.en): \(met) of \(all) criteria met")
        }

        public static func verdict(_ verdict: Workflows.Report.Check.Verdict) -> Phrase {
            switch verdict {
            case .holds: Phrase(zh: "满足", en: "met")
            case .open: Phrase(zh: "未知", en: "unknown")
            case .fails: Phrase(zh: "不足", en: "not met")
            }
        }
    }
}
