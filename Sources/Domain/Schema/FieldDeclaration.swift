public import Causality

/// One field of a record: everything that tables, merges, commands, forms and imports need to know.
public struct FieldDeclaration: Hashable, Sendable {
    /// Its name as a column, in commands and in JSON.
    public let name: String
    public let label: Label
    public let type: FieldType
    public let policy: MergePolicy
    public let isRequired: Bool
    /// Whether it says how to reach a person, who may have it erased.
    public let isPersonal: Bool
    /// What a number counts, as it stands behind it; `nil` where the label says it all.
    public let unit: Label?
    /// A sentence for forms and the reference page, where the label is not enough.
    public let help: Label?
    /// The moves between the states, where the field holds one.
    public let machine: StateMachine?

    init(
        _ name: String, _ zh: String, _ en: String, _ type: FieldType, _ policy: MergePolicy,
        required: Bool = false, personal: Bool = false, unit: Label? = nil, help: Label? = nil
    ) {
        self.name = name
        label = Label(zh, en)
        self.type = type
        self.policy = policy
        isRequired = required
        isPersonal = personal
        self.unit = unit
        self.help = help
        machine = nil
    }

    /// A field that holds a state; type and policy follow from the machine.
    init(
        _ name: String, _ zh: String, _ en: String, states: StateMachine, required: Bool = false
    ) {
        self.name = name
        label = Label(zh, en)
        type = .choice(states.choices)
        policy = states.policy
        isRequired = required
        isPersonal = false
        unit = nil
        help = nil
        machine = states
    }

    /// The value that a person's text stands for, or why it is none. A required field is not blank.
    public func parse(
        _ typed: String, moneyUnit: MoneyUnit = .yuan
    ) -> Result<Value, FieldProblem> {
        type.parse(typed, moneyUnit: moneyUnit).flatMap { value in
            isRequired && value.isNull ? .failure(.required) : .success(value)
        }
    }
}
