public import Causality

extension FieldType {
    /// A stored value as people read it; `parse` reads either language back. NULL is empty. A value
    /// that does not fit the type, as another tool may have written, is shown as it stands.
    public func display(_ value: Value) -> Label {
        switch (self, value) {
        case (_, .null): Label(verbatim: "")
        case (.money, .integer(let number)), (.area, .integer(let number)):
            Label(verbatim: FixedPoint.text(number, decimals: 2))
        case (.decimal(let places), .integer(let number)):
            Label(verbatim: FixedPoint.text(number, decimals: places))
        case (.moment, .text(let text)):
            Label(verbatim: LocalMinute(text)?.description ?? text)
        case (.yesNo, .integer(1)): Label("是", "yes")
        case (.yesNo, .integer(0)): Label("否", "no")
        case (.choice(let choices), .text(let code)):
            choices.first { $0.code == code }?.label ?? Label(verbatim: code)
        case (.set, .text):
            Label(
                SetText.elements(of: value).joined(separator: "、"),
                SetText.elements(of: value).joined(separator: ", "))
        default: Label(verbatim: value.description)
        }
    }

    /// Whether a part of a value is worse than none: days, amounts, codes.
    public var isFirm: Bool {
        switch self {
        case .text, .set, .reference, .choice: false
        case .digits, .wholeNumber, .decimal, .money, .area, .day, .moment, .yesNo, .creditCode,
            .site:
            true
        }
    }

    /// What nobody leaves out of a list for lack of room.
    public var isDayOrAmount: Bool { isNumber || self == .day || self == .moment }

    /// Whether values stand below each other by their last digit.
    public var isNumber: Bool {
        switch self {
        case .wholeNumber, .decimal, .money, .area: true
        default: false
        }
    }

    /// `display` in one of the languages.
    public func display(_ value: Value, zh: Bool) -> String {
        let label = display(value)
        return zh ? label.zh : label.en
    }
}
