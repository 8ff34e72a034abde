import Causality
import Testing

struct RowCellsTests {
    private let content = CellState(live: [
        Sibling(dot: Dot(stream: stream("anji"), seq: 1), stamp: .zero, value: .integer(1))
    ])

    @Test func `cells that hold nothing are absent, wherever they stand`() {
        var cells: RowCells = [3: content, 1: content]
        #expect(cells.count == 2 && cells.keys == [1, 3])
        #expect(cells[0] == nil && cells[2] == nil && cells[9] == nil && cells[3] == content)
        #expect(cells.map(\.key) == [1, 3])
        cells[3] = nil
        #expect(cells == [1: content])
        cells[1] = CellState()
        #expect(cells == RowCells() && cells.count == 0)
    }

    @Test func `what is changed is changed where it is`() {
        var cells: RowCells = [1: content]
        cells.change(2) { $0 = content }
        cells.change(1) { $0.live = [] }
        #expect(cells == [2: content])
        #expect(cells.mapValues { CellState(live: $0.live + $0.live) }[2]?.live.count == 2)
    }
}
