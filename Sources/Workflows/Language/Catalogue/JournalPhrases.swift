internal import Domain

extension Catalogue {
    /// Who wrote what, as a page.
    public enum Journal {
        public static let title = Phrase(zh: "审计", en: "Audit")
        public static let caption = Phrase(
            zh: "谁在何时何地写了什么，收到得晚的在前", en: "Who wrote what, when and where; what came last is first")
        public static let about = Phrase(
            zh: "本机的日志，只增不改。每条记录的页面有它的全部经过；带哈希链的导出用 moso conflicts log --export。",
            en:
                "The log of this machine, which only grows. Each record's page has all of its history; "
                + "for an export with a chain of hashes: moso conflicts log --export.")
        /// The last line of a workbook.
        public static func sheetCut(_ most: Int) -> Phrase {
            Phrase(
                zh: "（到此为止：只看了最新的 \(most.grouped) 笔，更早的不在这个文件里；全部用 moso conflicts log --export）",
                en:
                    "(cut here: the newest \(most.grouped) transactions were looked at, and what is older is not "
                    + "in this file; for all of it: moso conflicts log --export)")
        }
        public static let decision = Phrase(zh: "决定", en: "Decision")
        public static let decided = Phrase(zh: "✓ 决定", en: "✓ decided")
        public static func undid(_ name: String) -> Phrase {
            Phrase(zh: "↩ 撤销 \(name)", en: "↩ took back \(name)")
        }
        public static let author = Phrase(zh: "谁（姓名的一部分）", en: "By (part of a name)")
        public static let site = Phrase(zh: "分站", en: "Site")
        public static let anySite = Phrase(zh: "全部", en: "Any")
        public static let decisionsOnly = Phrase(zh: "只看决定和撤销", en: "Decisions only")
        public static let none = Phrase(
            zh: "这一段日志里没有符合的。", en: "Nothing in this part of the log fits.")
        public static let older = Phrase(zh: "更早的", en: "Older")
        public static let newest = Phrase(zh: "回到最新", en: "Back to the newest")
    }

    /// The page of what was set.
    public enum SettingsPage {
        public static let title = Phrase(zh: "设置", en: "Settings")
        public static let about = Phrase(
            zh: "守护进程现在用的设置，和每一项来自哪里。这里只能看；要改请改配置文件，然后 moso config check。",
            en:
                "What the daemon goes by, and where each value comes from. It is only shown here: change "
                + "the file, then run moso config check.")
        public static let peers = Phrase(zh: "对端（配置文件）", en: "Peers (of the file)")
        public static let meaning = Phrase(zh: "意思", en: "Meaning")
    }

    /// The page of who may come in.
    public enum PeoplePage {
        public static let title = Phrase(zh: "人员", en: "People")
        public static func about(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 人可以使用这台机器上的页面。名单只在本机，不同步。",
                en:
                    "\(English.counted(count, "person", "people")) may use the pages of this machine. The "
                    + "list is this machine's own and never synced.")
        }
        public static let invite = Phrase(zh: "邀请", en: "Invite")
        public static let inviteHint = Phrase(
            zh: "给出一个只能用一次、48 小时内有效的链接，请当面或用可靠的方式交给本人。已在名单上的人会得到新链接和所选的角色，旧的登录随即失效。",
            en:
                "You get a link that works once and for 48 hours; hand it over in person or by a way you "
                + "trust. Whoever is on the list already gets a new one and the role chosen here, and is logged out."
        )
        public static let makeLink = Phrase(zh: "生成链接", en: "Make a link")
        public static let linkShownOnce = Phrase(
            zh: "链接只显示这一次，请现在抄下：", en: "The link is shown this once; take it now:")
        public static func until(_ time: String) -> Phrase {
            Phrase(zh: "有效至 \(time)", en: "good until \(time)")
        }
        public static let remove = Phrase(zh: "移出", en: "Remove")
        public static func removeThem(_ name: String) -> Phrase {
            Phrase(zh: "移出 \(name)", en: "Remove \(name)")
        }
        public static func removed(_ name: String) -> Phrase {
            Phrase(
                zh: "✓ \(name) 已移出，打开的页面也已失效。",
                en: "✓ \(name) is removed; pages that are open have ended too.")
        }
        public static let you = Phrase(zh: "您自己", en: "you")
        public static let notYourself = Phrase(
            zh: "不能移出自己，否则可能没有人能再邀请。请另一位主任来做，或用终端。",
            en:
                "You cannot remove yourself, or nobody might be left to invite. Ask another director, or use a terminal."
        )
        public static let notYourRole = Phrase(
            zh: "不能改自己的角色，否则可能没有人能再邀请。请另一位主任来做，或用终端。",
            en:
                "You cannot change your own role, or nobody might be left to invite. Ask another director, or use a terminal."
        )
        public static let noRole = Phrase(zh: "请选一个角色。", en: "Choose a role.")
        public static let guestSite = Phrase(
            zh: "哪个分站的（仅合作城市）", en: "Of which site (partner cities only)")
        public static let noSite = Phrase(
            zh: "合作城市的账户要选一个分站。", en: "An account of a partner city belongs to one site: choose it."
        )
    }
}

extension Catalogue.Noting {
    public static let title = Phrase(zh: "先不定", en: "Not now")
    public static let assignee = Phrase(zh: "指派给", en: "Assigned to")
    public static let snooze = Phrase(zh: "以后再说（天）", en: "Look again in (days)")
    public static let save = Phrase(zh: "记下", en: "Note it")
    public static let saved = Phrase(
        zh: "✓ 已记下，各站都会看到。", en: "✓ Noted; every site will see it.")
    public static func assignedTo(_ name: String) -> Phrase {
        Phrase(zh: "指派给 \(name)", en: "assigned to \(name)")
    }
    public static func until(_ day: String) -> Phrase {
        Phrase(zh: "搁置到 \(day)", en: "put off until \(day)")
    }
    public static let proposals = Phrase(zh: "提议", en: "Proposals")
    public static func daysOutOfRange(_ most: Int) -> Phrase {
        Phrase(zh: "搁置天数要在 0 到 \(most) 之间。", en: "it can be put off for 0 to \(most) days.")
    }
    public static let later = Phrase(zh: "搁置的", en: "Put off")
    public static func several(_ count: Int) -> Phrase {
        Phrase(zh: "\(count.grouped) 处", en: "\(count.grouped) things")
    }

    // Many at once.
    public static func similar(_ count: Int) -> Phrase {
        Phrase(
            zh: "同类还有 \(count.grouped) 处，一起处理：",
            en: "\(count.grouped) more like this; decide them together:")
    }
    public static func takeOf(_ site: String) -> Phrase {
        Phrase(zh: "都用 \(site) 的…", en: "take all of \(site)…")
    }
    public static func bulkTitle(_ about: String, _ site: String) -> Phrase {
        Phrase(zh: "\(about)：都用 \(site) 的", en: "\(about): take all of \(site)")
    }
    public static let wouldDecide = Phrase(zh: "会这样定", en: "Would be decided so")
    public static let leftForYou = Phrase(zh: "留给人逐处看", en: "Left to be looked at one by one")
    public static func decideThem(_ count: Int) -> Phrase {
        Phrase(zh: "定下这 \(count.grouped) 处", en: "Decide these \(count.grouped)")
    }
    public static let changed = Phrase(
        zh: "这之间有了变化，和刚才看到的不一样。没有写入，请再看一遍。",
        en: "Something changed in between. Nothing was written; please look again.")
    public static let noneFits = Phrase(zh: "没有可以一起定的。", en: "None can be decided together.")

    public static func beyond(_ count: Int) -> Phrase {
        Phrase(
            zh: "一次只定这些；同样合适的还有 \(count.grouped) 处，定完再来一次。",
            en:
                "No more than these are decided at once; \(count.grouped) more fit, and can be decided after them."
        )
    }
    public static func leftMore(_ count: Int) -> Phrase {
        Phrase(zh: "还有 \(count.grouped) 处没有列出。", en: "\(count.grouped) more are not listed.")
    }

    static func left(_ why: BulkPlan.Exception, _ limits: BulkPlan.Limits) -> Phrase {
        typealias Words = Catalogue.Bulk
        return switch why {
        case .notAField: Words.notAField
        case .notHere: Words.notHere
        case .noSuchSide: Words.noSuchSide
        case .decidedTwice: Words.decidedTwice
        case .breaksRule(let rule): Words.breaksRule(rule.rawValue)
        case .amount: Words.amount(NumberText.decimal(Int(clamping: limits.amountMost), 2))
        case .tooYoung:
            Words.tooYoung(TimeText.duration(seconds: limits.ageLeastMilliseconds / 1_000))
        }
    }
}
