internal import CryptoExtras
internal import Workflows

// Passwords.
//
// A file of password hashes that gets out is guessed at by machines that try billions of plain hashes a
// second. scrypt (RFC 7914) makes each guess cost 96 MB of memory traffic, which such machines have no more of
// than we do. Its parameters stand beside each hash, so that they can be raised later. One is worked on at a
// time: whoever sends log-ins by the hundred waits, and the memory stays bounded.

/// Makes and checks password hashes.
public actor Passwords {
    private let logRounds: Int
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private static let blockSize = 8
    private static let parallelism = 3
    private static let hashBytes = 32

    /// - Parameter logRounds: the binary logarithm of the cost: 15, unless a test has no time.
    public init(logRounds: Int = 15, randomBytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.logRounds = logRounds
        self.randomBytes = randomBytes
    }

    /// What is kept of a password.
    func record(of password: String) throws -> PasswordRecord {
        let salt = randomBytes(16)
        let empty = PasswordRecord(
            logRounds: logRounds, blockSize: Passwords.blockSize,
            parallelism: Passwords.parallelism, salt: salt, hash: [])
        return PasswordRecord(
            logRounds: empty.logRounds, blockSize: empty.blockSize,
            parallelism: empty.parallelism, salt: salt,
            hash: try Passwords.hash(password, as: empty, count: Passwords.hashBytes))
    }

    /// Whether a password is the one that was made into a record. Without a record the same work is done,
    /// so that the time tells nobody which names are known.
    func matches(_ password: String, _ record: PasswordRecord?) throws -> Bool {
        let against =
            record
            ?? PasswordRecord(
                logRounds: logRounds, blockSize: Passwords.blockSize,
                parallelism: Passwords.parallelism, salt: [UInt8](repeating: 0, count: 16),
                hash: [UInt8](repeating: 0, count: Passwords.hashBytes))
        let hash = try Passwords.hash(password, as: against, count: against.hash.count)
        let difference = zip(hash, against.hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && hash.count == against.hash.count && record != nil
    }

    private static func hash(
        _ password: String, as record: PasswordRecord, count: Int
    ) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: record.salt, outputByteCount: count,
            rounds: 1 << record.logRounds, blockSize: record.blockSize,
            parallelism: record.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
