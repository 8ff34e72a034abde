internal import Causality
internal import Workflows

extension CellText {
    init(_ session: Session, table: String) { self.init(session.language, table: table) }

    /// A cell of a table with a value, which is whole where a part of it would mislead.
    func cell(_ cell: String, _ value: Value) -> TextTable.Cell {
        TextTable.Cell(self.value(cell, value), isFirm: isFirm(cell))
    }
}
