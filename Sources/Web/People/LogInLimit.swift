internal import Synchronization

// How often somebody may try to log in.
//
// Five wrong passwords for one name within a minute and the name waits for the rest of it; twenty for all
// names together and everybody does. It waits and is never shut: whoever guesses at a colleague's password must
// not be able to lock them out for longer than that, and a one-time link from the terminal always lets in.

/// Counts failed log-ins.
final class LogInLimit: Sendable {
    static let windowMilliseconds: UInt64 = 60_000
    static let perName = 5
    static let inAll = 20

    private let failures = Mutex<[(name: String, at: UInt64)]>([])

    /// For how many seconds nobody of this name is let try; `nil` when they may.
    func secondsToWait(_ name: String, now: UInt64) -> Int? {
        failures.withLock { failures in
            failures.removeAll { $0.at + LogInLimit.windowMilliseconds <= now }
            let own = failures.filter { $0.name == name }
            let first =
                failures.count >= LogInLimit.inAll
                ? failures.first : own.count >= LogInLimit.perName ? own.first : nil
            return first.map {
                Int(($0.at + LogInLimit.windowMilliseconds - now + 999) / 1_000)
            }
        }
    }

    /// Counts a try before its password is looked at, so that tries at the same time count too.
    func tries(_ name: String, now: UInt64) {
        failures.withLock { failures in
            if failures.count < 1_000 { failures.append((name, now)) }
        }
    }

    /// Forgets the tries of a name that was let in.
    func succeeded(_ name: String) {
        failures.withLock { $0.removeAll { $0.name == name } }
    }
}
