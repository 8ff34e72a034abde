internal import Glibc
internal import Storage
public import Wire

// Sealed backups as files: `SealedBackup` has what is in them. The plain copy that is tried, and the one that is opened again,
// lie in the folder of the replica, which holds the same records in the clear, and nowhere else.

/// Files of backups that were sealed.
public enum SealedFile {
    /// Behind the name of the backup that is in it.
    public static let ending = Replica.sealedEnding

    private static let chunkBytes = 1 << 20

    /// Whether a file begins as a sealed backup does.
    public static func isSealed(_ path: String) -> Bool {
        BackupOpener.isSealed(File.read(path, most: 64) ?? [])
    }

    /// Seals a backup into a file where nothing is yet, and reads that back.
    static func seal(
        _ plain: String, to path: String, for recipient: BackupRecipient
    ) throws {
        let source = try open(plain)
        defer { close(source) }
        let goal = try create(path)
        defer { close(goal) }
        var sealer = try BackupSealer(for: recipient) { try write($0, to: goal, path) }
        while true {
            let bytes = try read(chunkBytes, from: source, plain)
            if bytes.isEmpty { break }
            try sealer.update(bytes)
        }
        try sealer.finish()
        guard try check(path) == recipient else { throw BackupTrouble.spoilt(path: path) }
    }

    /// What can be known without the key: that it is as it was written, and for whom.
    ///
    /// - Throws: `BackupTrouble.spoilt`.
    public static func check(_ path: String) throws -> BackupRecipient {
        let file = try open(path)
        defer { close(file) }
        do {
            return try BackupOpener { try read(min($0, chunkBytes), from: file, path) }.check()
        } catch is SealedBackupFault { throw BackupTrouble.spoilt(path: path) }
    }

    /// Opens a sealed backup into a file where nothing is yet. Nothing is left of it when this throws.
    static func open(_ path: String, by code: BackupCode, to plain: String) throws {
        let file = try open(path)
        defer { close(file) }
        let goal = try create(plain)
        defer { close(goal) }
        do {
            try BackupOpener { try read(min($0, chunkBytes), from: file, path) }
                .open(by: code) { try write($0, to: goal, plain) }
        } catch {
            unlink(plain)
            switch error {
            case SealedBackupFault.otherRecipient(let recipient):
                throw BackupTrouble.otherKey(path: path, recipient: recipient.description)
            case is SealedBackupFault: throw BackupTrouble.spoilt(path: path)
            default: throw error
            }
        }
    }

    // MARK: System calls

    private static func open(_ path: String) throws -> Int32 {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw StorageError.file(operation: "read", path: path, errno: errno)
        }
        return file
    }

    private static func create(_ path: String) throws -> Int32 {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw StorageError.file(operation: "create", path: path, errno: errno)
        }
        return file
    }

    private static func read(_ most: Int, from file: Int32, _ path: String) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: most)
        let count = Glibc.read(file, &bytes, most)
        guard count >= 0 else {
            throw StorageError.file(operation: "read", path: path, errno: errno)
        }
        return Array(bytes[..<count])
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let written = bytes[done...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            guard written > 0 else {
                throw errno == ENOSPC
                    ? StorageError.diskFull(path: path)
                    : StorageError.file(operation: "write", path: path, errno: errno)
            }
            done += written
        }
    }
}
