public import Causality

extension Catalogue {
    /// `moso quota`.
    public enum Quota {
        public static let none = Phrase(
            zh: "本站没有额度。总部设立：moso quota grant",
            en: "No quota is known here. The hub declares one: moso quota grant")
        public static let pool = Phrase(zh: "代号", en: "Code")
        public static let here = Phrase(zh: "本站可用", en: "Left here")
        public static let used = Phrase(zh: "占用", en: "Used")
        public static let capacity = Phrase(zh: "核定", en: "Granted")
        public static let waiting = Phrase(zh: "待办", en: "Waiting")
        public static let holder = Phrase(zh: "持有者", en: "Holder")
        public static let share = Phrase(zh: "份额", en: "Share")
        public static let move = Phrase(zh: "变动", en: "Move")
        public static let amount = Phrase(zh: "数量", en: "Amount")
        public static let about = Phrase(zh: "关于", en: "About")
        public static let notKnown = Phrase(zh: "不在本站", en: "not here")
        public static let thisSite = Phrase(zh: "本站", en: "this site")

        public static func closed(heir: String) -> Phrase {
            Phrase(zh: "已结束，由 \(heir) 接手", en: "ended; \(heir) has what was left")
        }

        public static func nothingToChoose(id: String) -> Phrase {
            Phrase(
                zh: "\(id) 不能在这里选择：由总部补足份额，或用 moso quota dismiss 搁置。",
                en: "\(id) leaves nothing to choose here: the hub lends as much, or puts it aside "
                    + "by moso quota dismiss.")
        }

        public static let unwitnessed = Phrase(
            zh: "旧世代，等总部确认", en: "an earlier epoch; waits for the hub's witness")

        /// Of this site, and begun by another copy of its database.
        public static let laterEpoch = Phrase(
            zh: "本站名下的另一台机器", en: "another machine by this site's name")

        public static func disputes(_ count: Int) -> Phrase {
            Phrase(zh: "\(count) 笔争议", en: "\(count) disputed")
        }

        public static func asks(_ count: Int) -> Phrase {
            Phrase(zh: "\(count) 个申请", en: English.counted(count, "ask"))
        }

        public static func waits(_ count: Int) -> Phrase {
            Phrase(zh: "\(count) 个旧世代", en: English.counted(count, "earlier epoch"))
        }

        public static func overdrawn(_ amount: Phrase) -> Phrase {
            Phrase(
                zh: "总部转出的比持有的多 \(amount.zh)：总部的账有误。",
                en: "The hub has lent \(amount.en) more than it had: its books are wrong.")
        }

        public static func disputed(_ key: String, by: String, _ why: EscrowDispute.Reason)
            -> Phrase
        {
            let reason = reason(why)
            return Phrase(
                zh: "\(key)（\(by)）不作数：\(reason.zh)。",
                en: "\(key) by \(by) does not count: \(reason.en).")
        }

        public static func reason(_ why: EscrowDispute.Reason) -> Phrase {
            switch why {
            case .notEntitled: Phrase(zh: "写入者无权这样做", en: "its writer has no say over this")
            case .amount: Phrase(zh: "数量不对", en: "its amount is none")
            case .afterWitness:
                Phrase(zh: "写在总部确认结束之后", en: "it was written behind the hub's witness")
            case .exceedsShare:
                Phrase(zh: "超出写入者的份额", en: "it is more than its writer's share")
            case .notSpent: Phrase(zh: "没有这样的占用可释放", en: "nothing of the kind was used up")
            }
        }

        /// A move that was made, and what is left of this site's share.
        public static func done(_ what: Phrase, left: Phrase) -> Phrase {
            Phrase(
                zh: "\(what.zh)；本站可用 \(left.zh)",
                en: "\(English.sentence(what.en)); \(left.en) left here")
        }

        public static func would(_ what: Phrase, left: Phrase) -> Phrase {
            Phrase(
                zh: "将\(what.zh)；本站将有 \(left.zh)", en: "Would be: \(what.en); \(left.en) left here")
        }

        public static func granted(_ amount: Phrase, _ pool: String) -> Phrase {
            Phrase(zh: "“\(pool)”核定 \(amount.zh)", en: "granted \(amount.en) to \"\(pool)\"")
        }

        public static func withdrawn(_ amount: Phrase, _ pool: String) -> Phrase {
            Phrase(zh: "“\(pool)”核减 \(amount.zh)", en: "withdrew \(amount.en) from \"\(pool)\"")
        }

        public static func lent(_ amount: Phrase, _ pool: String, to: String) -> Phrase {
            Phrase(
                zh: "“\(pool)”转让 \(amount.zh) 给 \(to)",
                en: "lent \(amount.en) of \"\(pool)\" to \(to)")
        }

        public static func spent(_ amount: Phrase, _ pool: String) -> Phrase {
            Phrase(zh: "“\(pool)”占用 \(amount.zh)", en: "used \(amount.en) of \"\(pool)\"")
        }

        public static func released(_ amount: Phrase, _ pool: String) -> Phrase {
            Phrase(zh: "“\(pool)”释放 \(amount.zh)", en: "gave back \(amount.en) of \"\(pool)\"")
        }

        public static func asked(_ amount: Phrase, _ pool: String, of: String) -> Phrase {
            Phrase(
                zh: "“\(pool)”向 \(of) 申请 \(amount.zh)",
                en: "asked \(of) for \(amount.en) of \"\(pool)\"")
        }

        public static func askWithdrawn(_ pool: String, of: String) -> Phrase {
            Phrase(
                zh: "“\(pool)”向 \(of) 的申请已撤回",
                en: "took back what was asked of \(of) of \"\(pool)\"")
        }

        public static func witnessed(_ origin: String, _ pool: String) -> Phrase {
            Phrase(
                zh: "“\(pool)”确认 \(origin) 已结束", en: "witnessed the end of \(origin) in \"\(pool)\""
            )
        }

        public static func dismissed(_ key: String, _ pool: String) -> Phrase {
            Phrase(zh: "“\(pool)”搁置 \(key)", en: "put aside \(key) of \"\(pool)\"")
        }
    }
}
