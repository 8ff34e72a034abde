import Causality
import Domain
import Testing

/// An option that writes one value, which most do.
extension ResolutionOption {
    private var only: Write {
        if writes.count != 1 { Issue.record("\(code) writes \(writes.count) values") }
        return writes[0]
    }
    var row: RowReference { only.row }
    var column: String { only.column }
    var value: Value { only.value }
}
