/// Something for each of a few cells of a row, in the order of the cells. An edit writes one or two
/// cells; a dictionary would cost more than all that is done with them.
struct ByCell<Element> {
    private(set) var list: [(cell: Int, element: Element)] = []

    var isEmpty: Bool { list.isEmpty }

    subscript(cell: Int) -> Element? {
        get { list.first { $0.cell == cell }?.element }
        set {
            let at = list.firstIndex { $0.cell >= cell } ?? list.count
            let isThere = at < list.count && list[at].cell == cell
            switch (newValue, isThere) {
            case (let element?, true): list[at].element = element
            case (let element?, false): list.insert((cell, element), at: at)
            case (nil, true): list.remove(at: at)
            case (nil, false): break
            }
        }
    }
}
