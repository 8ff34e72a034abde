public import Domain

extension Problem {
    /// A rule forbids what was typed. `broken` is the rule as `Catalogue.Rule` words it, `evidence`
    /// names the records that stand against it.
    public static func rule(
        _ code: ProblemCode = .rule, broken: Phrase, evidence: [Phrase], remedies: [Remedy],
        details: JSON = [:]
    ) -> Problem {
        Problem(
            code,
            happened: Phrase(
                zh: "这样做违反规则：\(broken.zh)。", en: "this would break a rule: \(broken.en)."),
            evidence: evidence, safety: Safety.nothingWritten,
            remedies: remedies, details: details)
    }

    /// Somebody wrote the field after it was shown to the person who edits it.
    public static func recordChanged(id: String, field: Phrase, now value: String) -> Problem {
        Problem(
            .recordChanged,
            happened: Phrase(
                zh: "\(id) 的“\(field.zh)”在您查看之后又被改过，现值 \(value)。",
                en: "\(field.en) of \(id) was changed after you looked; it is now \(value)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso history \(id)",
                    Phrase(zh: "查看经过", en: "see who changed it")),
                .run(
                    "moso record show \(id)",
                    Phrase(zh: "核对后再改", en: "look again, then edit")),
            ],
            details: ["record": .string(id), "now": .string(value)])
    }

    /// - Parameter why: the reason for which it was retired; lists leave it out since.
    public static func recordExists(
        id: String, kind: Phrase, retired why: String? = nil
    ) -> Problem {
        let edit =
            why == nil
            ? Problem.Remedy.run("moso record edit \(id) …")
            : .run(
                "moso record edit \(id) retired=", Phrase(zh: "恢复使用", en: "put it back in use"))
        return Problem(
            .recordExists,
            happened: Phrase(
                zh: "\(kind.zh) \(id) 已经存在" + (why.map { "，已停用（\($0)）。" } ?? "。"),
                en: "\(kind.en) \(id) exists already"
                    + (why.map { "; it is retired (\($0))." } ?? ".")),
            safety: Safety.nothingWritten,
            remedies: [.run("moso record show \(id)"), edit],
            details: ["record": .string(id), "retired": .optional(why)])
    }

    public static func recordRetired(id: String, reason: String) -> Problem {
        Problem(
            .recordRetired,
            happened: Phrase(
                zh: "\(id) 已停用（理由：\(reason)），不能再改。",
                en: "\(id) is retired (\(reason)) and takes no changes."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso history \(id)")],
            details: ["record": .string(id)])
    }

    /// Compare and set: the sides are not those that were shown. `undo` names what reopened it.
    public static func conflictChanged(
        id: String, now current: String?, undo: String? = nil
    ) -> Problem {
        Problem(
            .conflictChanged,
            happened: undo.map {
                Catalogue.Conflicts.reopenedBy($0, old: id, now: current ?? id)
            }
                ?? Phrase(
                    zh: "\(id) 在您查看之后有了新的改动。",
                    en: "\(id) has changed since it was shown."),
            safety: Phrase(
                zh: "没有写入任何内容，各方的值都还在。",
                en: "Nothing was written; every side is still there."),
            remedies: [.run("moso conflicts show \(current ?? id)")],
            details: [
                "conflict": .string(id), "now": .optional(current), "undo": .optional(undo),
            ])
    }

    public static func conflictSettled(id: String, by person: String, on day: String) -> Problem {
        Problem(
            .conflictSettled,
            happened: Phrase(
                zh: "\(id) 已由\(person)于 \(day) 处理。",
                en: "\(id) was resolved by \(person) on \(day)."),
            safety: Phrase(
                zh: "没有写入任何内容，那次决定仍然有效。",
                en: "Nothing was written; that decision stands."),
            remedies: [.run("moso conflicts show \(id)")],
            details: ["conflict": .string(id)])
    }

    /// A new record would lie in a scope that this site does not hold.
    public static func scopeNotHeld(id: String, scope: String) -> Problem {
        Problem(
            .scopeNotHeld,
            happened: Phrase(
                zh: "\(id) 属于范围 \(scope)，本站不保存这个范围，写在这里永远发不出去。",
                en: "\(id) belongs to the scope \(scope), which this site does not hold; "
                    + "it would never leave this machine."),
            safety: Phrase(zh: "没有写入任何内容。", en: "Nothing was written."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "请总部或该分站录入", en: "have the hub, or the site it belongs to, enter it"))
            ],
            details: ["record": .string(id), "scope": .string(scope)])
    }

    /// A record would lie at another site than what it goes with.
    public static func siteFollows(
        kind: RecordKind, field: String, _ key: String, site: String, typed: String
    ) -> Problem {
        let goes = Phrase.field(field, of: kind.name)
        return Problem(
            .siteFollows,
            happened: Phrase(
                zh: "“\(kind.label.zh)”随“\(goes.zh)”归属：\(key) 属于 \(site)，不能记在 \(typed)，"
                    + "否则 \(site) 收不到。",
                en:
                    "a \(kind.label.en) belongs where its \(goes.en) does: \(key) is \(site)'s, and "
                    + "\(site) would never get what lies at \(typed)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "去掉 site=\(typed)，分站自动取 \(site)",
                        en: "leave out site=\(typed): it is \(site) by itself"))
            ],
            details: [
                "field": .string(field), "record": .string(key), "site": .string(site),
                "typed": .string(typed),
            ])
    }

    /// X03: a seat that is blocked, removed or retired is not given to anybody.
    public static func seatOutOfService(
        _ key: String, label: String, _ outage: SeatOutage, retiredBecause why: String?
    ) -> Problem {
        let days = outage.since.map { Phrase(zh: "（\($0) 起）", en: " (since \($0))") }
        let told = why.map { Phrase(zh: "（\($0)）", en: " (\($0))") }
        return Problem(
            .seatOutOfService,
            happened: Phrase(
                zh: "工位 \(label) \(outage.label.zh)\(days?.zh ?? told?.zh ?? "")，不能分配。",
                en:
                    "seat \(label) is \(outage.label.en)\(days?.en ?? told?.en ?? "") and cannot be "
                    + "assigned."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso record list seat --where state=in-service",
                    Phrase(zh: "另选工位", en: "choose another seat")),
                .run("moso record show \(key)"),
            ],
            details: ["seat": .string(key), "since": .optional(outage.since?.description)])
    }

    /// - Parameter flag: by which its choice is named, such as `--take`.
    public static func notDecidedHere(id: String, flag: String, decider: Phrase) -> Problem {
        Problem(
            .notDecidedHere,
            happened: Phrase(
                zh: "\(id) 由\(decider.zh)决定，本站不能处理。",
                en: "\(id) is for \(decider.en) to decide, not for this site."),
            safety: Phrase(
                zh: "没有写入任何内容，各方的值都还在。",
                en: "Nothing was written; every side is still there."),
            remedies: [
                .run(
                    "moso conflicts resolve \(id) \(flag) … --propose",
                    Phrase(zh: "只提议，不决定", en: "propose it instead")),
                .advice(
                    Phrase(
                        zh: "把编号 \(id) 告诉\(decider.zh)，双方看到的是同一处",
                        en: "tell \(decider.en) the id \(id); it is the same there")),
            ],
            details: ["conflict": .string(id)])
    }
}
