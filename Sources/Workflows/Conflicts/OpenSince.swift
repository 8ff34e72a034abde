public import Storage
public import Wire

/// Since when conflicts have been open here.
public struct OpenSince: Sendable {
    private let opened: [ConflictID: UInt64]

    public init(_ seen: [SeenConflict]) {
        opened = Dictionary(seen.map { ($0.id, $0.openedMilliseconds) }) { first, _ in first }
    }

    /// `nil` for one that was just found.
    public func milliseconds(of id: ConflictID) -> UInt64? { opened[id] }
}
