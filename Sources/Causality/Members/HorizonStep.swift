/// How far the hub lets everybody trim a scope: what it has found stable and old enough. An operation of the
/// hub's on the table of the members' steps.
///
/// Nobody trims more than the hub has written down so, the hub included. So the hub knows, without asking
/// anybody, what can be gone anywhere: whoever has seen all of that may write, whoever it is. The
/// transaction's context holds everything that the hub held, so who trims by it has that too.
public struct HorizonStep: Hashable, Sendable {
    /// The key and the only cell of the operation.
    public static let name = "horizon"

    /// Of one scope.
    public let vector: VersionVector

    public init(_ vector: VersionVector) { self.vector = vector }

    /// `nil` when the operation is none, or is not of its form.
    public init?(_ operation: Operation, in scope: ScopeID) {
        guard operation.table == MemberStep.table, operation.key.text == HorizonStep.name,
            case .insert(let values) = operation.change, values.count == 1,
            values[0].cell == HorizonStep.name, let text = values[0].value.text
        else { return nil }
        self.init(text, in: scope)
    }

    /// Reads `text` back; `nil` when it is not of that form.
    public init?(_ text: String, in scope: ScopeID) {
        var entries: [(Stream, UInt64)] = []
        for part in text.split(separator: " ") {
            guard let colon = part.lastIndex(of: ":"), let origin = Origin(part[..<colon]),
                let seq = UInt64(part[part.index(after: colon)...]), seq > 0
            else { return nil }
            entries.append((Stream(origin: origin, scope: scope), seq))
        }
        guard !entries.isEmpty else { return nil }
        var vector = VersionVector()
        for entry in entries { vector.merge(VersionVector([entry])) }
        self.init(vector)
    }

    /// `anji.1:42 beijing.1:7`, in the order of origins.
    public var text: String {
        vector.entries.map { "\($0.stream.origin):\($0.seq)" }.joined(separator: " ")
    }

    public var operation: Operation {
        guard let key = RecordKey(HorizonStep.name) else {
            preconditionFailure("a word is short enough for a key")
        }
        return Operation(
            table: MemberStep.table, key: key,
            change: .insert([CellValue(cell: HorizonStep.name, value: .text(text))]))
    }
}
