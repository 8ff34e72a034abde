internal import Causality

/// I12: no number is used twice, whatever has been restored, copied or lost: a dot means one
/// transaction everywhere and for ever. Who was put back together with the file that would tell may use
/// one twice until somebody says so; `Forks` looks at what becomes of that.
package final class Numbers: Checker {
    private var used: [Dot: Transaction] = [:]

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .edited(let site, let made) = moment else { return }
        for transaction in made {
            if let first = used[transaction.dot], first != transaction,
                !world.rolledBack.contains(site.id)
            {
                throw Violation("I12", "\(site.id) uses \(transaction.dot) a second time")
            }
            used[transaction.dot] = transaction
        }
    }
}
