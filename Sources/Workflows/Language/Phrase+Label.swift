public import Domain

extension Phrase {
    /// The label of a kind, a field or a choice, as the domain declares it.
    public init(_ label: Label) {
        self.init(zh: label.zh, en: label.en)
    }
}
