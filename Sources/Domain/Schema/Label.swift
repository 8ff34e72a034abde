/// A text that people read, in both languages. Both are given where it is made, so that a missing
/// translation doesn't compile; which one is shown is decided at the edge.
public struct Label: Hashable, Sendable {
    public let zh: String
    public let en: String

    public init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    /// A number, a code or a name, which reads the same in both.
    public init(verbatim text: String) { self.init(text, text) }
}
