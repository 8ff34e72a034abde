extension Catalogue {
    /// `moso conflicts list|show|resolve` and the review queue.
    public enum Conflicts {
        // Kinds of conflict.
        public static let existence = Phrase(zh: "记录的存废", en: "existence")
        public static let field = Phrase(zh: "字段冲突", en: "field conflict")
        public static let editAndRetire = Phrase(
            zh: "一方修改、一方停用或删除", en: "edited at one site, retired or deleted at another")
        public static let editAndDelete = Phrase(
            zh: "一方修改、一方删除", en: "edited at one site, deleted at another")
        public static let resolution = Phrase(zh: "裁决冲突", en: "two decisions")
        public static let overlap = Phrase(zh: "时段重叠", en: "overlap")
        public static let quota = Phrase(zh: "额度不足", en: "quota")
        public static let broken = Phrase(zh: "规则冲突", en: "rule conflict")
        public static let duplicate = Phrase(zh: "重复录入", en: "entered twice")
        public static let clock = Phrase(zh: "时钟可疑", en: "suspect clock")
        public static let reference = Phrase(zh: "引用了已停用的记录", en: "points to a retired record")

        /// What breaks a rule, by its kind in JSON; most kinds are told by the rule itself.
        public static func rule(_ rule: Phrase, kind: String = "rule") -> Phrase {
            guard kind == "edit-vs-retire" else {
                return Phrase(zh: "规则冲突：\(rule.zh)", en: "rule conflict: \(rule.en)")
            }
            return Phrase(
                zh: "一方修改、一方停用：\(rule.zh)",
                en: "edited at one site, retired at another: \(rule.en)")
        }

        // States of a conflict.
        public static let open = Phrase(zh: "待处理", en: "open")
        public static let resolved = Phrase(zh: "已处理", en: "resolved")
        public static let superseded = Phrase(zh: "已由新的冲突取代", en: "superseded")
        public static let undone = Phrase(zh: "裁决已撤销", en: "decision undone")
        public static let vanished = Phrase(zh: "各方已一致", en: "vanished")

        /// Said after a write when its effect on the inbox could not be found out.
        public static func notLooked(_ cause: String) -> Phrase {
            Phrase(
                zh: "已保存，但没能查看是否有新的待核对：\(cause)",
                en: "saved, but what it opened could not be looked up: \(cause)")
        }

        /// Said after a write that made it.
        public static func opened(_ id: String, about what: Phrase) -> Phrase {
            Phrase(
                zh: "由此产生待处理的 \(id)：\(what.zh)。查看：moso conflicts show \(id)",
                en: "This opens \(id): \(what.en). See it: moso conflicts show \(id)")
        }

        /// Said after an undo, of the first that waits for a person again.
        public static func openedAgain(_ id: String, others: Int) -> Phrase {
            let more = Phrase(
                zh: others > 0 ? "，另有 \(others.grouped) 处" : "",
                en: others > 0 ? " and \(others.grouped) more" : "")
            return Phrase(
                zh: "重新待处理：\(id)\(more.zh)。查看：moso conflicts show \(id)",
                en: "Open again: \(id)\(more.en). See it: moso conflicts show \(id)")
        }

        /// A value that an undo made live again.
        public static func broughtBack(_ author: String, by who: String) -> Phrase {
            Phrase(
                zh: "\(author)（由 \(who) 撤销后恢复）", en: "\(author) (brought back by \(who))")
        }

        public static let noDecisionNeeded = Phrase(
            zh: "之后的改动消除了起因，没有人需要裁决。",
            en: "Later changes took its cause away; nobody had to decide.")
        public static let takeBack = Phrase(zh: "撤销裁决", en: "Take it back")

        public static func openFor(_ span: Phrase) -> Phrase {
            Phrase(zh: "待处理 \(span.zh)", en: "open for \(span.en)")
        }

        public static func title(id: String, state: Phrase, kind: Phrase, record: String) -> Phrase
        {
            Phrase(
                zh: "\(id)　\(state.zh)　\(kind.zh)　\(record)",
                en: "\(id)   \(state.en)   \(kind.en)   \(record)")
        }

        // The list.
        public static func listed(_ count: Int, decidableHere: Int, first: String) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 处待处理（本站可定 \(decidableHere.grouped) 处）。"
                    + "查看：moso conflicts show \(first)",
                en: "\(English.counted(count, "open conflict")), "
                    + "\(decidableHere.grouped) for this site to decide. "
                    + "See one: moso conflicts show \(first)")
        }

        public static func count(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 处已处理或已消失。",
                en: "\(English.counted(count, "conflict")) settled or gone.")
        }

        public static let noneSettled = Phrase(zh: "还没有处理过的冲突。", en: "None is settled.")

        /// A kind by its word in JSON.
        public static func named(kind: String) -> Phrase {
            switch kind {
            case "field": field
            case "edit-vs-retire": editAndRetire
            case "resolution": resolution
            case "duplicate": duplicate
            case "fork": Fork.kind
            case "overlap": overlap
            case "quota": quota
            case "reference": reference
            case "clock": clock
            default: broken
            }
        }

        // What the sides did of which one is a delete.
        public static let did = Phrase(zh: "做了什么", en: "Did")
        public static let deleted = Phrase(zh: "删除", en: "deleted it")
        public static let added = Phrase(zh: "写入整条记录", en: "wrote the whole record")
        public static let saidStays = Phrase(zh: "保留记录", en: "kept it")

        public static func edited(_ changes: String) -> Phrase {
            Phrase(zh: "修改 \(changes)", en: "edited \(changes)")
        }

        public static let deleteNotSeen = Phrase(
            zh: "一方删除时，另一方的改动还没有传到。",
            en: "Whoever deleted it had not seen the other's change.")

        public static func fact(_ title: Phrase, _ says: Phrase) -> Phrase {
            Phrase(zh: "\(title.zh)　\(says.zh)", en: "\(title.en):  \(says.en)")
        }

        public static func optionCommand(id: String, numbers: [Int]) -> Phrase {
            let isRow = numbers == Array(1...max(1, numbers.count))
            let which =
                numbers.count == 1
                ? "\(numbers[0])"
                : isRow ? "1…\(numbers.count)" : numbers.map { "\($0)" }.joined(separator: "/")
            return Phrase(verbatim: "moso conflicts resolve \(id) --option \(which) --reason …")
        }

        public static let noneOpen = Phrase(zh: "没有待处理的冲突。", en: "No open conflicts.")

        public static let noneMatching = Phrase(
            zh: "没有符合条件的冲突。", en: "No conflicts match.")

        // One conflict.
        public static let base = Phrase(zh: "共同起点", en: "base")
        public static let whyBoth = Phrase(zh: "为什么同时发生", en: "Why both happened")
        public static let policy = Phrase(zh: "合并规则", en: "Merge rule")
        public static let rules = Phrase(zh: "业务规则", en: "Rules")
        public static let choose = Phrase(zh: "处理办法", en: "Choose")
        public static let shownNow = Phrase(zh: "目前暂用", en: "Shown for now")

        public static let neitherSaw = Phrase(
            zh: "双方改的时候都没有看到对方的改动。",
            en: "Neither change had seen the other.")

        public static func workingValue(_ value: String, letter: String) -> Phrase {
            Phrase(
                zh: "\(value)（\(letter)），处理之前各处都标明待核对",
                en: "\(value) (\(letter)), marked as undecided wherever it appears")
        }

        public static func supersededBy(_ id: String, old: String) -> Phrase {
            Phrase(
                zh: "\(old) 之后又有新的改动，现在是 \(id)。",
                en: "\(old) has a new side since and is now \(id).")
        }

        /// What was decided, and something that the decision had not seen came afterwards.
        public static func openAgain(_ id: String) -> Phrase {
            Phrase(
                zh: "处理之后又收到当时未见的改动，同一内容现在是待处理的 \(id)。",
                en:
                    "Something that this decision had not seen came since: the same is open as "
                    + "\(id).")
        }

        /// What was decided and then undone is open under another id, as the undo is a new write.
        public static func reopenedBy(_ undo: String, old: String, now id: String) -> Phrase {
            Phrase(
                zh: "\(old) 处理过，又被 \(undo) 撤销，重新打开为 \(id)。",
                en: "\(old) was decided, and reopened as \(id) by the undo \(undo).")
        }

        /// The commands under `choose`. Letters are the same on every screen.
        public static func takeCommand(id: String, letters: [String]) -> Phrase {
            Phrase(
                verbatim: "moso conflicts resolve \(id) "
                    + letters.map { "--take \($0)" }.joined(separator: " | ")
                    + " --reason …")
        }
    }
}
