internal import Storage
internal import Wire

/// The reason of a transaction as people read it: an undo and a decision say by name what they are.
public enum ReasonText {
    /// Empty for none.
    public static func told(_ reason: String?, _ language: Language) -> String {
        if let undo = UndoNote.parse(reason) {
            return Catalogue.Undo.undid(TransactionName.short(undo.dot), why: undo.why)
                .text(language)
        }
        if let note = DecisionNote.parse(reason) {
            return Catalogue.Resolution.decided(note.conflict.short(), why: note.why)
                .text(language)
        }
        if let note = RuleNote.parse(reason) {
            return Catalogue.Rules.decided(note.rule, note.version, why: note.why).text(language)
        }
        return reason.map { Catalogue.OwnReason.told($0)?.text(language) ?? $0 } ?? ""
    }
}
