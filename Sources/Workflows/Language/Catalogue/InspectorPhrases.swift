extension Catalogue {
    /// What `moso conflicts show` explains about one conflict.
    public enum Inspector {
        // Why both happened.

        /// Two sites that had no news of each other for at least this long.
        public static func outOfTouch(
            _ one: String, _ other: String, from: String, until: String
        ) -> Phrase {
            Phrase(
                zh: "至少从 \(from) 到 \(until)，\(one) 与 \(other) 的改动没有传到对方。",
                en: "Between \(from) and \(until) at least, nothing got through "
                    + "between \(one) and \(other).")
        }

        public static func sameSite(_ site: String) -> Phrase {
            Phrase(
                zh: "两个值都是 \(site) 写的，来自同一数据库的两份副本或两个世代。",
                en: "Both were written at \(site), by two copies or two lives of one database.")
        }

        public static let broughtBack = Phrase(
            zh: "撤销裁决后，原来的值重新并列。",
            en: "A decision was taken back, and its values stand side by side again.")

        /// The writing of a side, by its letter; a delete has none.
        private static func writing(_ letter: String) -> Phrase {
            letter.isEmpty
                ? Phrase(zh: "删除", en: "it was deleted")
                : Phrase(zh: "写 \(letter) ", en: "\(letter) was written")
        }

        public static func lastNews(
            _ letter: String, site: String, from other: String, at time: String
        ) -> Phrase {
            let writing = writing(letter)
            return Phrase(
                zh: "\(writing.zh)时，\(site) 收到的最新外站改动是 \(other) 在 \(time) 写的。",
                en: "When \(writing.en), the newest change from elsewhere that \(site) had "
                    + "was \(other)'s of \(time).")
        }

        public static func noNews(_ letter: String, site: String) -> Phrase {
            let writing = writing(letter)
            return Phrase(
                zh: "\(writing.zh)之前，\(site) 近期没有收到外站的改动。",
                en: "Before \(writing.en), \(site) had no recent change from elsewhere.")
        }

        public static func firstSaw(_ site: String, at time: String) -> Phrase {
            Phrase(
                zh: "\(site) 在 \(time) 首次写入时已知道对方的值。",
                en: "\(site) first wrote knowing the other side at \(time).")
        }

        public static func clockAhead(_ site: String, _ span: Phrase) -> Phrase {
            Phrase(
                zh: "\(site) 的时钟快了 \(span.zh)，先后顺序以收到的时间为准。",
                en: "The clock of \(site) was \(span.en) ahead; the time of receipt counts.")
        }

        // Rules and figures.

        public static func ruleHolds(_ code: String, _ rule: Phrase) -> Phrase {
            Phrase(
                zh: "\(code) \(rule.zh)：各种选择都符合。",
                en: "\(code) \(rule.en): holds whichever is chosen.")
        }

        /// - Parameter choices: which break it and how, each by `breaks`.
        public static func ruleBreaks(_ code: String, _ rule: Phrase, _ choices: Phrase) -> Phrase {
            Phrase(
                zh: "\(code) \(rule.zh)：\(choices.zh)。", en: "\(code) \(rule.en): \(choices.en).")
        }

        public static func breaks(_ choice: Phrase, _ detail: Phrase) -> Phrase {
            Phrase(
                zh: "选 \(choice.zh) 不符合（\(detail.zh)）",
                en: "broken with \(choice.en) (\(detail.en))")
        }

        /// What can be taken, in words: a letter or a number is its own name.
        public static func choice(_ name: String) -> Phrase {
            switch name {
            case "base": Conflicts.base
            case "keep": Phrase(zh: "保留", en: "keep")
            case "delete": Phrase(zh: "删除", en: "delete")
            default: Phrase(verbatim: name)
            }
        }

        /// A field's label with what its numbers count.
        public static func withUnit(_ label: Phrase, _ unit: Phrase) -> Phrase {
            Phrase(zh: "\(label.zh)（\(unit.zh)）", en: "\(label.en) (\(unit.en))")
        }

        public static func refused(_ choice: Phrase, _ why: Phrase) -> Phrase {
            Phrase(
                zh: "\(choice.zh) 不能写入：\(why.zh)",
                en: "\(choice.en) cannot be written: \(why.en)")
        }

        public static func figure(_ name: Phrase, _ values: String) -> Phrase {
            Phrase(zh: "\(name.zh)：\(values)", en: "\(name.en): \(values)")
        }

        public static func apart(_ field: Phrase, _ difference: String) -> Phrase {
            Phrase(
                zh: "\(field.zh)：各方相差 \(difference)",
                en: "\(field.en): the sides are \(difference) apart")
        }

        public static func named(_ figure: RecordFigure.Name) -> Phrase {
            switch figure {
            case .monthlyRent: Phrase(zh: "每月租金", en: "rent a month")
            case .rentAhead:
                Phrase(
                    zh: "今天起至计划结束的租金（整月）",
                    en: "rent from today to the planned end, whole months")
            case .termRent: Phrase(zh: "全段租金（整月）", en: "rent of the whole term, whole months")
            case .months: Phrase(zh: "整月数", en: "whole months")
            case .seatDays: Phrase(zh: "占用工位天数", en: "days on the seat")
            }
        }

        public static func dependents(_ counts: Phrase) -> Phrase {
            Phrase(zh: "引用这条记录的有：\(counts.zh)", en: "What refers to it: \(counts.en)")
        }

        public static func counted(_ kind: Phrase, _ count: Int) -> Phrase {
            Phrase(zh: "\(kind.zh) \(count.grouped) 条", en: "\(kind.en) \(count.grouped)")
        }

        /// What one of the numbered ways would lead to.
        public static func option(_ number: String, _ leadsTo: Phrase) -> Phrase {
            Phrase(zh: "办法 \(number)：\(leadsTo.zh)", en: "\(number): \(leadsTo.en)")
        }

        public static func stillBroken(_ code: String, _ detail: Phrase) -> Phrase {
            Phrase(zh: "\(code) 仍不符合（\(detail.zh)）", en: "\(code) still broken (\(detail.en))")
        }

        public static let allHold = Phrase(zh: "规则都符合", en: "every rule holds")

        // Similar conflicts.

        public static func similar(_ count: Int, to id: String) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 处同类：moso conflicts list --like \(id)",
                en: "\(English.counted(count, "other open conflict")): "
                    + "moso conflicts list --like \(id)")
        }

        // Who decides.

        public static func eitherOf(_ site: String, _ hub: String) -> Phrase {
            Phrase(zh: "\(site) 或总部（\(hub)）", en: "\(site) or head office (\(hub))")
        }

        public static func headOffice(_ hub: String) -> Phrase {
            Phrase(zh: "总部（\(hub)）", en: "head office (\(hub))")
        }

        public static let anybody = Phrase(zh: "任一站点", en: "any site")

        // Suggestions.

        public static let noSuggestion = Phrase(
            zh: "无：没有规则，也没有足够的同类先例。", en: "none: no rule, and too few decisions like it.")

        public static func byHistory(_ take: String, site: String, count: Int) -> Phrase {
            Phrase(
                zh: "\(take)。依据先例：最近 \(count.grouped) 处同类都采用了 \(site) 的值。不会自动采用。",
                en: "\(take). From history: the last \(count.grouped) like it all took "
                    + "the side of \(site). Nothing is chosen for you.")
        }

        public static func proposal(
            _ choice: String, by author: String, at site: String, why: String?
        ) -> Phrase {
            Phrase(
                zh: "\(author)（\(site)）提议 \(choice)" + (why.map { "：\($0)" } ?? ""),
                en: "\(author) (\(site)) proposes \(choice)" + (why.map { ": \($0)" } ?? ""))
        }

        public static func snoozedToo(_ count: Int) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 处已搁置：moso conflicts list --snoozed",
                en: "\(count.grouped) put off: moso conflicts list --snoozed")
        }

        // The titles of these facts.
        public static let assigned = Phrase(zh: "交给", en: "Assigned to")
        public static let snoozed = Phrase(zh: "搁置到", en: "Put off until")
        public static let proposed = Phrase(zh: "提议", en: "Proposed")
        public static let dependsOnIt = Phrase(zh: "影响", en: "Depends on it")
        public static let samePattern = Phrase(zh: "同类", en: "Same pattern")
        public static let decides = Phrase(zh: "谁来定", en: "Decides")
        public static let suggested = Phrase(zh: "建议", en: "Suggested")
        public static let afterwards = Phrase(zh: "选了之后", en: "After choosing")

        // The list.

        public static func more(shown: Int, of count: Int) -> Phrase {
            Phrase(
                zh: "显示了 \(count.grouped) 处中的前 \(shown.grouped) 处；--limit 0 显示全部。",
                en: "The first \(shown.grouped) of \(count.grouped); --limit 0 shows them all.")
        }

        public static func decided(_ count: Int) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 处已由合并规则自动处理：moso conflicts log --auto",
                en: "\(English.counted(count, "automatic decision")): moso conflicts log --auto")
        }

        public static func group(_ name: Phrase, _ count: Int) -> Phrase {
            Phrase(zh: "\(name.zh)：\(count.grouped) 处", en: "\(name.en): \(count.grouped)")
        }

        // The watch.

        public static func closed(_ id: String) -> Phrase {
            Phrase(zh: "\(id) 已处理或已消失", en: "\(id) is settled or gone")
        }

        public static func watching(_ count: Int) -> Phrase {
            Phrase(
                zh: "现有 \(count.grouped) 处待处理；有变化时逐行显示，Ctrl-C 结束。",
                en: "\(English.counted(count, "open conflict")); changes follow line by line, "
                    + "Ctrl-C ends.")
        }
    }
}
