extension Catalogue {
    /// The overview as a page.
    public enum Page {
        public static let about = Phrase(zh: "事项", en: "About")
        public static let askedFor = Phrase(zh: "申请金额", en: "Asked for")
        public static let assigned = Phrase(zh: "已分配", en: "Assigned")
        public static let byGate = Phrase(zh: "按评审关", en: "By gate")
        public static let companiesWaiting = Phrase(zh: "候补企业", en: "Companies waiting")
        public static let company = Phrase(zh: "企业", en: "Company")
        public static let endingSoon = Phrase(zh: "免租期将满", en: "Free periods that end")
        public static let endings = Phrase(
            zh: "90 天内结束的免租期", en: "Free periods that end within 90 days")
        public static let free = Phrase(zh: "空闲", en: "Free")
        public static let freeSeats = Phrase(zh: "空闲工位", en: "Free seats")
        public static let howToSeeOne = Phrase(
            zh: "点编号查看并决定", en: "The id leads to all about it, and to deciding it")
        public static func allToDecide(_ count: Int) -> Phrase {
            Phrase(zh: "看全部 \(count.grouped) 处", en: "See all \(count.grouped)")
        }
        public static let id = Phrase(zh: "编号", en: "Id")
        public static let inOrder = Phrase(
            zh: "按安排的先后", en: "In the order in which they are served")
        public static let inService = Phrase(zh: "在用", en: "In service")
        public static let incubatorLedger = Phrase(zh: "孵化器台账", en: "Incubator ledger")
        public static let investmentPipeline = Phrase(zh: "投资进度", en: "Investment pipeline")
        public static let kind = Phrase(zh: "类别", en: "Kind")
        public static let language = Phrase(zh: "语言", en: "Language")
        public static let lastDay = Phrase(zh: "最后一天", en: "Last day")
        public static let left = Phrase(zh: "还剩", en: "Left")
        public static let upTo = Phrase(zh: "数据截至", en: "Up to")
        public static let noDataAtAll = Phrase(
            zh: "还没有任何分站的数据。", en: "There is no data of any site yet.")
        public static let noDataYet = Phrase(zh: "还没有数据", en: "no data yet")
        public static let noProject = Phrase(zh: "没有投资项目。", en: "There is no investment project.")
        public static let noSite = Phrase(zh: "还没有站点。", en: "There is no site yet.")
        public static let nobodyIsWaiting = Phrase(zh: "没有企业在等。", en: "Nobody waits.")
        public static let nobodyWaits = Phrase(zh: "没有企业在等", en: "nobody waits")
        public static let noneEnds = Phrase(
            zh: "90 天内没有免租期结束。", en: "No free period ends within 90 days.")
        public static let noneOpen = Phrase(zh: "没有待核对的事项", en: "nothing is open")
        public static let nothingOpen = Phrase(zh: "没有待核对的事项。", en: "Nothing waits for a decision.")
        public static let open = Phrase(zh: "待核对", en: "Waiting for a decision")
        public static let overview = Phrase(zh: "总览", en: "Overview")
        public static let place = Phrase(zh: "序", en: "No.")
        public static let projects = Phrase(zh: "项目", en: "Projects")
        public static let promised = Phrase(zh: "答应的日子", en: "Promised")
        public static let rangesWhileOpen = Phrase(zh: "未定的数字写成范围", en: "open figures are ranges")
        public static let rating = Phrase(zh: "评级", en: "Rating")
        public static let refreshEveryMinute = Phrase(zh: "每分钟自动刷新", en: "Refresh every minute")
        public static let scope = Phrase(zh: "范围", en: "Scope")
        public static let seats = Phrase(zh: "工位", en: "Seats")
        public static let seatsAll = Phrase(
            zh: "在用、已分配和空闲的工位", en: "Seats in service, assigned and free")
        public static let seatsBySite = Phrase(zh: "各站工位", en: "Seats by site")
        public static let seatsTaken = Phrase(zh: "工位使用率", en: "Seats taken")
        public static let signature = Phrase(
            zh: "核对人：　　　　　　　　日期：", en: "Checked by:                    Date:")
        public static let since = Phrase(zh: "登记日", en: "Since")
        public static let site = Phrase(zh: "站点", en: "Site")
        public static let skipToTheContent = Phrase(zh: "跳到正文", en: "Skip to the content")
        public static let stage = Phrase(zh: "阶段", en: "Stage")
        public static let stopRefreshing = Phrase(zh: "停止自动刷新", en: "Stop refreshing")
        public static let taken = Phrase(zh: "使用率", en: "Taken")
        public static let toDecide = Phrase(zh: "待核对", en: "To decide")
        public static let undecided = Phrase(zh: "待核对", en: "undecided")
        public static let waiting = Phrase(zh: "已等", en: "Waiting")
        public static let waitingList = Phrase(zh: "候补名单", en: "Waiting list")

        public static func asOf(_ time: String) -> Phrase {
            Phrase(zh: "数据截至 \(time)。", en: "Data as of \(time).")
        }

        public static func nothingFrom(_ site: String) -> Phrase {
            Phrase(zh: "\(site)还没有数据", en: "nothing from \(site) yet")
        }

        public static func age(of site: String, _ age: Phrase) -> Phrase {
            Phrase(zh: "\(site) \(age.zh)", en: "\(site) \(age.en)")
        }

        public static func ages(_ list: Phrase) -> Phrase {
            Phrase(zh: "各站数据截至：\(list.zh)。", en: "All there is from each site up to: \(list.en).")
        }

        public static func part(_ part: String, of whole: String) -> Phrase {
            Phrase(zh: "\(part) / \(whole)", en: "\(part) of \(whole)")
        }

        public static func sites(_ count: Int) -> Phrase {
            Phrase(zh: "\(count) 个站点", en: English.counted(count, "site"))
        }

        public static func longest(_ days: Phrase) -> Phrase {
            Phrase(zh: "最久等了 \(days.zh)", en: "the longest for \(days.en)")
        }

        public static func toDecide(_ open: Int) -> Phrase {
            Phrase(
                zh: "待核对 \(open) 处。",
                en: "\(English.counted(open, "item")) \(English.form(open, "waits", "wait")) "
                    + "for a decision.")
        }

        /// A range of days.
        public static func days(_ range: String) -> Phrase {
            Phrase(zh: "\(range) 天", en: "\(range) days")
        }

        /// Days of which one will count.
        public static func either(_ days: [String]) -> Phrase {
            Phrase(zh: days.joined(separator: " 或 "), en: days.joined(separator: " or "))
        }

        public static func late(_ days: String) -> Phrase {
            Phrase(zh: "已过 \(days)", en: "\(days) late")
        }

        public static func ending(_ count: String, within days: Int) -> Phrase {
            Phrase(zh: "\(days) 天内 \(count) 家", en: "\(count) within \(days) days")
        }

        public static func sentence(_ parts: [Phrase]) -> Phrase {
            Phrase(
                zh: parts.map(\.zh).joined(separator: "，") + "。",
                en: parts.map(\.en).joined(separator: ", ") + ".")
        }
    }
}
