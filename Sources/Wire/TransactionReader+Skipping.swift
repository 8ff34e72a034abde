extension TransactionReader {
    /// Steps over what the operation that `nextOperation` gave writes, without building any of it.
    public mutating func skipContents(
        _ kind: OperationKind, shape: Int
    ) throws(WireError) {
        switch kind {
        case .insert, .add: for _ in shapes[shape].cells.indices { try skipValue() }
        case .set:
            for _ in shapes[shape].cells.indices {
                try skipValue()
                try skipDots()
            }
        case .delete, .keep: try skipDots()
        case .erase: break
        }
    }

    private mutating func skipValue() throws(WireError) {
        guard case .tuple(let count) = try value() else { return }
        for _ in 0..<count { _ = try value() }
    }

    private mutating func skipDots() throws(WireError) {
        if try singleDot() == nil { _ = try dots() }
    }
}
