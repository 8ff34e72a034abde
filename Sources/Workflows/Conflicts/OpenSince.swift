public import Storage
internal import Wire

/// Since when conflicts have been open here.
public struct OpenSince: Sendable {
    private let opened: [ConflictID: UInt64]

    public init(_ seen: [SeenConflict]) {
        opened = Dictionary(seen.map { ($0.id, $0.openedMilliseconds) }) { first, _ in first }
    }

    /// `nil` for one that was just found. A fork is open since there has been one, which all its transactions tell.
    public func milliseconds(of item: InboxItem) -> UInt64? {
        if case .fork(let fork) = item.content, let since = fork.milliseconds { return since }
        return opened[item.id]
    }
}
