public import Causality

/// Where a replica is and whose.
extension Replica {
    public var databasePath: String { connection.path }

    /// Makes sure that the open file is still the one that everybody else finds: who goes on writing into
    /// one that was removed or replaced acknowledges what is gone as soon as it closes it.
    ///
    /// - Throws: `StorageError.replaced`.
    public func checkInPlace() throws {
        if connection.hasMoved { throw StorageError.replaced(path: connection.path) }
    }

    /// This site in its present epoch.
    public var origin: Origin { Origin(site: meta.site, epoch: meta.epoch) }
}
