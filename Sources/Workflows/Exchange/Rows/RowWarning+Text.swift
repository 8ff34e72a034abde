extension RowWarning {
    /// What a person should look at, in one clause.
    public var phrase: Phrase {
        typealias Text = Catalogue.Row
        return switch self {
        case .warnCheck: Text.checkCharacter
        case .oldNumber: Text.oldNumber
        case .noSeatLabels: Text.noSeatLabels
        case .noFreeEnd: Text.noFreeEnd
        case .sameName: Text.sameName
        case .secondTenancy: Text.secondTenancy
        case .wasDeleted: Text.wasDeleted
        case .isRetired: Text.isRetired
        }
    }
}
