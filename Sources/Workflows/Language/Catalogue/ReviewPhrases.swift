extension Catalogue {
    /// Notes that decide nothing: `moso conflicts resolve --propose|--snooze|--assign`.
    public enum Noting {
        public static let reasonNeeded = Phrase(
            zh: "一次定多处，要写明理由。什么也没有写入；写上理由再按一次。",
            en:
                "Many are decided at once, so say why. Nothing was written; give a reason and press again."
        )

        public static func proposed(_ choice: String, for id: String) -> Phrase {
            Phrase(
                zh: "已提议 \(id)：\(choice)。由有权的人决定。",
                en: "Proposed \(choice) for \(id); whoever decides it will see it.")
        }

        public static func snoozed(_ id: String, until day: String) -> Phrase {
            Phrase(zh: "\(id) 已搁置到 \(day)", en: "\(id) is put off until \(day)")
        }

        public static func awake(_ id: String) -> Phrase {
            Phrase(zh: "\(id) 不再搁置", en: "\(id) is put off no longer")
        }

        public static func assigned(_ id: String, to name: String) -> Phrase {
            Phrase(zh: "\(id) 已交给 \(name)", en: "\(id) is assigned to \(name)")
        }

        public static func unassigned(_ id: String) -> Phrase {
            Phrase(zh: "\(id) 不再指定由谁处理", en: "\(id) is assigned to nobody")
        }
    }

    /// Many decisions in one go.
    public enum Bulk {
        /// - Parameter how: the flag that says how.
        public static func would(_ count: Int, of all: Int, by how: String) -> Phrase {
            Phrase(
                zh: "\(all.grouped) 处待处理中，按 \(how) 可处理 \(count.grouped) 处：",
                en: "\(how) resolves \(count.grouped) of \(English.counted(all, "open conflict")):")
        }

        public static let count = Phrase(zh: "数量", en: "Count")
        public static let result = Phrase(zh: "结果", en: "Result")
        public static let left = Phrase(zh: "留给人处理", en: "left for you")
        public static let beyond = Phrase(zh: "超出 --limit", en: "beyond --limit")

        public static func takes(_ site: String) -> Phrase {
            Phrase(zh: "采用 \(site) 的值", en: "take \(site)")
        }

        public static let notAField = Phrase(
            zh: "不是字段冲突，要逐处处理", en: "no field: to be looked at one by one")
        public static let notHere = Phrase(zh: "由别的站点决定", en: "for another site to decide")
        public static let noSuchSide = Phrase(
            zh: "没有这一方的值，或不止一个", en: "no such side, or several")
        public static let decidedTwice = Phrase(
            zh: "两个人已作过不同的裁决", en: "decided differently by two people")

        public static func breaksRule(_ code: String) -> Phrase {
            Phrase(zh: "会违反规则 \(code)", en: "would break rule \(code)")
        }

        public static func amount(_ most: String) -> Phrase {
            Phrase(zh: "各方相差超过 \(most) 元", en: "the sides are more than \(most) yuan apart")
        }

        public static func tooYoung(_ span: Phrase) -> Phrase {
            Phrase(zh: "出现不到 \(span.zh)", en: "open for less than \(span.en)")
        }

        public static func effect(_ amount: String) -> Phrase {
            Phrase(
                zh: "与目前暂用的值相比，今天起至计划结束的租金合计变化 \(amount) 元。",
                en: "Against what is shown now, rent to the planned end changes by \(amount) yuan.")
        }

        public static func sure(_ count: Int) -> Phrase {
            Phrase(zh: "处理这 \(count.grouped) 处？[y/N] ", en: "Decide these \(count.grouped)? [y/N] ")
        }

        public static func done(_ count: Int, _ name: String) -> Phrase {
            Phrase(
                zh: "已处理 \(count.grouped) 处，裁决编号 \(name)",
                en: "Decided \(count.grouped), as \(name)")
        }

        public static func undoAll(_ command: String) -> Phrase {
            Phrase(zh: "一次撤销全部：\(command)", en: "One undo takes all of it back: \(command)")
        }
    }

    /// The questions of `moso conflicts resolve --interactive`.
    public enum Review {
        public static func heading(_ at: Int, of count: Int, _ id: String, _ record: String)
            -> Phrase
        {
            Phrase(
                zh: "第 \(at.grouped) 处，共 \(count.grouped) 处　\(id)　\(record)",
                en: "\(at.grouped) of \(count.grouped)  \(id)  \(record)")
        }

        /// - Parameters:
        ///   - numbers: `1/2`.
        ///   - hasBase: whether the value both started from can be taken.
        ///   - takesValue: whether another value can be typed.
        public static func prompt(_ numbers: String, hasBase: Bool, takesValue: Bool) -> Phrase {
            var phrase = Phrase(zh: "[\(numbers)] 选择", en: "[\(numbers)] choose")
            if hasBase { phrase = phrase.joined(Phrase(zh: "　[b] 用起点值", en: "  [b] base")) }
            if takesValue {
                phrase = phrase.joined(Phrase(zh: "　[e] 另填", en: "  [e] another value"))
            }
            return phrase.joined(
                Phrase(
                    zh: "　[d] 详情　[s] 跳过　[z] 搁置 7 天　[u] 撤销上一处　[?] 帮助　[q] 退出",
                    en: "  [d] details  [s] skip  [z] put off 7 days  [u] undo the last  [?] help  "
                        + "[q] quit"))
        }

        public static let help = Phrase(
            zh: "输入编号再按回车即选定；只按回车不作任何决定。每答一处立即保存，中途退出不丢已答的。",
            en:
                "A number and Enter choose; Enter alone decides nothing. Each answer is saved at once, "
                + "so leaving in the middle loses none.")

        public static func unknownKey(_ typed: String) -> Phrase {
            Phrase(zh: "不认识“\(typed)”；? 显示帮助。", en: "\"\(typed)\" is no choice; ? shows help.")
        }

        public static let nothingDecided = Phrase(zh: "没有作决定。", en: "Nothing was decided.")

        public static let askValue = Phrase(zh: "新值（回车放弃）：", en: "Another value (Enter for none): ")

        public static let nothingToUndo = Phrase(
            zh: "这一次还没有处理过。", en: "Nothing has been decided in this sitting yet.")

        public static func undone(_ id: String) -> Phrase {
            Phrase(
                zh: "已撤销对 \(id) 的处理，它又待处理。", en: "The decision on \(id) is taken back; it is open.")
        }

        public static func changed(_ id: String) -> Phrase {
            Phrase(
                zh: "\(id) 刚刚有了变化，没有写入；请看新的情况。",
                en: "\(id) changed a moment ago and nothing was written; look at it anew.")
        }

        public static func ended(decided: Int, left: Int) -> Phrase {
            Phrase(
                zh: "这一次处理了 \(decided.grouped) 处，还有 \(left.grouped) 处未处理。",
                en: "\(decided.grouped) decided in this sitting, \(left.grouped) left.")
        }

    }
}
