internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// `moso conflicts rules show`: one rule, whether it is on, and what has come of it.
struct RuleShow {
    let session: Session
    let replica: Replica
    let book: RuleBook

    private typealias Words = Catalogue.Rules

    func show(_ rule: DecisionRule) throws {
        let text = CellText(session, table: rule.table)
        let kind = NetworkSchema.kind(rule.table)?.label ?? Label(verbatim: rule.table)
        session.printer.remark(
            Words.title(rule.name, rule.version, Words.told(book.standing(rule))))
        session.printer.paragraph(
            Words.says(
                Phrase(kind), Phrase(verbatim: text.label(rule.cell)), takes: rule.take.word,
                why: Phrase(rule.reason)), indent: 2)
        if let most = rule.apartMost {
            session.printer.paragraph(
                Words.onlyWithin(NumberText.decimal(Int(most), 2)), indent: 2)
        }
        let switched = book.switchedOn(rule)
        if let switched {
            session.printer.paragraph(
                Words.switchedOn(by: switched.author, at: session.stamp(switched.milliseconds)),
                indent: 2)
        }
        let inbox = ConflictInbox(replica)
        let open = try inbox.items().count { try inbox.side(by: rule, of: $0) != nil }
        let decided = try DecisionLog(replica).decisions().count {
            RuleNote.parse($0.reason)?.rule == rule.name
        }
        session.printer.paragraph(Words.open(open), indent: 2)
        session.printer.paragraph(Words.hasDecided(decided, rule.name), indent: 2)
        session.printer.paragraph(Words.ownOfSite, indent: 2)
        var object = ConflictsRules.object(rule, book.standing(rule))
        object["reason"] = .string(session.text(Phrase(rule.reason)))
        object["file"] = .optional(book.rules.path)
        object["line"] = .integer(Int64(rule.line))
        object["enabled_by"] = .optional(switched?.author)
        object["enabled_at"] = switched.map { .time(Int64($0.milliseconds)) } ?? .null
        object["open"] = .integer(Int64(open))
        object["decided"] = .integer(Int64(decided))
        session.document("rule", replica, .object(object))
    }
}
