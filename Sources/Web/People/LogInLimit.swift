internal import Synchronization

// How often somebody may try to log in.
//
// Five wrong passwords for one name within a minute and the name waits for the rest of it; twenty for all
// names together and everybody does. Names of nobody are counted by themselves, so that whoever makes names up keeps
// none of the people out; that their count is full tells which names are nobody's, which is the price of it. It waits and is never shut: whoever guesses at a colleague's password must
// not be able to lock them out for longer than that, and a one-time link from the terminal always lets in.

/// Counts failed log-ins.
final class LogInLimit: Sendable {
    static let windowMilliseconds: UInt64 = 60_000
    static let perName = 5
    static let inAll = 20

    private let failures = Mutex<[(name: String, isKnown: Bool, at: UInt64)]>([])

    /// For how many seconds nobody of this name is let try; `nil` when they may.
    ///
    /// - Parameter isKnown: whether it is the name of somebody who may come in.
    func secondsToWait(_ name: String, isKnown: Bool, now: UInt64) -> Int? {
        failures.withLock { failures in
            failures.removeAll { $0.at + LogInLimit.windowMilliseconds <= now }
            let own = failures.filter { $0.name == name }
            let alike = failures.filter { $0.isKnown == isKnown }
            let first =
                alike.count >= LogInLimit.inAll
                ? alike.first : own.count >= LogInLimit.perName ? own.first : nil
            return first.map {
                Int(($0.at + LogInLimit.windowMilliseconds - now + 999) / 1_000)
            }
        }
    }

    /// Counts a try before its password is looked at, so that tries at the same time count too.
    func tries(_ name: String, isKnown: Bool, now: UInt64) {
        failures.withLock { failures in
            if failures.count < 1_000 { failures.append((name, isKnown, now)) }
        }
    }

    /// Forgets the tries of a name that was let in.
    func succeeded(_ name: String) {
        failures.withLock { $0.removeAll { $0.name == name } }
    }
}
