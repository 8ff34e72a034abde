internal import Causality
public import Storage

extension Catalogue.Verify {
    /// What verification found wrong, where, and what it is.
    public static func finding(_ finding: VerificationFinding) -> Phrase {
        let (kind, detail) = (name(finding.kind), words(finding.detail))
        return Phrase(
            zh: "\(kind.zh)　\(finding.place)　\(detail.zh)",
            en: "\(kind.en)   \(finding.place)   \(detail.en)")
    }

    private static func name(_ kind: VerificationFinding.Kind) -> Phrase {
        switch kind {
        case .brokenChain: Phrase(zh: "哈希链断裂", en: "broken chain")
        case .wrongRow: Phrase(zh: "记录与日志不符", en: "record is not what the log says")
        case .missingRow: Phrase(zh: "缺少记录", en: "missing record")
        case .surplusRow: Phrase(zh: "多出记录", en: "surplus record")
        case .wrongHead: Phrase(zh: "流的末端不符", en: "stream ends elsewhere")
        case .otherHistory:
            Phrase(zh: "历史与他站所见不符", en: "history is not what another site has seen")
        case .damagedFile: Phrase(zh: "文件损坏", en: "damaged file")
        case .unsealed: Phrase(zh: "无法同步", en: "cannot be replicated")
        }
    }

    private static func words(_ detail: VerificationFinding.Detail) -> Phrase {
        switch detail {
        case .unreadable(let words): Phrase(zh: "读不懂：\(words)", en: "cannot be read: \(words)")
        case .doesNotFollow(let last, let arrival):
            Phrase(
                zh: "没有接在第 \(last) 个之后，到达号 \(arrival)",
                en: "does not follow number \(last), arrival \(arrival)")
        case .isNotFoundByName(let arrival):
            Phrase(
                zh: "按名称找不到，到达号 \(arrival)", en: "is not found by its name, arrival \(arrival)")
        case .endsElsewhere(let said, let logged):
            Phrase(
                zh: "记为 \(said)，日志到 \(logged) 为止", en: "at \(said), the log ends at \(logged)")
        case .isLogged: Phrase(zh: "日志里有", en: "the log has it")
        case .isDeleted: Phrase(zh: "日志里已删除", en: "the log deleted it")
        case .isUnlogged: Phrase(zh: "日志里没有写过它", en: "no transaction of the log wrote it")
        case .countersigned(let site, let dot):
            Phrase(
                zh: "\(site) 在 \(dot) 中会签的到此为止的历史是另一份；第一处不同在此或在此之前",
                en:
                    "\(site) countersigned another history up to here, in \(dot); the first entry that differs is this one or one before it"
            )
        case .hasBadKey: Phrase(zh: "编号不合规，其他站点不会接受", en: "no peer would take its key")
        case .cannotBeSealed(let fault): Catalogue.Aside.fault(fault)
        case .otherValues(let columns): .list(columns.map(words))
        case .otherState(let words):
            Phrase(zh: "值相同，合并状态不同：\(words)", en: "its merge state differs: \(words)")
        case .sqlite(let words): Phrase(verbatim: words)
        }
    }

    private static func words(_ column: VerificationFinding.OtherValue) -> Phrase {
        let value = { (value: Value) -> Phrase in
            value.isNull
                ? Phrase(zh: "为空", en: "empty") : Phrase(zh: "为 \(value)", en: "\(value)")
        }
        let (found, logged) = (value(column.found), value(column.logged))
        return Phrase(
            zh: "\(column.column)：现\(found.zh)，应\(logged.zh)",
            en: "\(column.column): \(found.en), not \(logged.en)")
    }
}
