public import Causality
internal import Domain

/// One record of the sample world, as it is written at its site.
public struct SampleRecord: Sendable {
    public let kind: String
    public let key: RecordKey
    public let values: [String: Value]

    init(_ kind: String, _ key: RecordKey, _ fields: [(String, Value?)]) {
        self.kind = kind
        self.key = key
        values = Dictionary(
            fields.compactMap { name, value in value.map { (name, $0) } },
            uniquingKeysWith: { _, last in last })
    }

    /// Bytes that two equal records share: fields in the order of the declaration.
    var canonicalText: String {
        let fields = NetworkSchema.kind(kind)?.fields ?? []
        let told = fields.compactMap { field in
            values[field.name].map { "\(field.name)=\($0)" }
        }
        return ([kind, key.text] + told).joined(separator: "\u{1f}")
    }
}

extension RecordKey {
    /// `T-anji-00042`
    init(sample kind: String, _ place: String, _ number: Int) {
        let prefix = NetworkSchema.kind(kind)?.prefix ?? kind
        self.init(checked: "\(prefix)-\(place)-\(number.padded(to: 5))")
    }

    init(checked text: String) {
        guard let key = RecordKey(text) else { preconditionFailure("\(text) is a key") }
        self = key
    }
}

extension Value {
    static func day(_ day: LocalDay) -> Value { .text(day.description) }
    static func moment(_ day: LocalDay, _ hour: Int, _ minute: Int = 0) -> Value {
        .text("\(day)T\(hour.padded(to: 2)):\(minute.padded(to: 2))")
    }
    static func count(_ number: Int) -> Value { .integer(Int64(number)) }
    static func yes(_ holds: Bool) -> Value { .integer(holds ? 1 : 0) }
    static func set(_ elements: [String]) -> Value { SetText.value(of: elements) }
    /// Yuan, stored in fen.
    static func yuan(_ amount: Int) -> Value { .integer(Int64(amount) * 100) }
    /// Square metres, stored in hundredths.
    static func squareMetres(_ area: Int) -> Value { .integer(Int64(area) * 100) }
    static func key(_ key: RecordKey) -> Value { .text(key.text) }
}

extension Int {
    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
