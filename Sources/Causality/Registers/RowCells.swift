/// What the cells of a row hold, by the position of the cell in the table's schema.
///
/// Nearly every row has something in each of its cells. So the position is the place, and nothing is hashed or sorted; a
/// cell that holds nothing, if there is one before others, lies there empty and counts as absent.
public struct RowCells: Hashable, Sendable {
    /// What each cell holds, empty ones included; the last is never empty.
    public private(set) var values: [CellState] = []

    public init() {}

    /// How many cells hold something.
    public var count: Int { values.count { !$0.isEmpty } }

    /// The cells that hold something, in their order.
    public var keys: [Int] { values.indices.filter { !values[$0].isEmpty } }

    public subscript(cell: Int) -> CellState? {
        get { cell < values.count && !values[cell].isEmpty ? values[cell] : nil }
        set { change(cell) { $0 = newValue ?? CellState() } }
    }

    /// Changes what a cell holds where it is.
    public mutating func change(_ cell: Int, _ body: (inout CellState) -> Void) {
        while values.count <= cell { values.append(CellState()) }
        body(&values[cell])
        while values.last?.isEmpty == true { values.removeLast() }
    }

    /// The same cells with what `body` makes of each content, which is something again.
    public func mapValues(_ body: (CellState) -> CellState) -> RowCells {
        var mapped = RowCells()
        for (cell, content) in self { mapped[cell] = body(content) }
        return mapped
    }
}

extension RowCells: Sequence {
    /// Gives the cells that hold something, in their order.
    public struct Iterator: IteratorProtocol {
        fileprivate let values: [CellState]
        fileprivate var at = 0

        public mutating func next() -> (key: Int, value: CellState)? {
            while at < values.count, values[at].isEmpty { at += 1 }
            guard at < values.count else { return nil }
            defer { at += 1 }
            return (key: at, value: values[at])
        }
    }

    public func makeIterator() -> Iterator { Iterator(values: values) }
}

extension RowCells: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (Int, CellState)...) {
        for (cell, content) in elements { self[cell] = content }
    }
}
