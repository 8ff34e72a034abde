extension Catalogue {
    /// The pictures of head office.
    public enum Charts {
        public static let title = Phrase(zh: "图表", en: "Charts")
        public static let question = Phrase(
            zh: "同步、到期、入驻率、投资和待核对，一页看完",
            en: "sync, endings, occupancy, investment and the queue on one page")
        public static let asOfEach = Phrase(zh: "各站数据截至", en: "As of, site by site")
        public static let chains = Phrase(
            zh: "谁腾、腾几个、给谁", en: "Who leaves, how many seats, who moves in")
        public static func seats(_ count: String) -> Phrase {
            Phrase(zh: "\(count) 个工位", en: "\(count) seats")
        }
        public static func moreInWorkbook(_ count: Int) -> Phrase {
            Phrase(
                zh: "还有 \(count.grouped) 行，在导出的表里。",
                en: "\(English.counted(count, "more row")), in the exported workbook.")
        }
        public static func upTo(_ month: String) -> Phrase {
            Phrase(zh: "截至 \(month)", en: "up to \(month)")
        }
        public static let asTable = Phrase(zh: "看表格", en: "As a table")
        public static let month = Phrase(zh: "月份", en: "Month")

        public static let sync = Phrase(zh: "各站同步", en: "Sync of the sites")
        public static let syncHint = Phrase(
            zh: "近 7 天，每格 1 小时。实心：有改动到了；空白：没有改动；斜纹：那时的改动可能还没到。",
            en:
                "The last 7 days, an hour each. Solid: it wrote and that is here; empty: it wrote nothing; "
                + "striped: what it wrote then may not be here yet.")
        public static let sevenDays = Phrase(zh: "近 7 天", en: "7 days")
        public static let missing = Phrase(zh: "缺", en: "Missing")
        public static func hours(_ count: Int) -> Phrase {
            Phrase(zh: "\(count.grouped) 小时", en: "\(count.grouped) h")
        }
        public static func strip(_ site: String, wrote: Int, missing: Int) -> Phrase {
            Phrase(
                zh: "\(site)：近 7 天有改动的 \(wrote) 小时，缺 \(missing) 小时",
                en: "\(site): in 7 days it wrote in \(wrote) h, \(missing) h are missing")
        }

        public static let endings = Phrase(
            zh: "90 天内到期的租约", en: "Tenancies that end within 90 days")
        public static let noEndings = Phrase(
            zh: "90 天内没有租约到期。", en: "None ends within 90 days.")

        public static let occupancy = Phrase(zh: "各站入驻率，与一年前比", en: "Occupancy, against a year ago")
        public static let occupancyHint = Phrase(
            zh: "上面实心：今天；下面浅色：一年前；斜纹：待核对。",
            en: "Above, solid: today; below, pale: a year ago; striped: undecided.")
        public static let today = Phrase(zh: "今天", en: "Today")
        public static let yearAgo = Phrase(zh: "一年前", en: "A year ago")
        public static func paired(_ site: String, _ today: String, _ before: String) -> Phrase {
            Phrase(
                zh: "\(site)：今天 \(today)，一年前 \(before)",
                en: "\(site): today \(today), a year ago \(before)")
        }

        public static let money = Phrase(
            zh: "投资：批准与付款累计", en: "Investment: approved and paid, summed up")
        public static let moneyHint = Phrase(
            zh: "未定的金额画成斜纹的范围，不当作确定的数。",
            en: "An undecided amount is a striped band, never drawn as certain.")
        public static let committed = Phrase(zh: "批准", en: "Approved")
        public static let paid = Phrase(zh: "付款", en: "Paid")
        public static func otherCurrencies(_ count: Int) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 笔外币，不在图中",
                en: "\(English.counted(count, "amount")) in other currencies not drawn")
        }
        public static func moneyTold(_ month: String, _ committed: String, _ paid: String) -> Phrase
        {
            Phrase(
                zh: "到 \(month) 累计批准 \(committed)，付款 \(paid)",
                en: "Up to \(month) approved \(committed), paid \(paid)")
        }

        public static let queue = Phrase(
            zh: "待核对：每周新出现和定下的", en: "The queue: opened and settled each week")
        public static let week = Phrase(zh: "从周一", en: "Week from")
        public static let opened = Phrase(zh: "新出现", en: "Opened")
        public static let settled = Phrase(zh: "定下", en: "Settled")
        public static func weekly(_ opened: Int, _ settled: Int?) -> Phrase {
            let settled = settled?.grouped ?? "–"
            return Phrase(
                zh: "新出现 \(opened.grouped) 处，定下 \(settled) 处",
                en: "\(opened.grouped) opened, \(settled) settled")
        }
        public static let settledUnknown = Phrase(
            zh: "标“–”的周：日志太长，没有往回看到那里。",
            en: "Weeks with “–”: the log is too long, and was not looked at so far back.")
        public static func oldest(_ ago: Phrase) -> Phrase {
            Phrase(zh: "最久的一处出现在 \(ago.zh)", en: "The oldest came up \(ago.en)")
        }
    }
}
