import Causality
import Storage
import Testing
import Workflows

extension Network {
    func quotas(at site: String) -> QuotaDesk { QuotaDesk(self[site], author: site) }

    func pool(_ name: String, at site: String) throws -> QuotaPool {
        try QuotaBooks(self[site]).existing(name)
    }

    @discardableResult
    func lend(_ pool: String, _ amount: String, from: String, to: String) throws -> QuotaPool {
        let site = try #require(SiteID(to))
        return try quotas(at: from).lend(pool, amount, to: site, reason: nil)
    }

    @discardableResult
    func ask(_ pool: String, _ amount: String, at site: String, of other: String? = nil) throws
        -> QuotaPool
    {
        try quotas(at: site).ask(pool, amount, of: other.flatMap { SiteID($0) }, reason: nil)
    }

    /// Meets, and lets every site do its chores until none has any.
    func settle() throws {
        try meet()
        while try all.reduce(false, { try QuotaHousekeeping($1).run() || $0 }) { try meet() }
    }
}

/// The problem that a body throws.
func problem(_ body: () throws -> Void) -> Problem? {
    do {
        try body()
        return nil
    } catch let problem as Problem {
        return problem
    } catch let error as StorageError {
        return .storage(error)
    } catch {
        Issue.record(error)
        return nil
    }
}
