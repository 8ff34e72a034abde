internal import Glibc
public import Wire

// The key file.
//
// A site's signing key lies beside its database, in a file that only its owner may read. It is made
// with the replica; a replica from before there were keys gets one when it first needs it. Two
// programs may need it at the same moment, so it is written under another name and then linked: the
// one that comes second finds the name taken and reads what the first has written. It belongs to the
// site and not to the database, so a new epoch keeps it. docs/formats/key.md has the lines.

/// The key of a site on disk.
public struct KeyFile: Sendable {
    public static let name = "replica.key"

    public let path: String

    /// - Parameter directory: that of the replica.
    public init(directory: String) { self.init(path: directory + "/" + KeyFile.name) }

    init(path: String) { self.path = path }

    /// The key; made from 32 of these random bytes when there is none yet.
    ///
    /// - Throws: `StorageError.badKey` when there is a file and it is not of that form, or somebody
    ///   else may read it.
    public func readMaking(_ randomBytes: (Int) -> [UInt8]) throws -> SigningKey {
        if let key = try read() { return key }
        guard let fresh = SigningKey(seed: randomBytes(32)) else {
            preconditionFailure("32 bytes make a key")
        }
        try write(fresh)
        guard let key = try read() else { throw failure("read", path) }
        return key
    }

    /// The key; `nil` when there is none.
    public func read() throws -> SigningKey? {
        guard let bytes = try bytes() else { return nil }
        guard let key = KeyFile.parse(bytes) else {
            throw StorageError.badKey(path: path, why: .garbled)
        }
        return key
    }

    /// What stands in the file; `nil` when there is none.
    func bytes() throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open", path)
        }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw failure("look at", path) }
        guard info.st_mode & 0o077 == 0 else {
            throw StorageError.badKey(path: path, why: .readableByOthers)
        }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = Glibc.read(file, &buffer, buffer.count)
        guard count >= 0 else { throw failure("read", path) }
        return Array(buffer[..<count])
    }

    private func write(_ key: SigningKey) throws { try write(KeyFile.bytes(of: key)) }

    /// Writes a file that nobody reads before it is whole. One that is there stays.
    func write(_ bytes: [UInt8]) throws {
        let fresh = "\(path).\(getpid()).new"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("create", fresh) }
        defer {
            close(file)
            unlink(fresh)
        }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw failure("write", fresh)
        }
        guard link(fresh, path) == 0 || errno == EEXIST else { throw failure("link", path) }
        try IdentityStore.syncDirectory(of: path)
    }

    private func failure(_ operation: String, _ path: String) -> StorageError {
        errno == ENOSPC
            ? .diskFull(path: path) : .file(operation: operation, path: path, errno: errno)
    }

    static func bytes(of key: SigningKey) -> [UInt8] {
        let seed = key.seed.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        let body = "moso-key 1\nseed \(seed)\n"
        let check = Digest256(of: Array(body.utf8)).description.prefix(16)
        return Array("\(body)check \(check)\n".utf8)
    }

    static func parse(_ bytes: [UInt8]) -> SigningKey? {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 3, lines[0] == "moso-key 1", lines[1].hasPrefix("seed "),
            let seed = Digest256(hexadecimal: String(lines[1].dropFirst(5)))?.bytes,
            let key = SigningKey(seed: seed), KeyFile.bytes(of: key) == bytes
        else { return nil }
        return key
    }
}

/// Why a key file is not used.
public enum KeyFault: String, Sendable {
    /// It is not of the form in which it was written.
    case garbled
    /// Its mode lets others read it, who may have done so.
    case readableByOthers
}
